"""The marker: what it reads, what it marks, what that changes, and a product without it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from kb import KnowledgeBase, load_encoder
from kb.errors import EncoderError
from kb.indexing.embedding import BUNDLED, OnnxEncoder
from kb.indexing.marking import OnnxMarker, marker_of, read_marks
from kb.marks import MOST, Mark
from kb.model.description import DESCRIPTION, GRAPH, MARKER, MARKER_GRAPH, TOKENIZER
from kb.model.pair import ABOVE, ASKED, BOS, EOS, TOKENS, Pair, pair_ids
from kb.retrieval.search import READ_BESIDE, READ_OF_ALL
from tests.index_fakes import FakeEncoder

QUESTION = "养老机构护理员每年要培训多少学时？"
ANSWERS = "养老机构应当组织护理员参加岗位培训，每人每年不少于40学时。"
SIMILAR = "养老机构应当按照规定配备护理员，保障服务质量。"
OTHER = "本办法自2021年1月1日起施行。"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(BUNDLED / TOKENIZER))


@pytest.fixture(scope="module")
def marker() -> OnnxMarker:
    return OnnxMarker()


def test_the_text_that_answers_is_the_most_relevant_and_its_words_are_marked(
    marker: OnnxMarker,
) -> None:
    marks = marker.mark(QUESTION, [("", text) for text in (OTHER, ANSWERS, SIMILAR)])
    assert max(marks, key=lambda mark: mark.relevance) is marks[1]
    start, end = marks[1].span
    assert "40学时" in ANSWERS[start:end]
    assert marker.mark(QUESTION, [("", ANSWERS)]) == [marks[1]], "whatever else is read"
    assert marker.mark(QUESTION, []) == []


@pytest.mark.parametrize("text", ["", " ", "\n", "\ud800", "康复" * 3000, "，" * 40])
@pytest.mark.parametrize("question", ["床位？", "\ud800", "很长" * 400])
def test_any_text_can_be_read(marker: OnnxMarker, question: str, text: str) -> None:
    (mark,) = marker.mark(question, [("标题" * 100, text)])
    assert 0 <= mark.span[0] <= mark.span[1] <= len(text)
    assert np.isfinite(mark.relevance)


def test_a_pair_is_question_headings_text(tokenizer: Tokenizer) -> None:
    asked, above, text = (
        tokenizer.encode(part, add_special_tokens=False) for part in (QUESTION, "培训", ANSWERS)
    )
    pair = pair_ids(tokenizer, QUESTION, "培训", ANSWERS)
    assert pair.ids == [BOS, *asked.ids, EOS, EOS, *above.ids, EOS, *text.ids, EOS]
    assert pair.ids[pair.first : pair.first + len(pair.offsets)] == text.ids
    assert pair.offsets == text.offsets


def test_a_long_pair_keeps_the_beginning_of_the_question_and_the_end_of_the_headings(
    tokenizer: Tokenizer,
) -> None:
    question, above = "床位要求" * 90, "总体目标" * 90 + "保障措施"
    pair = pair_ids(tokenizer, question, above, "第三条规定。" * 200)
    whole = tokenizer.encode(above, add_special_tokens=False).ids
    assert len(pair.ids) == TOKENS
    assert pair.first == ASKED + ABOVE + 4
    assert pair.ids[ASKED + 3 : pair.first - 1] == whole[-ABOVE:]


def pair_of(tokens: int) -> Pair:
    """A text of so many tokens of two characters each, after four of the question."""
    return Pair([0] * (tokens + 5), 4, [(2 * n, 2 * n + 2) for n in range(tokens)])


def test_the_likeliest_words_are_marked() -> None:
    marks = np.zeros((10, 3), dtype=np.float32)
    marks[6, 0], marks[7, 1], marks[0, 2] = 5, 5, 1.5
    mark = read_marks(marks, pair_of(5))
    assert mark.span == (4, 8)
    assert mark.relevance == 1.5
    assert mark.certainty == pytest.approx(10)
    marks[7, 0], marks[5, 1] = 9, 9  # the end would come before the beginning
    assert read_marks(marks, pair_of(5)).span == (6, 8)
    marks[0, :2] = 20
    assert read_marks(marks, pair_of(5)).certainty < 0, "it is likelier that nothing answers"


@given(st.data(), st.integers(0, 12))
def test_marked_words_lie_in_the_text(data: st.DataObject, tokens: int) -> None:
    pair = pair_of(tokens)
    values = data.draw(
        st.lists(
            st.tuples(*[st.floats(-50, 50, width=32)] * 3),
            min_size=len(pair.ids),
            max_size=len(pair.ids),
        )
    )
    mark = read_marks(np.array(values, dtype=np.float32), pair)
    assert 0 <= mark.span[0] <= mark.span[1] <= 2 * tokens
    assert (mark.span[0] < mark.span[1]) == (tokens > 0)


class Named:
    """Finds relevant what holds ``words``; keeps what it was asked to read."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.read: list[list[str]] = []

    def mark(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Mark]:
        self.read.append([text for _, text in texts])
        return [Mark(9.0 if self.words in text else -9.0, (0, len(text)), 0.0) for _, text in texts]


