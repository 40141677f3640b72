"""The feedback log of the app, read as questions."""

from __future__ import annotations

from pathlib import Path

from app.state import journal
from app.state.conversation import Filters, ask
from eval.feedback import read_feedback
from kb.library import KnowledgeBase

GOOD, BAD = "天津二级医院康复医学科床位有什么要求？", "重庆康复治疗师的工资标准是多少？"


def test_good_answers_give_gold_and_bad_ones_work(tmp_path: Path, library: KnowledgeBase) -> None:
    for question, good in ((GOOD, False), (GOOD, True), (BAD, False)):
        turn = ask(library, question, Filters())
        entry = journal.feedback_entry(None, turn, good=good, note="说明")
        journal.append(tmp_path, journal.FEEDBACK, entry)
    log = tmp_path / "log" / journal.FEEDBACK
    with log.open("a", encoding="utf-8") as file:
        file.write('{"question": "别的"}\n3\n{"question": "断')
    good, bad = read_feedback(log)
    assert (good["question"], good["answerable"], good["kind"]) == (GOOD, True, "good")
    gold = good["gold"][0]
    document = next(d for d in library.documents() if d.source.path == gold["document"])
    assert gold["quote"] in document.text
    assert (bad["gold"], bad["answerable"], bad["note"]) == ([], None, "说明")


def test_no_log_gives_no_questions(tmp_path: Path) -> None:
    assert read_feedback(tmp_path / "none.jsonl") == []
