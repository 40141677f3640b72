"""Saved web pages: the article with its title, without the navigation around it.

The article is the known container of a government site, when there is one that holds the
prose of the page, else the innermost element that does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.errors import SourceError
from kb.reading.markup import Element, attribute, descendants, local_name, parse_html
from kb.reading.raw import RawText
from kb.reading.web_blocks import MHT, block_lines, is_unseen, page_of_mht
from kb.reading.web_fields import field_lines, is_page_furniture, page_title, shows_title

# Ids and classes that content systems of government sites give the article's own text.
CONTAINER = re.compile(
    r"(?:^|[\s_-])(?:trs_editor|trs_editor_view|trs_ueditor|trs_web|ucap-?content|pages_content"
    r"|zoom|zoomcon|articlecontent|article[-_]?con(?:tent)?|content_article|news_?content"
    r"|info_?content|j-fontcontent|mainzoom|vsb_content\w*|bt-content|htmlcontent|ueditor"
    r"|xxgk_?content|contentText|articletext|art_con|mainText)(?=$|[\s_])",
    re.IGNORECASE,
)
# Ids and classes of what stands around an article.
AROUND = re.compile(
    r"(?:^|[\s_-])(?:foot\w*|footer|nav\w*|menu\w*|bread\w*|crumbs?|copyright|share\w*|newsshare"
    r"|sidebar|search\w*|head|header|topbar|top_nav|location\d?|position|friendlink\w*|comment\w*"
    r"|related\w*|recommend\w*)(?=$|[\s_-])",
    re.IGNORECASE,
)
PROSE = re.compile(r"[，。；：、！？]")
MOST = 0.85  # of the prose that the article's element holds
HALF = 0.5  # of it, that a known container must hold to be believed


def read_web(data: bytes, name: str) -> RawText:
    """The article of the saved page ``data``, a paragraph or a table's row a line.

    Raises:
        SourceError: it is no page, or has no text.
    """
    page = page_of_mht(data, name) if MHT.match(data) else data
    root = parse_html(page, name)
    body = next(descendants(root, "body"), root)
    article = find_article(body)
    fields = block_lines(body)
    if not _is_container(article):
        _cut_around(article)
    lines = [line for line in block_lines(article) if not is_page_furniture(line)]
    if not lines:
        raise SourceError(f"{name}：网页里没有找到正文；请换成有正文的文件，或另存为文本。")
    title = page_title(root, body)
    head = [title] if title and not shows_title(title, lines) else []
    text = "\n".join([*head, *field_lines(fields, lines), *lines])
    return RawText(text, wrapped=False, title=title)


def find_article(body: Element) -> Element:
    """The element of ``body`` that holds the article; ``body`` itself when none stands out."""
    prose = _prose(body)
    total = prose.get(body, 0)
    if not total:
        return body
    known = [
        element
        for element in body.iter()
        if _is_container(element) and prose.get(element, 0) >= HALF * total
    ]
    if known:
        return known[0]  # the outermost: editors nest their own
    article = body
    while True:
        inner = next((c for c in article if prose.get(c, 0) >= MOST * total), None)
        if inner is None or local_name(inner) in ("p", "span", "font", "td", "table", "tbody"):
            return article
        article = inner


def _is_around(element: Element) -> bool:
    names = f"{attribute(element, 'id') or ''} {attribute(element, 'class') or ''}"
    return local_name(element) in ("nav", "footer", "header") or AROUND.search(names) is not None


def _cut_around(article: Element) -> None:
    for element in [below for below in article.iterdescendants() if _is_around(below)]:
        tail = element.tail
        parent = element.getparent()
        if parent is not None and len(block_lines(element)) < len(block_lines(article)):
            before = element.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + (tail or "")
            else:
                parent.text = (parent.text or "") + (tail or "")
            parent.remove(element)


def _is_container(element: Element) -> bool:
    names = f"{attribute(element, 'id') or ''} {attribute(element, 'class') or ''}"
    return local_name(element) in ("div", "td", "ucapcontent", "article", "section", "span") and (
        CONTAINER.search(names) is not None
    )


def _prose(body: Element) -> dict[Element, int]:
    """By element, the characters of running text in it that are no links."""
    own: dict[Element, int] = {}
    for element, text in _visible_texts(body):
        if len(text) >= 10 and PROSE.search(text):
            own[element] = own.get(element, 0) + len(text)
    total: dict[Element, int] = {}
    for element, count in own.items():
        at = element
        while at is not None:
            total[at] = total.get(at, 0) + count
            at = None if at is body else at.getparent()
    return total


def _visible_texts(element: Element) -> Iterator[tuple[Element, str]]:
    """Every text that is seen and no link, with the element it stands in."""
    if is_unseen(element) or local_name(element) == "a" or _is_around(element):
        return
    if element.text and element.text.strip():
        yield element, element.text.strip()
    for child in element:
        yield from _visible_texts(child)
        if child.tail and child.tail.strip():
            yield element, child.tail.strip()
