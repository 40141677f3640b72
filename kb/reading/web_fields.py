"""What a government page says around its article: title, 发文字号, 成文日期; and its furniture.

The table of 索引号 and the like is the site's, not the document's; but when the article lacks
its 文号, issuer or date, the table's line is put under the title as a reader would see it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.language import patterns
from kb.reading.markup import Element, attribute, descendants
from kb.reading.web_blocks import block_lines

TITLE_META = ("ArticleTitle", "og:title", "title")
# 关于…的通知 - 广州市人民政府门户网站, 关于…的通知_政府信息公开
SITE_NAME = re.compile(r"\s*[-_|\u2013—]+\s*[^-_|\u2013—]{2,40}$")
SHORTEST = 4  # characters of a title
SPACES = re.compile(r"[\s\u3000\u00a0]+")
# + 发文字号：穗府办规〔2020〕10号   - 发文字号应当
FIELD = re.compile(
    r"(?P<name>发\s*文\s*字\s*号|文\s*号|成\s*文\s*日\s*期|发\s*文\s*日\s*期|印\s*发\s*日\s*期)"
    r"\s*[:：]?\s*(?P<value>[^\t]{4,40}?)\s*(?=\t|$)"
)
# Lines that a site puts inside or around an article's element.
# + 字体：大 中 小   + 【打印】【关闭】   + 分享到：   - 分享经验
FURNITURE = re.compile(
    r"[\s\[【(（]*(?:分享(?:到)?\s*[:：]?.{0,20}|字\s*体\s*(?:大小)?\s*[:：].{0,20}|扫一扫.{0,30}|相关附件|相关(?:文件|解读|链接)(?:下载)?\s*[:：]?"
    r"|(?:打印|关闭|收藏|返回顶部|打印本页|关闭窗口|关闭页面|我要纠错|纠错|回到顶部|语音播报|朗读"
    r"|相关附件下载|下一页|上一页|返回首页)(?:[\s\]】）)\[【|/]*(?:打印|关闭|收藏|本页|窗口|页面))*"
    r"|(?:浏览|阅读|访问|点击)(?:次数|量|数)\s*[:：]?\s*[-\d]*\s*次?|责任编辑\s*[:：].{0,12}"
    r"|上一篇\s*[:：].*|下一篇\s*[:：].*|当前位置\s*[:：].*|您?(?:所在|现在)的?位置\s*[:：].*"
    r"|信息来源\s*[:：].{0,60}|来源\s*[:：].{0,40}"
    r"|(?:发布|发表|更新)(?:日期|时间)\s*[:：]\s*[-/\d: 年月日.]{8,30}[^。]{0,80})[\s\]】）)]*"
)


def is_page_furniture(line: str) -> bool:
    """Whether a line is a site's own (print, share, font size) and not the document's."""
    return len(line) <= 100 and FURNITURE.fullmatch(line) is not None


def page_title(root: Element, body: Element) -> str | None:
    """The title that the page itself marks: in its meta data, in a heading, or for the window."""
    return next((title for title in _titles(root, body) if len(_solid(title)) >= SHORTEST), None)


def shows_title(title: str, lines: list[str]) -> bool:
    """Whether the first of the article's ``lines`` have the page's title."""
    return _solid(title) in _solid("".join(lines[:12]))


def field_lines(page: list[str], lines: list[str]) -> list[str]:
    """发文字号 and 成文日期 among the lines of ``page`` that the article's ``lines`` lack."""
    text = "\n".join(lines)
    seen = {
        "号": patterns.DOCUMENT_NUMBER.search("\n".join(lines[:15])) is not None,
        "期": any(patterns.DATE_LINE.fullmatch(line.strip()) for line in lines),
    }
    found: list[str] = []
    for line in page:
        if len(line) > 400 or line in text:
            continue
        for match in FIELD.finditer(line.replace("\u3000", " ")):
            name = SPACES.sub("", match["name"])
            value = match["value"].strip()
            if seen[name[-1]] or not _is_value(name, value):
                continue
            seen[name[-1]] = True
            # A 文号 stands by itself under a title; a date needs its label to say which it is.
            found.append(value if name.endswith("号") else f"{name}：{value}")
    return found


def _is_value(name: str, value: str) -> bool:
    if name.endswith("号"):
        return patterns.DOCUMENT_NUMBER.search(value) is not None
    return re.match(r"(?:19|20)\d\d\s*[-年./]", value) is not None


def _titles(root: Element, body: Element) -> Iterator[str]:
    for name in TITLE_META:
        for meta in descendants(root, "meta"):
            said = attribute(meta, "name") or attribute(meta, "property") or ""
            if said.lower() == name.lower():
                yield _one_line(attribute(meta, "content") or "")
    for heading in descendants(body, "h1", "h2"):
        yield _one_line(" ".join(block_lines(heading)))
    for element in descendants(root, "title"):
        title = _one_line(element.text or "")
        yield SITE_NAME.sub("", title)


def _one_line(text: str) -> str:
    return SPACES.sub(" ", text).strip()


def _solid(text: str) -> str:
    return SPACES.sub("", text)
