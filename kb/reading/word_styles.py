"""Paragraph styles of a Word file, as far as they carry numbering or mark a table of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.reading.markup import Element, attribute, local_name

CONTENTS = re.compile(r"toc \d", re.IGNORECASE)  # Word's own names of those styles: toc 1
DEEPEST = 20  # styles based on each other


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The list that a paragraph is in, and on which level; None where it is not said."""

    number_id: str | None
    level: int | None


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str | None
    place: ListPlace


class Styles:
    """The paragraph styles of a Word file by their ids."""

    def __init__(self, root: Element | None) -> None:
        """Take the root of styles.xml; None for a file without it."""
        self._styles: dict[str, _Style] = {}
        self.default: str | None = None
        for element in () if root is None else root:
            if local_name(element) != "style" or attribute(element, "type") != "paragraph":
                continue
            name = attribute(element, "styleId") or ""
            self._styles[name] = _style(element)
            if attribute(element, "default") in ("1", "true"):
                self.default = name

    def is_contents(self, style: str | None) -> bool:
        """Whether paragraphs of ``style`` are lines of an automatic table of contents."""
        found = self._styles.get(style or "")
        return found is not None and CONTENTS.fullmatch(found.name) is not None

    def place(self, style: str | None) -> tuple[ListPlace, str | None]:
        """The list of ``style`` or of what it is based on, and the style that names it."""
        level: int | None = None
        at = style or self.default
        for _ in range(DEEPEST):
            found = self._styles.get(at or "")
            if found is None:
                break
            level = found.place.level if level is None else level
            if found.place.number_id is not None:
                return ListPlace(found.place.number_id, level), at
            at = found.based_on
        return ListPlace(None, level), None


def list_place(properties: Element | None) -> ListPlace:
    """The list that the paragraph properties (pPr) themselves name."""
    for child in () if properties is None else properties:
        if local_name(child) == "numPr":
            said = {local_name(inner): attribute(inner, "val") for inner in child}
            level = said.get("ilvl") or ""
            return ListPlace(said.get("numId"), int(level) if level.isdecimal() else None)
    return ListPlace(None, None)


def _style(element: Element) -> _Style:
    name, based_on, place = "", None, ListPlace(None, None)
    for child in element:
        kind = local_name(child)
        if kind == "name":
            name = attribute(child, "val") or ""
        elif kind == "basedOn":
            based_on = attribute(child, "val")
        elif kind == "pPr":
            place = list_place(child)
    return _Style(name, based_on, place)
