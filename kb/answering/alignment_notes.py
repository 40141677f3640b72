"""What is said about an alignment as a whole: its counts, what is in force, what is in part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from kb.language.digits import parse_numeral
from kb.types import AlignedClauses, Clause, Document, Superseded

Side = Literal["left", "right"]

NAMES: dict[Side, str] = {"left": "左侧", "right": "右侧"}
ARTICLE = re.compile(r"第([一二三四五六七八九十百千零〇两\d]+)条")
WHOLE = 0.8  # share of the articles that its numbering counts up to; below, a text is in part


def summarise(pairs: Sequence[AlignedClauses], *, later: Side | None) -> str:
    """One sentence with the counts; 新增 and 删去 only when one is the ``later`` version."""
    count = {kind: sum(pair.kind == kind for pair in pairs) for kind in _KINDS}
    matched = sum(1 for pair in pairs if pair.left and pair.right)
    said = [f"共{matched}条对应，其中{count['changed']}条有改动"]
    if later is None:
        said += [f"只有左侧有{count['only_left']}条", f"只有右侧有{count['only_right']}条"]
    else:
        added, dropped = ("only_right", "only_left")[:: 1 if later == "right" else -1]
        said += [f"新增{count[added]}条", f"删去{count[dropped]}条"]
    backward = later == "left"  # what was split, seen from the later text, was merged
    rest = {
        "移位": sum(pair.moved for pair in pairs),
        "拆分": count["merged" if backward else "split"],
        "合并": count["split" if backward else "merged"],
    }
    said += [f"{name}{number}条" for name, number in rest.items() if number]
    return "，".join(said) + "。"


_KINDS = ("changed", "split", "merged", "only_left", "only_right")


def later_of(left: Document, right: Document, superseded: Mapping[str, Superseded]) -> Side | None:
    """Which of two documents is a later version of the other; None when neither is."""
    if _leads_to(left.id, right.id, superseded):
        return "right"
    return "left" if _leads_to(right.id, left.id, superseded) else None


def notes_on(
    left: tuple[Document, Sequence[Clause]],
    right: tuple[Document, Sequence[Clause]],
    documents: Mapping[str, Document],
    superseded: Mapping[str, Superseded],
) -> tuple[str, ...]:
    """Sentences on which document is in force, and on a text that holds only some articles."""
    sides: dict[Side, tuple[Document, Sequence[Clause]]] = {"left": left, "right": right}
    notes = [
        _fate(side, parsed[0], sides, documents, superseded[parsed[0].id])
        for side, parsed in sides.items()
        if parsed[0].id in superseded
    ]
    for side, (document, _) in sides.items():
        if notes and document.id not in superseded:
            notes.append(f"库内没有文件替代或废止{NAMES[side]}文件。")
    if not notes:
        notes = ["库内没有文件替代或废止这两份文件。"]
    return (*notes, *(note for side, p in sides.items() if (note := _partial(side, p[1]))))


def _fate(
    side: Side,
    document: Document,
    sides: Mapping[Side, tuple[Document, Sequence[Clause]]],
    documents: Mapping[str, Document],
    record: Superseded,
) -> str:
    """What became of a document that something superseded."""
    other: Side = "left" if side == "right" else "right"
    if sides[other][0].id == record.by:
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


def _partial(side: Side, clauses: Sequence[Clause]) -> str | None:
    numbers = set()
    for clause in clauses:
        match = ARTICLE.match(clause.path) if clause.kind == "article" else None
        number = parse_numeral(match.group(1)) if match else None
        if number is not None:
            numbers.add(int(number))
    if not numbers or len(numbers) >= WHOLE * max(numbers):
        return None
    other = "右侧" if side == "left" else "左侧"
    return (
        f"{NAMES[side]}文件的文本不全：编号到第{max(numbers)}条，只收录其中{len(numbers)}条；"
        f"{other}独有的条款不一定是新增或删去的，请核对原文。"
    )


def _leads_to(start: str, end: str, superseded: Mapping[str, Superseded]) -> bool:
    """Whether one new version after the other leads from a document to another."""
    seen = {start}
    while (record := superseded.get(start)) and record.how == "新版" and record.by not in seen:
        start = record.by
        seen.add(start)
        if start == end:
            return True
    return False
