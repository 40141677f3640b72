"""CSV: the first sheet, then the particulars and the sources, for Excel in UTF-8 with its mark."""

from __future__ import annotations

import csv
import io
from datetime import date

from kb.export.annex import particulars_of
from kb.export.paper import Cell, Paper, text_of
from kb.export.printable import printable
from kb.export.spreadsheet import with_sources

# Full-width signs too: some programs fold them before they look for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001


def to_csv(paper: Paper) -> bytes:
    """``paper`` as CSV; text that looks like a formula has a tab before it."""
    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\r\n")
    table = with_sources(paper.sheets[0][1], paper.notes)
    rows.writerow(map(cell_text, table.head))
    rows.writerows([_value(cell) for cell in row] for row in table.rows)
    rows.writerow([])
    rows.writerows([cell_text(name), cell_text(value)] for name, value in particulars_of(paper))
    for document in paper.sources:
        rows.writerow(
            ["源文件", cell_text(document.source.path), "SHA-256", document.source.sha256]
        )
    return stream.getvalue().encode("utf-8-sig")


def _value(cell: Cell) -> str:
    if cell.value is None:
        return cell_text(text_of(cell))
    return cell.value.isoformat() if isinstance(cell.value, date) else f"{cell.value:.15g}"


def cell_text(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula."""
    fit = printable(text)
    return "\t" + fit if fit.lstrip().startswith(FORMULA_SIGNS) or fit.startswith("\t") else fit
