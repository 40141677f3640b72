"""The header fields of a document as a reader wants to see them."""

from __future__ import annotations

from datetime import date

from app.drawing import frame
from kb import CORRECTABLE, Document, Validity


def title_of(document: Document) -> str:
    """The title people know a document by: of the plan, where a notice issues one."""
    return document.enclosed_title or document.title


def name_of(document: Document) -> str:
    """Title and 文号, to choose a document by."""
    return f"{title_of(document)}（{document.number}）" if document.number else title_of(document)


def day_text(day: date | None) -> str | None:
    """A day as documents write it."""
    return f"{day.year}年{day.month}月{day.day}日" if day else None


def period_text(document: Document) -> str | None:
    """The period for which the document says it applies."""
    period = document.period
    if period is None:
        return None
    return f"{day_text(period.start) or '未载明'} 至 {day_text(period.end) or '未载明'}"


def standing_text(document: Document, validity: Validity) -> str:
    """What is known of whether a document applies today, in a few words."""
    return document.status or validity.remark or "未见失效"


def draw_facts(document: Document, validity: Validity) -> None:
    """The header fields; those that a person set say so."""
    region = document.region
    frame.facts(
        {
            "地区": region.name if region else None,
            "文号": document.number,
            "发文机关": "、".join(document.issuers) or None,
            "印发日期": day_text(document.issued_on),
            "施行日期": day_text(document.effective_on),
            "有效期": period_text(document),
            "时效": standing_text(document, validity),
            "源文件": document.source.original_name or document.source.path,
        }
    )
    for one in document.source.corrections:
        read = f"原识别为“{one.read}”" if one.read else "原未识别"
        value = f"“{one.value}”" if one.value else "“未载明”"
        who = f"，{one.by}" if one.by else ""
        st_line = f"{CORRECTABLE[one.field]}经人工更正为{value}（{read}；{one.at[:10]}{who}）"
        frame.notice("更正", st_line, kind="info")
