"""From a question to an answer: its parts, what it follows up, each region by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.answering.answer import compose
from kb.answering.joining import join_parts
from kb.answering.outline import find_outline
from kb.holdings import Holdings
from kb.language.ellipsis import continues
from kb.language.follow_up import Previous, resume
from kb.language.question_parts import split_question
from kb.retrieval.query import check_question
from kb.retrieval.scope import Group, absent_regions, excepted_groups, group_by_region
from kb.retrieval.search import take_turns
from kb.types import Answer, Document, Findings, Hit


def answer_question(
    held: Holdings,
    question: str,
    *,
    previous: Answer | Sequence[str] | str | None,
    regions: Sequence[str],
    allowed: list[Document],
) -> Answer:
    """Answer ``question`` from the ``allowed`` documents; ``previous`` is what it may follow up.

    Raises:
        QuestionError: there is nothing to answer.
        UnknownNameError: a region is named that is not known.
        QuoteError: the index does not hold what it quotes.
    """
    text = check_question(question)
    if isinstance(previous, str):
        previous = [previous]
    if previous is not None and not isinstance(previous, Answer):
        previous = _replayed(held, previous, allowed)
    understood = resume(text, _earlier(previous)) if previous else text
    earlier = previous if understood != text else None
    answers: list[tuple[str, Answer]] = []
    for part in split_question(understood):
        if part.follows:
            earlier = answers[-1][1]
        answers.append((part.asked, _follow(held, part.whole, regions, allowed, earlier)))
    answer = join_parts(text, answers) if len(answers) > 1 else answers[0][1]
    return replace(answer, question=text, understood=understood if understood != text else None)


def search_clauses(
    held: Holdings, question: str, *, top: int, regions: Sequence[str], allowed: list[Document]
) -> list[Hit]:
    """The ``top`` clauses of the ``allowed`` documents; several regions take turns.

    Raises:
        QuestionError: there is nothing to search for.
        UnknownNameError: a region is named that is not known.
    """
    query = held.understand(question, regions)
    places = group_by_region(query, allowed)
    asked = held.searcher.prepare(query)
    groups = [
        held.searcher.search(asked.one_of(len(places), name), top=top, documents=chosen)
        for name, chosen in places
    ]
    return [held.current(hit) for hit in take_turns(groups, top)]


def _replayed(held: Holdings, questions: Sequence[str], allowed: list[Document]) -> Answer | None:
    """The answer to the last of ``questions``, each a possible follow-up of those before."""
    answer = None
    for question in questions:
        text = check_question(question)
        whole = resume(text, _earlier(answer)) if answer else text
        answer = replace(_answer(held, whole, (), allowed), understood=whole)
    return answer


def _follow(
    held: Holdings,
    question: str,
    regions: Sequence[str],
    allowed: list[Document],
    earlier: Answer | None,
) -> Answer:
    """Answer from the documents that ``earlier`` cites, if it goes on about the same.

    Regions that it does not cite keep all their documents; if nothing is found so, all do.
    """
    cited = [citation.document for citation in earlier.citations] if earlier else []
    if earlier and cited and continues(question, earlier.understood or earlier.question):
        places = [d.region for d in cited]
        narrowed = [d for d in allowed if d in cited or d.region not in places]
        answer = _answer(held, question, regions, narrowed)
        if answer.status == "answered":
            return answer
    return _answer(held, question, regions, allowed)


def _answer(
    held: Holdings, question: str, regions: Sequence[str], allowed: list[Document]
) -> Answer:
    query = held.understand(question, regions)
    groups = group_by_region(query, allowed)
    asked = held.searcher.prepare(query)
    searched = {document for _, chosen in groups for document in chosen}

    def find(chosen: Sequence[Group]) -> list[Findings]:
        found = [
            held.searcher.find(asked.one_of(len(groups), name), name, documents=ids)
            for name, ids in chosen
        ]
        parts = [find_outline(query, f, held.index.clauses) for f in found]
        return [
            replace(f, hits=tuple(map(held.current, f.hits)), outline=outline)
            for f, outline in zip(found, parts, strict=True)
        ]

    def elsewhere() -> Findings | None:
        others = frozenset(d.id for d in allowed if d.id not in searched)
        return find([(None, others)])[0] if query.regions and others else None

    witnesses = find(excepted_groups(query, allowed))
    absent = absent_regions(query, allowed)
    return compose(query, find(groups), absent, witnesses, elsewhere)


def _earlier(answer: Answer) -> Previous:
    """What a follow-up of ``answer`` may point at."""
    question = answer.understood or answer.question
    if not answer.citations:
        return Previous(question)
    document = answer.citations[0].document
    region = document.region.name if document.region else None
    return Previous(question, document.enclosed_title or document.title, region)
