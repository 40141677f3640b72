"""A document's lineage as text that other programs draw: Graphviz DOT, or Mermaid.

Documents that the library does not hold are drawn with a broken line, what is repealed with a
dotted arrow. An arrow goes from a document to what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal

from kb.types import Document, Lineage, Reference

GraphLanguage = Literal["dot", "mermaid"]
LABEL_WIDTH = 16  # Chinese characters of a title on one line
LABEL_LINES = 4
REPLACING = ("废止", "替代")
FONT = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"


@dataclass(frozen=True, slots=True)
class _Node:
    name: str
    lines: tuple[str, ...]
    held: bool
    asked: bool = False


@dataclass(frozen=True, slots=True)
class _Edge:
    start: str
    end: str
    label: str


def draw_lineage(
    lineage: Lineage, documents: Mapping[str, Document], language: GraphLanguage = "dot"
) -> str:
    """The graph of ``lineage`` in ``language``; titles are escaped, so that none is taken for code.

    ``documents`` are those of the library, by id. Node names are made of their ids (``d…``), or
    ``m1``, ``m2`` … for those that are not held.
    """
    nodes: dict[str, _Node] = {}
    _held(lineage.document, nodes, asked=True)
    edges = list(dict.fromkeys(_edges(lineage, documents, nodes)))
    return (_dot if language == "dot" else _mermaid)(list(nodes.values()), edges)


def _edges(
    lineage: Lineage, documents: Mapping[str, Document], nodes: dict[str, _Node]
) -> Iterator[_Edge]:
    links = [link.reference for link in (*lineage.upstream, *lineage.downstream)]
    ended = [r for r in lineage.cited_by if r.kind in REPLACING]
    for reference in (*links, *lineage.replaces, *ended):
        start = _held(documents[reference.document], nodes)
        cited = documents.get(reference.target or "")
        end = _held(cited, nodes) if cited else _missing(reference, nodes)
        yield _Edge(start, end, reference.kind)


def _held(document: Document, nodes: dict[str, _Node], *, asked: bool = False) -> str:
    name = f"d{document.id}"
    title = document.enclosed_title or document.title
    region = document.region.name if document.region else ""
    nodes.setdefault(name, _Node(name, _label(title, document.number, region), True, asked))
    return name


def _missing(reference: Reference, nodes: dict[str, _Node]) -> str:
    lines = _label(reference.title, reference.number, "不在库内")
    same = next((node.name for node in nodes.values() if node.lines == lines), None)
    name = same or f"m{sum(not node.held for node in nodes.values()) + 1}"
    nodes.setdefault(name, _Node(name, lines, False))
    return name


def _label(title: str, number: str | None, note: str) -> tuple[str, ...]:
    lines = wrap(title.strip("《》"), LABEL_WIDTH) or [""]
    if len(lines) > LABEL_LINES:
        lines = [*lines[: LABEL_LINES - 1], lines[LABEL_LINES - 1] + "…"]
    more = [line for line in (number if number != title else None, note) if line]
    return (*lines, *more)


# --- Graphviz ---------------------------------------------------------------------------------


def _dot(nodes: list[_Node], edges: list[_Edge]) -> str:
    lines = [
        "digraph lineage {",
        "  rankdir=BT;",
        "  bgcolor=white;",
        f'  node [shape=box, style=rounded, fontname="{FONT}"];',
        f'  edge [fontname="{FONT}", fontsize=10];',
    ]
    for node in nodes:
        label = "\\n".join(_quoted(line) for line in node.lines)
        style = "" if node.held else ", style=dashed, color=gray50, fontcolor=gray30"
        style = ', style="rounded,bold"' if node.asked else style
        lines.append(f'  "{node.name}" [label="{label}"{style}];')
    for edge in edges:
        style = ", style=dotted" if edge.label in REPLACING else ""
        lines.append(f'  "{edge.start}" -> "{edge.end}" [label="{_quoted(edge.label)}"{style}];')
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')


# --- Mermaid ----------------------------------------------------------------------------------

# Mermaid reads #…; as a character, and of these some as marks of its own.
MERMAID = {ord(mark): f"#{ord(mark)};" for mark in '"#<>&;`\\[](){}|'}


def _mermaid(nodes: list[_Node], edges: list[_Edge]) -> str:
    lines = ["flowchart BT"]
    for node in nodes:
        label = "<br/>".join(" ".join(line.split()).translate(MERMAID) for line in node.lines)
        kind = ":::asked" if node.asked else "" if node.held else ":::missing"
        lines.append(f'  {node.name}["{label}"]{kind}')
    for edge in edges:
        arrow = "-.->" if edge.label in REPLACING else "-->"
        lines.append(f"  {edge.start} {arrow}|{edge.label.translate(MERMAID)}| {edge.end}")
    lines.append("  classDef missing stroke-dasharray: 4 3,color:#666")
    lines.append("  classDef asked stroke-width:3px")
    return "\n".join(lines) + "\n"
