"""What is said about an alignment as a whole: its counts, what is in force, what is in part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from kb.language.digits import parse_numeral
from kb.types import AlignedClauses, Clause, Document, Side, Superseded

NAMES: dict[Side, str] = {"left": "左侧", "right": "右侧"}
ARTICLE = re.compile(r"第([一二三四五六七八九十百千零〇两\d]+)条")
WHOLE = 0.8  # share of the articles that its numbering counts up to; below, a text is in part


def summarise(
    pairs: Sequence[AlignedClauses], *, later: Side | None, partial: Sequence[Side] = ()
) -> str:
    """One sentence with the counts.

    新增 and 删去 are said only of two versions, and not of what a ``partial`` text may have left
    out.
    """
    count = {kind: sum(pair.kind == kind for pair in pairs) for kind in _KINDS}
    matched = sum(1 for pair in pairs if pair.left and pair.right)
    said = [
        f"共{matched}条对应，其中{count['changed']}条{'有改动' if later else '文字不同'}",
        f"{_only('left', later, partial)}{count['only_left']}条",
        f"{_only('right', later, partial)}{count['only_right']}条",
    ]
    backward = later == "left"  # what was split, seen from the later text, was merged
    named = ("拆分", "合并") if later else ("左侧一条对右侧几条的", "左侧几条对右侧一条的")
    rest = {
        "移位" if later else "顺序不同的": sum(pair.moved for pair in pairs),
        named[0]: count["merged" if backward else "split"],
        named[1]: count["split" if backward else "merged"],
    }
    said += [f"{name}{number}条" for name, number in rest.items() if number]
    return "，".join(said) + "。"


def _only(side: Side, later: Side | None, partial: Sequence[Side]) -> str:
    """What is said of clauses that only one side has."""
    other: Side = "right" if side == "left" else "left"
    if later is None or other in partial:
        return f"只有{NAMES[side]}有"
    return "新增" if side == later else "删去"


_KINDS = ("changed", "split", "merged", "only_left", "only_right")


def later_of(left: Document, right: Document, superseded: Mapping[str, Superseded]) -> Side | None:
    """Which of two documents is a later version of the other; None when neither is."""
    if _leads_to(left, right, superseded):
        return "right"
    return "left" if _leads_to(right, left, superseded) else None


def notes_on(
    left: Document,
    right: Document,
    documents: Mapping[str, Document],
    superseded: Mapping[str, Superseded],
) -> tuple[str, ...]:
    """Sentences on which document is in force."""
    sides: dict[Side, Document] = {"left": left, "right": right}
    gone = [side for side, document in sides.items() if document.id in superseded]
    if not gone:
        return ("库内未见替代或废止这两份文件的文件。",)
    notes = [_fate(side, sides, documents, superseded[sides[side].id]) for side in gone]
    notes += [f"库内未见替代或废止{NAMES[side]}文件的文件。" for side in sides if side not in gone]
    return tuple(notes)


def partial_note(side: Side) -> str:
    """What to bear in mind when the text of ``side`` holds only some of its articles."""
    other = NAMES["right" if side == "left" else "left"]
    return (
        f"{NAMES[side]}文件的文本不全，只收录了部分条文；只有{other}有的条款不一定是新增或删去的，"
        "请核对原文。"
    )


def _fate(
    side: Side,
    sides: Mapping[Side, Document],
    documents: Mapping[str, Document],
    record: Superseded,
) -> str:
    """What became of a document that something superseded."""
    other: Side = "left" if side == "right" else "right"
    if sides[other].id == record.by:
        by = f"{NAMES[other]}文件"
    else:
        by = f"《{documents[record.by].title}》（{documents[record.by].source.path}）"
    done = "替代" if record.how == "新版" else "废止"
    if record.since is None:
        return f"{NAMES[side]}文件已被{by}{done}，日期未载明。"
    day = f"{record.since.year}年{record.since.month}月{record.since.day}日"
    if record.since > date.today():
        return f"{NAMES[side]}文件目前有效，自{day}起由{by}{done}。"
    return f"{NAMES[side]}文件自{day}起已被{by}{done}。"


def is_partial(clauses: Sequence[Clause]) -> bool:
    """Whether a text lacks many of the articles that its numbering counts up to."""
    numbers = set()
    for clause in clauses:
        match = ARTICLE.match(clause.path) if clause.kind == "article" else None
        number = parse_numeral(match.group(1)) if match else None
        if number is not None:
            numbers.add(int(number))
    return bool(numbers) and len(numbers) < WHOLE * max(numbers)


def _leads_to(old: Document, new: Document, superseded: Mapping[str, Superseded]) -> bool:
    """Whether one new version after the other leads from a document to another.

    A text of the same title that repeals the old one is its new version too.
    """
    start, seen = old.id, {old.id}
    while (record := superseded.get(start)) and record.by not in seen:
        if record.how == "废止" and not (record.by == new.id and _names(old) & _names(new)):
            return False
        start = record.by
        seen.add(start)
        if start == new.id:
            return True
    return False


def _names(document: Document) -> set[str]:
    return {document.title, document.enclosed_title or document.title}
