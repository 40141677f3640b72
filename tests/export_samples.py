"""Results made by hand from the five documents, and a paper of any text, to be exported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kb.answering.citations import cite
from kb.export.paper import (
    Cell,
    CitedClause,
    Heading,
    Paper,
    Paragraph,
    Particulars,
    Run,
    Table,
    plain_cell,
)
from kb.library import KnowledgeBase
from kb.types import (
    AlignedClauses,
    Citation,
    CitedTarget,
    Clause,
    Column,
    ComparisonTable,
    Difference,
    Document,
    DocumentComparison,
    Duty,
    Row,
    Source,
    Statement,
    Target,
)
from kb.types import Cell as ComparedCell

DAY = date(2026, 11, 22)
TOPIC = "康复医疗服务"
ASPECTS = ("床位", "人员", "培训", "监督", "护理", "价格")
NUMBER = re.compile(r"[^。\n；]*?(\d+(?:\.\d+)?)(%|张|家|人|年)[^。\n；]*[。；]?")


def innermost(library: KnowledgeBase, document: Document) -> list[Clause]:
    clauses = library.clauses(document.id)
    parents = {clause.parent for clause in clauses}
    return [clause for clause in clauses if clause.id not in parents]


def comparison(library: KnowledgeBase, columns: int = 4) -> ComparisonTable:
    """Sentences with the aspect's word, two a cell at most; no such sentence is silence."""
    documents = (library.documents() * 2)[:columns]
    names = [d.region.name if d.region else d.title for d in documents]
    return ComparisonTable(
        TOPIC,
        tuple(Column(name, name, (d,)) for name, d in zip(names, documents, strict=True)),
        tuple(Row(a, tuple(_cell(library, d, a) for d in documents)) for a in ASPECTS),
        (
            Difference("床位", "数值", "天津市另有不少于10张床的要求，均为2%。", (0, columns - 1)),
            Difference("价格", "有无", "其余各地未作规定。", (0,)),
        ),
    )


def _cell(library: KnowledgeBase, document: Document, aspect: str) -> ComparedCell:
    found = list(_sentences(library, document, aspect))[:2]
    region = document.region.name if document.region else None
    said = tuple(Statement(c.quote, (n,), region) for n, c in enumerate(found))
    return ComparedCell(not found, said, tuple(found))


def _sentences(library: KnowledgeBase, document: Document, word: str) -> Iterator[Citation]:
    for clause in innermost(library, document):
        text = document.text[clause.start : clause.end]
        for match in re.finditer(rf"[^。\n]*{word}[^。\n]*。", text):
            yield cite(document, clause, clause.start + match.start(), clause.start + match.end())


def targets(library: KnowledgeBase, most: int = 60) -> list[CitedTarget]:
    found: list[CitedTarget] = []
    for document in library.documents():
        for clause in innermost(library, document):
            text = document.text[clause.start : clause.end]
            for match in NUMBER.finditer(text):
                dated = len(found) % 2 == 1
                target = Target(
                    document=document.id,
                    clause=clause.id,
                    indicator=match[0][:12],
                    operator="≥",
                    value=float(match[1]),
                    value_max=None,
                    unit=match[2],
                    deadline="到2025年底" if dated else None,
                    due=date(2025, 12, 31) if dated else None,
                    scope="三级医院" if len(found) % 3 == 0 else None,
                    binding=len(found) % 4 != 0,
                    start=clause.start + match.start(),
                    end=clause.start + match.end(),
                )
                said = cite(document, clause, target.start, target.end)
                found.append(CitedTarget(target, said))
    return found[:most]


def duties(library: KnowledgeBase) -> list[Duty]:
    found = []
    for document in library.documents():
        for clause in innermost(library, document):
            text = document.text[clause.start : clause.end]
            for match in re.finditer(r"责任单位：[^\n]*", text):
                start, end = clause.start + match.start(), clause.start + match.end()
                body = re.split("[、，。]", match[0].removeprefix("责任单位："))[0]
                task = (clause.start, clause.start + text.index("。") + 1)
                found.append(Duty(document.id, clause.id, body, "负责", *task, start, end))
    return found


def two_documents(library: KnowledgeBase) -> DocumentComparison:
    left, right = library.documents()[0], library.documents()[3]
    pairs = [
        AlignedClauses(
            "changed",
            (one,),
            (other,),
            ((one.start + 3, one.start + 9),),
            ((other.start + 5, other.start + 12),),
            n == 3,
            0.5,
        )
        for n, (one, other) in enumerate(
            zip(_whole(library, left), _whole(library, right), strict=False)
        )
    ]
    lonely = AlignedClauses("only_left", (_whole(library, left)[-1],), (), (), (), False, 0.0)
    return DocumentComparison(
        left, right, (*pairs[:12], lonely), None, (), "有改动12处。", ("均有效。",)
    )


def _whole(library: KnowledgeBase, document: Document) -> list[Citation]:
    return [cite(document, c, c.start, c.end) for c in innermost(library, document)]


def paper_of(text: str) -> Paper:
    """A paper in which every text is ``text``."""
    document = Document("d", text, text, Source(text, "0" * 64), number=text, status=text)
    quote = Citation(document, "一", text, text, 0, len(text), 1)
    noted = Paragraph((Run(text, bold=True), Run(text, notes=(0,))))
    table = Table(
        (text, "数值", "日期"),
        (3, 1, 1),
        ((Cell((noted, noted)), Cell(value=-2.5), Cell(value=DAY)), (plain_cell(text),) * 3),
    )
    return Paper(
        title=text,
        particulars=Particulars(DAY, text, text, text),
        blocks=(Heading(text, 1), noted, table),
        sheets=(("结果", table),),
        notes=(quote,),
        annex=(CitedClause(text, text, ((0, len(text) // 2),), (0,)),),
        sources=(document,),
        record={"text": text},
    )
