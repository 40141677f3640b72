"""Makes the two font files: the characters of GB 2312 and what else official texts use.

    python -m kb.export.fonts.make noto-serif-sc/ noto-sans-sc/

The two folders are the unpacked npm packages ``@expo-google-fonts/noto-serif-sc`` and
``@expo-google-fonts/noto-sans-sc`` (0.4.3). The whole faces are 15
and 11 MB; shapes are not changed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from kb.export.fonts import BODY, FOLDER, HEAVY

REGIONS = FOLDER.parent.parent / "language" / "data" / "regions.tsv"
FACES = {
    BODY: "400Regular/NotoSerifSC_400Regular.ttf",
    HEAVY: "600SemiBold/NotoSansSC_600SemiBold.ttf",
}
# Blocks of signs that GB 2312 has in part only: ·, •, ≧, ➀, ㎡, ㊣, ﹃, ￥.
SIGNS = (
    (0x20, 0x7F), (0xA0, 0x180), (0x2000, 0x2070), (0x2070, 0x20A0), (0x20A0, 0x20C0),
    (0x2100, 0x2190), (0x2190, 0x2200), (0x2200, 0x2300), (0x2460, 0x2500), (0x2500, 0x2580),
    (0x25A0, 0x2600), (0x2600, 0x2700), (0x2776, 0x2794), (0x3000, 0x3040), (0x3200, 0x3400),
    (0xFE30, 0xFE50), (0xFF00, 0xFFF0),
)  # fmt: skip
# Beyond GB 2312: seen in 389 official texts, and names of places and people of the kind.
RARE = "勠垟揾擊滘澴瀏玥稅號術覽釆雙體髙鲌鹮點甯喆堃犇淼珺琎玙祎芃镕陞昇飏赟頔曌囍堽磜漖涠硇"


def characters() -> set[int]:
    """The code points to keep."""
    kept = {ord(character) for character in _gb2312()} | set(map(ord, RARE))
    for start, end in SIGNS:
        kept.update(range(start, end))
    kept.update(map(ord, REGIONS.read_text("utf-8")))
    return kept


def make(source: Path, target: Path) -> None:
    """Write to ``target`` the glyphs of ``characters`` out of the TrueType face ``source``."""
    from fontTools import subset

    options = subset.Options(
        layout_features=[],
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        drop_tables=["STAT"],
    )
    font = subset.load_font(str(source), options)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=characters())
    cut.subset(font)
    subset.save_font(font, str(target), options)


def main() -> None:
    """Make both faces."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("serif", type=Path)
    parser.add_argument("sans", type=Path)
    options = parser.parse_args()
    for (name, place), folder in zip(FACES.items(), (options.serif, options.sans), strict=True):
        make(folder / place, FOLDER / name)
        print(f"{name}: {(FOLDER / name).stat().st_size:,} bytes")


def _gb2312() -> Iterator[str]:
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue


if __name__ == "__main__":
    main()
