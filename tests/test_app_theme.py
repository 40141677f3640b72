"""The colours of both themes can be read: WCAG 2 contrast, level AA."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent / "app"
CONFIG = tomllib.loads((APP / ".streamlit" / "config.toml").read_text("utf-8"))
STYLE = (APP / "style.css").read_text("utf-8")
TEXT, PART_OF_CONTROL = 4.5, 3.0  # WCAG 2.1, 1.4.3 and 1.4.11
Colour = tuple[float, float, float]


def colour(written: str) -> Colour:
    return tuple(int(written[at : at + 2], 16) / 255 for at in (1, 3, 5))  # type: ignore[return-value]


def over(front: Colour, back: Colour, share: float) -> Colour:
    """``front`` painted over ``back`` at this opacity."""
    return tuple(share * f + (1 - share) * b for f, b in zip(front, back, strict=True))  # type: ignore[return-value]


def luminance(of: Colour) -> float:
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in of]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def opacities() -> list[float]:
    """Every opacity that style.css gives to text; 0 is what shows only when pointed at."""
    return [float(o) for o in re.findall(r"[ {]opacity: (0?\.\d+)", STYLE)]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_contrast(name: str) -> None:
    theme = {key: colour(value) for key, value in CONFIG["theme"][name].items()}
    text, back, second = (
        theme["textColor"], theme["backgroundColor"], theme["secondaryBackgroundColor"],
    )  # fmt: skip
    white = colour("#FFFFFF")
    assert contrast(white, theme["primaryColor"]) >= TEXT, "the words on the main button"
    assert contrast(theme["primaryColor"], back) >= PART_OF_CONTROL
    for ground in (back, second):
        assert contrast(text, ground) >= TEXT
        assert contrast(theme["linkColor"], ground) >= TEXT
        for share in opacities():
            assert contrast(over(text, ground, share), ground) >= TEXT, share
    tints = re.findall(r"background: rgb\((\d+) (\d+) (\d+) / (\d+)%\)", STYLE)
    assert tints
    for red, green, blue, share in tints:
        tint = (int(red) / 255, int(green) / 255, int(blue) / 255)
        assert contrast(text, over(tint, back, int(share) / 100)) >= TEXT


def test_marked_words_can_be_read() -> None:
    found = re.search(r"mark \{ background: (#\w{6}); color: (#\w{6});", STYLE)
    assert found
    assert contrast(colour(found[1]), colour(found[2])) >= TEXT


def test_opacities_are_found() -> None:
    assert len(opacities()) >= 3
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)


def test_nothing_of_the_style_comes_from_elsewhere() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "http" not in STYLE
    fonts = CONFIG["theme"]["font"]
    assert "Microsoft YaHei" in fonts
    assert "http" not in fonts


def test_the_server_stays_at_home() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["browser"]["gatherUsageStats"] is False
