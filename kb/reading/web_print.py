"""Web pages that a browser printed to PDF: the article without the site's frame around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.reading.layout import Line, Page
from kb.reading.web_fields import field_lines, is_page_furniture

HEAD_LINES = 40  # in which the article of a printed page has begun
FOOT_LINES = 40
BAR_LINES = 3  # that a bar takes
# + 首页 > 政府信息公开目录 > 政策   + 当前位置：首页>通知公告   - 收入>支出
TRAIL = re.compile(
    r"(?:您?(?:当前|现在|所在)的?位置\s*[:：].*|首页\s*[>\u203a\u00bb\uff1e/\\].*|.+[>\u203a\u00bb\uff1e].+[>\u203a\u00bb\uff1e].+)"
)
# A bar that is fixed to the window stands at the edge of some page: 首页 要闻 政策 服务
MENU = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,6}(?:[ |]+[\u4e00-\u9fffA-Za-z]{2,6}){2,12}")
# + 网站地图 | 关于我们   + 主办：江西省人民政府办公厅   + 相关解读：…   - 主办单位：
FOOT = re.compile(
    r"(?:网站地图|关于我们|联系我们|主办\s*[:：]|版权所有|政府网站标识码|网站标识码|相关解读|相关文件"
    r"|相关稿件|相关链接|相关阅读|上一篇|下一篇|扫一扫|分享到|打印本页|.{0,4}ICP备|.{0,2}公网安备).*"
)


def without_web_frame(pages: Sequence[Page]) -> list[Page]:
    """``pages`` without the site's lines before and after the article, as far as these are known.

    文号 and date of the site's table stay, under the title, when the article has none.
    """
    lines = [(number, line) for number, page in enumerate(pages) for line in page.lines]
    trails = [n for n, (_, x) in enumerate(lines[:HEAD_LINES]) if TRAIL.fullmatch(x.text)]
    begin = trails[-1] + 1 if trails else 0
    edge = max(begin, len(lines) - FOOT_LINES)
    feet = (n for n in range(edge, len(lines)) if FOOT.fullmatch(lines[n][1].text))
    end = next(feet, len(lines))
    kept = [
        (number, line)
        for number, line in lines[begin:end]
        if not is_page_furniture(line.text) and not _is_menu(line, pages[number])
    ]
    table = [line for _, line in lines[:begin]]
    said = field_lines([line.text for line in table], [line.text for _, line in kept])
    if kept:
        number, title = kept[0]
        kept[1:1] = [(number, replace(title, text=field, is_row=True)) for field in said]
    return [
        replace(page, lines=tuple(line for at, line in kept if at == number))
        for number, page in enumerate(pages)
    ]


def _is_menu(line: Line, page: Page) -> bool:
    outer = (*page.lines[:BAR_LINES], *page.lines[-BAR_LINES:])
    return MENU.fullmatch(line.text) is not None and line in outer
