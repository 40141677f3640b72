"""PDF with its own Chinese faces: text that can be selected, an outline, notes that are linked."""

from __future__ import annotations

from collections.abc import Sequence

from kb.export.annex import clause_paragraphs, particulars_of, sources_table
from kb.export.fonts import BODY, HEAVY
from kb.export.footnotes import note_text
from kb.export.line_breaking import Look, Piece
from kb.export.paper import Cell, CitedClause, Heading, Paper, Paragraph, Table
from kb.export.pdf_pages import Pages
from kb.export.pdf_table import PADDING, CellText, Rows, row_of
from kb.export.pdf_text import Align, Lettering, Text, text_in
from kb.export.printable import one_line

TITLE, TEXT, SMALL = 22.0, 14.0, 9.0  # sizes in points
LEADING = {TITLE: 34.0, TEXT: 24.0, SMALL: 13.5}
GAP = 6.0  # points, before headings and around tables
NOTE_SIZE, NOTE_RISE = 0.6, 0.4  # of the size of the text that a note's mark stands in
KEPT_WITH = 2  # lines that a heading must have below it on its page
HIGHEST_ROW = 0.6  # of the page under the head: a higher row may be split
LONGEST_NAME = 120  # characters of a column's name: the head must leave room on the page


def to_pdf(paper: Paper) -> bytes:
    """``paper`` as a PDF. A character that its faces lack is □, and is named at the end."""
    setting = _Setting(Pages(one_line(paper.title), landscape=paper.landscape))
    setting.opening(paper)
    for block in paper.blocks:
        if isinstance(block, Heading):
            setting.heading(block.text, block.level)
        elif isinstance(block, Paragraph):
            setting.paragraph(block)
        else:
            setting.table(block)
    setting.notes(paper)
    setting.clauses(paper.annex)
    setting.closing(paper)
    return setting.pages.file()


class _Setting:
    """Sets a paper on pages; it remembers which characters the faces lack."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.lettering = Lettering()

    def opening(self, paper: Paper) -> None:
        day = paper.particulars.day
        self.title(paper.title)
        self.line(f"（{day.year}年{day.month}月{day.day}日）", align="center")
        self.line(f"引文核对：{paper.particulars.check}", align="center")

    def notes(self, paper: Paper) -> None:
        if paper.notes:
            self.heading("注释", 1)
        for number, citation in enumerate(paper.notes, 1):
            self.line(f"[{number}] {note_text(citation)}", size=SMALL, mark=f"note-{number}")

    def clauses(self, annex: Sequence[CitedClause]) -> None:
        if annex:
            self.annex_title("附件1", "所引条款全文")
        for clause in annex:
            notes = "、".join(str(note + 1) for note in clause.notes)
            self.heading(f"{clause.label}（注{notes}）", 2)
            for paragraph in clause_paragraphs(clause):
                self.paragraph(paragraph)

    def closing(self, paper: Paper) -> None:
        self.annex_title("附件2" if paper.annex else "附件1", "所引文件及核对情况")
        for name, value in particulars_of(paper):
            self.line(f"{name}：{value}", indent=2)
        if paper.sources:
            self.table(sources_table(paper.sources))
        points = "、".join(f"U+{ord(character):04X}" for character in self.lettering.missing)
        if points:
            said = "说明：本文件所带字体没有下列字符，以□代替，原字见 Word 或 Excel 格式："
            self.line(f"{said}{points}。", indent=2)

    def annex_title(self, mark: str, title: str) -> None:
        self.pages.turn(landscape=False)
        self.line(mark, face=HEAVY)
        self.title(title)

    def title(self, text: str) -> None:
        pieces = self.lettering.pieces(text, Look(HEAVY, TITLE))
        entry = (one_line(text), 0)
        width, leading = self.pages.width, LEADING[TITLE]
        self.pages.put(text_in(pieces, width, leading=leading, align="center", entry=entry))

    def heading(self, text: str, level: int) -> None:
        face = HEAVY if level == 1 else BODY
        pieces = self.lettering.pieces(one_line(text), Look(face, TEXT))
        leading, entry = LEADING[TEXT], (one_line(text), level - 1)
        line = text_in(pieces, self.pages.width, leading=leading, indent=2 * TEXT, entry=entry)
        self.pages.put(line, gap=GAP, below=KEPT_WITH * leading)

    def line(
        self,
        text: str,
        *,
        face: str = BODY,
        size: float = TEXT,
        align: Align = "left",
        indent: float = 0,
        mark: str | None = None,
    ) -> None:
        pieces = self.lettering.pieces(one_line(text), Look(face, size))
        width, leading = self.pages.width, LEADING[size]
        line = text_in(pieces, width, leading=leading, align=align, indent=indent * size, mark=mark)
        self.pages.put(line)

    def paragraph(self, paragraph: Paragraph) -> None:
        pieces, leading = self._pieces(paragraph, TEXT), LEADING[TEXT]
        width = self.pages.width
        self.pages.put(text_in(pieces, width, leading=leading, align="both", indent=2 * TEXT))

    def table(self, table: Table) -> None:
        share = self.pages.width / sum(table.widths)
        widths = tuple(share * width for width in table.widths)
        pairs = list(zip(table.head, widths, strict=True))
        head = row_of([[self._head(name, width - 2 * PADDING)] for name, width in pairs])
        rows = tuple(
            row_of([self._cell(c, w - 2 * PADDING) for c, w in zip(row, widths, strict=True)])
            for row in table.rows
        )
        highest = HIGHEST_ROW * (self.pages.height - head.height)
        self.pages.put(Rows(head, rows, widths, highest), gap=GAP)

    def _head(self, name: str, width: float) -> Text:
        shown = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}……"
        pieces = self.lettering.pieces(one_line(shown), Look(HEAVY, SMALL))
        return text_in(pieces, width, leading=LEADING[SMALL], align="center")

    def _cell(self, cell: Cell, width: float) -> CellText:
        if cell.value is not None:
            pieces = self.lettering.pieces(str(cell.value), Look(BODY, SMALL))
            return [text_in(pieces, width, leading=LEADING[SMALL])]
        return [
            text_in(self._pieces(paragraph, SMALL), width, leading=LEADING[SMALL])
            for paragraph in cell.paragraphs
        ]

    def _pieces(self, paragraph: Paragraph, size: float) -> list[Piece]:
        pieces: list[Piece] = []
        for run in paragraph.runs:
            pieces += self.lettering.pieces(run.text, Look(HEAVY if run.bold else BODY, size))
            for note in run.notes:
                look = Look(BODY, size * NOTE_SIZE, size * NOTE_RISE, f"note-{note + 1}")
                pieces += self.lettering.pieces(f"[{note + 1}]", look)
        return pieces
