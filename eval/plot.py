"""Curves over a logarithmic axis as an SVG, written by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 360, 240  # of one panel, in pixels
LEFT, RIGHT, TOP, BOTTOM = 52, 60, 34, 40  # margins in a panel, for ticks and names
COLOURS = ("#1f6feb", "#9a6700", "#1a7f37", "#8250df")
TICKS = 4  # about so many on the upright axis
ACROSS = 2  # panels beside each other

Curve = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes; the upright one begins at 0, ``curves`` are (x, y) by name."""

    title: str
    curves: Mapping[str, Curve]


def to_svg(panels: Sequence[Panel], *, x_name: str) -> str:
    """The panels, two in a row, with the same logarithmic axis for x.

    Raises:
        ValueError: there is no point to draw.
    """
    places = sorted({x for panel in panels for curve in panel.curves.values() for x, _ in curve})
    if not places:
        raise ValueError("no points")
    rows = -(-len(panels) // ACROSS)
    size = f'width="{ACROSS * WIDTH}" height="{rows * HEIGHT}"'
    drawn = []
    for n, panel in enumerate(panels):
        corner = f"translate({n % ACROSS * WIDTH},{n // ACROSS * HEIGHT})"
        drawn.append(f'<g transform="{corner}">{_panel(panel, places, x_name)}</g>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _panel(panel: Panel, places: Sequence[float], x_name: str) -> str:
    low, high = math.log10(places[0]), math.log10(places[-1])
    step = tick_step(max((y for c in panel.curves.values() for _, y in c), default=1))
    top = step * math.ceil(max(y for c in panel.curves.values() for _, y in c) / step or 1)

    def across(x: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(x) - low) / (high - low or 1)

    def up(y: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * y / top

    parts = [_text(LEFT, TOP - 16, panel.title, "start", "#111", weight="bold")]
    for n in range(round(top / step) + 1):
        y = up(n * step)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd" fill="none"/>')
        parts.append(_text(LEFT - 6, y + 4, f"{n * step:g}", "end", "#555"))
    for x in places:
        parts.append(_text(across(x), HEIGHT - BOTTOM + 16, short(x), "middle", "#555"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(_text(middle, HEIGHT - BOTTOM + 32, x_name, "middle", "#555"))
    ends = [up(curve[-1][1]) for curve in panel.curves.values()]
    names = zip(COLOURS, panel.curves.items(), apart(ends), strict=False)
    for colour, (name, curve), beside in names:
        points = [(across(x), up(y)) for x, y in curve]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(_text(points[-1][0] + 6, beside + 4, name, "start", colour))
    return "\n".join(parts)


def apart(heights: Sequence[float], least: float = 13) -> list[float]:
    """The heights in their order, moved down where two are nearer than ``least`` pixels."""
    moved = list(heights)
    below = -math.inf
    for n in sorted(range(len(heights)), key=lambda n: heights[n]):
        moved[n] = below = max(heights[n], below + least)
    return moved


def tick_step(highest: float) -> float:
    """A round distance (1, 2 or 5 times a power of ten) that gives about ``TICKS`` ticks."""
    raw = max(highest, 1e-9) / TICKS
    power = 10 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)


def short(count: float) -> str:
    """1000 as 1k."""
    return f"{count / 1000:.0f}k" if count >= 1000 else f"{count:.0f}"


def _text(x: float, y: float, text: str, anchor: str, colour: str, *, weight: str = "") -> str:
    bold = f' font-weight="{weight}"' if weight else ""
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{bold}'
    return f"<text {where}>{escape(text)}</text>"
