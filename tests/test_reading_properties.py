"""Whatever is put together from the pieces of a format: documents or one clear sentence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import SourceError
from kb.reading.clean import clean
from kb.reading.files import read_data
from kb.reading.layout import Line, Page, pages_to_text
from kb.reading.markdown import read_markdown
from kb.reading.pdf_tables import Rule, find_grids
from kb.reading.tables import TableCell, table_lines
from tests.made_files import OFFICIAL, numbering, ofd, sheet, word
from tests.structure_checks import solid

WORDS = st.sampled_from(["一、总则", "床位", "20张", "　　", "\t", "第一条", "a b", "", "。"])
WORD_PIECES = st.sampled_from([
    "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>床位</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>",
    "</w:tr>", "<w:tc>", "</w:tc>", "<w:del>", "</w:del>", "<w:ins>", "</w:ins>", "<w:tab/>",
    '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>', "<w:br/>",
    '<w:tcPr><w:gridSpan w:val="99999"/><w:vMerge/></w:tcPr>', '<w:altChunk r:id="none"/>',
    '<w:pPr><w:numPr><w:ilvl w:val="x"/><w:numId/></w:numPr></w:pPr>', '<w:sym w:char="F0FE"/>',
    "<w:sdt>", "</w:sdt>", '<w:footnoteReference w:id="9"/>', "<w:txbxContent>",
    "</w:txbxContent>",
])  # fmt: skip
PAGE_PIECES = st.sampled_from([
    "<p>", "</p>", "<div class='TRS_Editor'>", "</div>", "<table>", "</table>", "<tr>", "<td>",
    "<td rowspan=99999 colspan='x'>", "<br>", "床位，不少于20张。", "<a href=x>", "</a>", "<!--",
    "-->", "<script>", "</script>", "&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;", "&#0;", "<li>", "<pre>\n甲\n",
    "<div class=nav>", "<meta name=ArticleTitle content=某办法>", "<title>某办法_某市</title>",
])  # fmt: skip
CELL_PIECES = st.sampled_from([
    '<row r="1">', '<row r="x">', "</row>", '<c r="A1" t="s"><v>0</v></c>',
    '<c r="ZZZ9"><v>1</v></c>',
    '<c t="s"><v>77</v></c>', '<c s="9"><v>1e999</v></c>', '<c s="1"><v>45000.5</v></c>',
    '<c t="inlineStr"><is><t>甲</t></is></c>', '<c s="0"><v>NaN</v></c>',
])  # fmt: skip


def check(data: bytes) -> None:
    said = ""
    try:
        found = read_data(data, "文件")
    except SourceError as error:
        said = str(error)
    assert all(text.text.strip() for text in found.texts) if not said else said.endswith("。")
    assert not said or "文件" in said


@settings(max_examples=150, deadline=None)
@given(st.lists(WORD_PIECES, max_size=30))
def test_word(pieces: list[str]) -> None:
    check(word("".join(pieces), {"numbering.xml": numbering(OFFICIAL)}))


@settings(max_examples=150, deadline=None)
@given(st.lists(PAGE_PIECES, max_size=30))
def test_pages(pieces: list[str]) -> None:
    check(("<html><body>" + "".join(pieces)).encode())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(CELL_PIECES, max_size=12), st.sampled_from(["", '<mergeCell ref="A1:B3"/>', "<x/>"])
)
def test_sheets(pieces: list[str], merges: str) -> None:
    styles = '<xf numFmtId="14"/><xf numFmtId="10"/>'
    check(sheet("".join(pieces), merges=merges, strings=["甲"], styles=styles))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), WORDS), max_size=6))
def test_ofd(texts: list[tuple[float, float, str]]) -> None:
    check(ofd([texts, texts]))


@settings(max_examples=200, deadline=None)
@given(st.text("# *_|-`>[]()!<\n\\床位1.、", max_size=80))
def test_markdown_keeps_every_chinese_character(text: str) -> None:
    raw = read_markdown(text)
    shown = [c for c in solid(clean(raw.text, wrapped=raw.wrapped).text) if c in "床位"]
    assert len(shown) <= sum(c in "床位" for c in text)
    if "(" not in text and "<" not in text:  # no link, no picture, no tag
        assert len(shown) == sum(c in "床位" for c in text)


CELLS = st.builds(TableCell, WORDS, st.integers(0, 4), st.integers(0, 4))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=4), max_size=5))
def test_every_cell_is_in_its_row(rows: list[list[TableCell]]) -> None:
    lines = table_lines(rows)
    filled = [[c.text.strip() for c in row if c.text.strip()] for row in rows]
    assert len(lines) <= len(rows)
    for texts in filled:
        assert not texts or any(all(text in line for text in texts) for line in lines)


PLACED = st.builds(
    Line,
    text=st.text("一二床位。，1a", min_size=1, max_size=30),
    x0=st.floats(0, 300), x1=st.floats(300, 600), top=st.floats(0, 800),
    bottom=st.floats(0, 800), size=st.floats(1, 30), is_row=st.booleans(),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(PLACED, max_size=8), min_size=1, max_size=2))
def test_layout_loses_no_line_of_two_pages_without_numbers(pages: list[list[Line]]) -> None:
    # Nothing repeats often enough on two pages to be a running head; bare figures are numbers.
    kept = [[line for line in page if line.text.strip("1")] for page in pages]
    text = pages_to_text([Page(tuple(lines), 600, 800) for lines in kept])
    assert solid(text) == solid("".join(line.text for lines in kept for line in lines))
    assert text.count("\f") == len(pages) - 1


RULES = st.lists(
    st.builds(Rule, st.floats(0, 500), st.floats(0, 250), st.floats(250, 500)), max_size=8
)


@settings(max_examples=150, deadline=None)
@given(RULES, RULES)
def test_cells_of_a_grid_tile_it(across: list[Rule], down: list[Rule]) -> None:
    for grid in find_grids(across, down):
        places = [
            (cell.row + r, cell.column + c)
            for cell in grid.cells
            for r in range(cell.rows)
            for c in range(cell.columns)
        ]
        assert len(set(places)) >= (len(grid.xs) - 1) * (len(grid.ys) - 1)
