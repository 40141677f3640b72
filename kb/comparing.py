"""From a topic to a table: columns, what each says in its own documents, rows, differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.answering.citations import cite
from kb.answering.comparison import alike_targets, given_rows, table_rows
from kb.answering.contrasts import contrast, mute_columns, on_the_whole
from kb.answering.topic import Speech, mentions, nearest_speech, speeches
from kb.errors import QuestionError, UnknownNameError
from kb.holdings import Holdings
from kb.retrieval.grouping import group_sentences
from kb.retrieval.query import check_question, understand_topic
from kb.retrieval.scope import columns_of_documents, columns_of_regions
from kb.retrieval.search import Prepared
from kb.types import Column, ComparisonTable, Document, Duty, Findings, Query, Row, ToCheck, Want

MOST_SENTENCES = 40  # sentences of one column that rows are made of, the clearest
MOST_TOGETHER = 1500  # sentences of all columns: putting them in rows is quadratic in their number
MOST_COLUMNS = 600  # more than provinces and cities; every document of each is read through


def compare_topic(
    held: Holdings,
    topic: str,
    *,
    regions: Sequence[str],
    documents: Sequence[str],
    aspects: Sequence[str],
    allowed: list[Document],
) -> ComparisonTable:
    """Set side by side what regions (or ``documents``) say on ``topic``.

    Raises:
        QuestionError: the topic is empty, or there are fewer than two columns.
        UnknownNameError: a region is not known, or the library holds none of them.
        QuoteError: the index does not hold what it quotes.
    """
    text = check_question(topic)
    query = understand_topic(text)
    aspects = _given(aspects)
    columns = _columns(query, regions, documents, allowed)
    ids = [document.id for column in columns for document in column.documents]
    targets = {name: held.index.targets(name) for name in ids}
    duties = {name: held.index.duties(name) for name in ids}
    if aspects:
        said = [_said_of(held, text, aspect, columns, duties) for aspect in aspects]
        rows = given_rows(aspects, columns, said)
    else:
        found = _said(held, query, columns)
        set_alike = alike_targets(found, targets)
        grouping = group_sentences(
            held.index, [(s.hit, s.place, s.text) for s in found], query.search_text, set_alike
        )
        rows = table_rows(text, columns, found, grouping.groups, grouping.likeness, set_alike)
    # An aspect that nobody speaks of says nothing of the topic; rows that were found, all of it.
    mute = frozenset[int]() if aspects else mute_columns(rows)
    whole = on_the_whole(text, columns, mute) if mute else ()
    differences = (*whole, *contrast(columns, rows, targets, duties, mute))
    return ComparisonTable(text, columns, rows, differences, _to_check(held, query, columns, rows))


def _given(aspects: Sequence[str]) -> list[str]:
    """``aspects`` without blank ends, each once.

    Raises:
        QuestionError: one of them is empty.
    """
    given = list(dict.fromkeys(aspect.strip() for aspect in aspects))
    if "" in given:
        raise QuestionError("要对比的方面是空的；请写出方面，例如“期限”，或不写而由条款归纳。")
    return given


def _columns(
    query: Query, regions: Sequence[str], documents: Sequence[str], allowed: list[Document]
) -> tuple[Column, ...]:
    if documents and not regions:
        columns = columns_of_documents(allowed)
    else:
        columns = columns_of_regions(regions or [r.name for r in query.regions], allowed)
    if not any(column.documents for column in columns):
        names = "、".join(column.name for column in columns) or "所选范围"
        raise UnknownNameError(f"库内没有{names}的文件；请先用 kb add 加入，或换一个地区。")
    if len(columns) < 2:
        raise QuestionError(
            f"只有“{columns[0].name}”一栏，无从对比；请至少给出两个地区或两份文件。"
        )
    if len(columns) > MOST_COLUMNS:
        raise QuestionError(
            f"要对比的有 {len(columns)} 栏，最多能并列 {MOST_COLUMNS} 栏；"
            "请指明要对比的地区或文件。"
        )
    return columns


def _said_of(
    held: Holdings,
    topic: str,
    aspect: str,
    columns: Sequence[Column],
    duties: Mapping[str, Sequence[Duty]],
) -> list[Speech]:
    """The sentences on one aspect of ``topic``; for 责任单位, who is charged with what it says."""
    query = understand_topic(topic, aspect)
    if Want.BODY not in query.wants:
        words = () if query.wants else understand_topic(aspect).terms
        return [s for s in _said(held, query, columns) if mentions(s, words)]
    charged: dict[tuple[str, int, int], Speech] = {}
    for speech in _said(held, understand_topic(topic), columns):
        document = speech.hit.document.id
        for duty in duties.get(document, ()):
            if duty.task_start < speech.span[1] and speech.span[0] < max(duty.task_end, duty.end):
                clause = held.index.clauses_at([(document, duty.clause)])[document, duty.clause]
                span = (duty.start, duty.end)
                hit = replace(speech.hit, clause=clause)
                charged.setdefault((document, *span), replace(speech, hit=hit, span=span))
    return list(charged.values())


def _said(held: Holdings, topic: Query, columns: Sequence[Column]) -> list[Speech]:
    """The clearest sentences on ``topic`` of every column, each searched by itself."""
    asked = held.searcher.prepare(topic)
    said: list[list[Speech]] = []
    for number, column in enumerate(columns):
        found = _read(held, asked, column)
        spoken = speeches(topic, number, found, held.marker)
        clear = sorted(spoken, key=lambda s: -s.probability)
        said.append(clear[:MOST_SENTENCES])
    most = MOST_SENTENCES
    while most > 1 and sum(len(own[:most]) for own in said) > MOST_TOGETHER:
        most -= 1
    return [speech for own in said for speech in own[:most]]


def _to_check(
    held: Holdings, topic: Query, columns: Sequence[Column], rows: Sequence[Row]
) -> tuple[ToCheck, ...]:
    """What comes nearest to ``topic`` in each column that is silent in all ``rows``."""
    mute = [n for n in range(len(columns)) if all(row.cells[n].silent for row in rows)]
    if not mute:
        return ()
    asked = held.searcher.prepare(topic)
    found = []
    for number in mute:
        speech = nearest_speech(topic, number, _read(held, asked, columns[number]))
        if speech:
            hit = speech.hit
            found.append(ToCheck(number, cite(hit.document, hit.clause, *speech.span)))
    return tuple(found)


def _read(held: Holdings, asked: Prepared, column: Column) -> Findings:
    """Every passage of a column's documents beside what was ``asked``."""
    ids = frozenset(document.id for document in column.documents)
    found = held.searcher.read_through(asked, column.region, documents=ids)
    return replace(found, hits=tuple(map(held.current, found.hits)))