def test_only_the_first_are_read_and_the_relevant_ones_rise(built: Path, encoder) -> None:
    question = "康复医疗床位有什么要求"
    with KnowledgeBase.open(built, encoder=encoder, without=frozenset({MARKER})) as library:
        held = library._held
        searcher = held.searcher
        assert searcher.marker is None
        asked = searcher.prepare(held.understand(question, ()))
        everything = frozenset(document.id for document in held.documents)
        before = searcher.find(asked, None, documents=everything).hits
        assert all(hit.mark is None for hit in before)
        wanted = before[READ_BESIDE - 1]
        named = Named(wanted.passage.text)
        found = replace(searcher, marker=named).find(asked, None, documents=everything).hits
    assert named.read == [[hit.passage.text for hit in before[:READ_BESIDE]]]
    assert {hit.passage.id for hit in found} == {hit.passage.id for hit in before}
    assert [hit.mark is not None for hit in found] == [True] * READ_BESIDE + [False] * (
        len(found) - READ_BESIDE
    )
    risen = next(hit for hit in found if hit.passage.id == wanted.passage.id)
    assert risen.rank < wanted.rank
    assert risen.score == pytest.approx(wanted.score + MOST, abs=1e-3)


@pytest.mark.parametrize("groups", [1, 2, 3, 5, 10, 11, 40])
def test_regions_share_the_reading(built: Path, encoder, groups: int) -> None:
    with KnowledgeBase.open(built, encoder=encoder) as library:
        asked = library._held.searcher.prepare(library._held.understand("床位", ()))
    shared = asked.one_of(groups, "天津市")
    assert shared.read == min(READ_BESIDE, READ_OF_ALL // groups)
    assert shared.read * groups <= READ_OF_ALL


def test_an_encoder_without_a_marker_has_none(tmp_path: Path) -> None:
    assert marker_of(FakeEncoder()) is None
    folder = tmp_path / "plain"
    folder.mkdir()
    for name in (GRAPH, TOKENIZER):
        shutil.copy(BUNDLED / name, folder / name)
    described = json.loads((BUNDLED / DESCRIPTION).read_bytes())
    kept = {name: part for name, part in described.items() if name not in ("question", MARKER)}
    (folder / DESCRIPTION).write_text(json.dumps(kept, indent=2) + "\n", "utf-8")
    assert marker_of(load_encoder(folder)) is None
    assert isinstance(marker_of(load_encoder()), OnnxMarker)


@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_a_damaged_marker_is_named(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "harmed"
    shutil.copytree(BUNDLED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    graph = folder / MARKER_GRAPH
    if harm == "missing":
        graph.unlink()
    else:
        graph.write_bytes(graph.read_bytes()[:-1000])
    with pytest.raises(EncoderError, match=MARKER_GRAPH) as raised:
        marker_of(OnnxEncoder(folder))
    assert str(raised.value).endswith("。")
    assert "\n" not in str(raised.value)
