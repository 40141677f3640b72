"""时效: from when to when a document applies, with the words that say so, and what to remark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from kb.language.validity import place_of_day, read_validity
from kb.retrieval.currency import titled
from kb.types import AmendedArticle, Document, SaidDate, Superseded, Validity

NAMED_ARTICLES = 6  # that a remark lists
NAMES_DAY = re.compile(r"[日号]|\d[-/.]\d{1,2}[-/.]\d")


def validity_of(
    document: Document,
    *,
    superseded: Superseded | None,
    documents: Mapping[str, Document],
    day: date,
    amended: Sequence[AmendedArticle] = (),
) -> Validity:
    """When ``document`` applies by its own words and those of what superseded it.

    The remark is about ``day``; ``documents`` are those of the library, by id.
    """
    titles = [name for name in (document.enclosed_title, document.title) if name]
    stated = read_validity(document.text, titles, document.issued_on)
    issued = document.issued_on and SaidDate(
        document.issued_on,
        place_of_day(document.text, document.issued_on, document.header_spans),
    )
    ended = superseded and _superseded_remark(superseded, documents, day)
    return Validity(
        document=document.id,
        issued=issued or None,
        effective=stated.effective,
        start=stated.start,
        end=stated.end,
        superseded=superseded,
        remark=ended
        or _ended_remark(document.text, stated.end, stated.kind, day)
        or _amended_remark(amended, documents, day)
        or _not_yet_remark(stated.effective, day),
        amended=tuple(amended),
    )


def _superseded_remark(
    record: Superseded, documents: Mapping[str, Document], day: date
) -> str | None:
    if record.since is not None and record.since > day:
        return None
    by = documents[record.by]
    number = f"（{by.number}）" if by.number else ""
    name = f"{titled(by)}{number}"
    since = f"自{_written(record.since, whole=True)}起" if record.since else ""
    if record.how == "废止":
        return f"{since}已被{name}废止"
    return f"{since}已有新版{name}" if record.whole else f"{since}部分条款已被{name}修改"


def _amended_remark(
    amended: Sequence[AmendedArticle], documents: Mapping[str, Document], day: date
) -> str | None:
    """自2020年3月1日起第三条、第五条等8条已被《…的决定》修改: one part for each such text."""
    articles: dict[str, list[str]] = {}
    for change in amended:
        if change.since <= day and change.how != "增加":
            articles.setdefault(change.by, []).append(change.article)
    since = {change.by: change.since for change in amended}
    parts = []
    for by, changed in articles.items():
        names = list(dict.fromkeys(changed))
        more = f"等{len(names)}条" if len(names) > NAMED_ARTICLES else ""
        listed = "、".join(names[:NAMED_ARTICLES]) + more
        start = _written(since[by], whole=True)
        parts.append(f"自{start}起{listed}已被{titled(documents[by])}修改或删去")
    return "；".join(parts) or None


def _ended_remark(text: str, end: SaidDate | None, kind: str, day: date) -> str | None:
    """试点期已于2022年12月届满: to the day when the words name one, or it was reckoned."""
    if end is None or end.day >= day:
        return None
    words = text[end.said[0] : end.said[1]] if end.said else ""
    reckoned = not re.search(r"[12]\d{3}|[一二][〇○零一二三四五六七八九]{3}", words)
    last = re.split("[至到—－-]", words)[-1]
    whole = bool(words) and (reckoned or bool(NAMES_DAY.search(last)))
    return f"{kind}已于{_written(end.day, whole=whole)}届满"


def _not_yet_remark(effective: SaidDate | None, day: date) -> str | None:
    if effective is None or effective.day <= day:
        return None
    return f"自{_written(effective.day, whole=True)}起施行，{_written(day, whole=True)}尚未施行"


def _written(day: date, *, whole: bool) -> str:
    return f"{day.year}年{day.month}月" + (f"{day.day}日" if whole else "")
