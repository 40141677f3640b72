"""389 policy documents as web pages gave them: nothing is lost, nothing falls apart."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kb.reading.clean import clean
from kb.types import ParsedDocument
from tests.structure_checks import check_invariants, parse, solid, without_cut

SHARED = Path(os.environ.get("KB_SHARED", Path(__file__).parents[2] / "shared"))
FILES = ("policies.jsonl", "health.jsonl")
CONTINUOUS = 0.9  # of the documents at least; the others skip or repeat numbers in the source

pytestmark = pytest.mark.skipif(
    not all((SHARED / "real" / name).is_file() for name in FILES),
    reason=f"no real documents in {SHARED / 'real'}; set KB_SHARED to the folder that holds them",
)


@pytest.fixture(scope="module")
def raws() -> list[tuple[str, str]]:
    found = []
    for name in FILES:
        for line in (SHARED / "real" / name).read_text("utf-8").split("\n"):
            if line.strip():
                record = json.loads(line)
                found.append((f"{record['id']}.txt", record["text"]))
    return found


@pytest.fixture(scope="module")
def documents(raws: list[tuple[str, str]]) -> list[ParsedDocument]:
    return [parse(raw, name) for name, raw in raws]


def test_all_are_read(documents: list[ParsedDocument]) -> None:
    assert len(documents) == 389
    assert all(parsed.clauses for parsed in documents)


def test_no_character_is_lost_and_order_is_kept(
    raws: list[tuple[str, str]], documents: list[ParsedDocument]
) -> None:
    for (name, raw), parsed in zip(raws, documents, strict=True):
        cleaned = clean(raw)
        assert solid(parsed.document.text) == solid(without_cut(raw, cleaned)), name
        cut = sum(b - a for a, b in cleaned.cut)
        assert cut <= 0.05 * len(raw), f"{name}: {cut} characters taken for layout"


def test_invariants_hold(documents: list[ParsedDocument]) -> None:
    for parsed in documents:
        check_invariants(parsed)


def test_share_of_continuous_numbering(
    documents: list[ParsedDocument], capsys: pytest.CaptureFixture[str]
) -> None:
    continuous = [p for p in documents if not any("编号" in w for w in p.document.warnings)]
    share = len(continuous) / len(documents)
    with capsys.disabled():
        print(f"\ncontinuous numbering: {len(continuous)} of {len(documents)} ({share:.1%})")
    assert share >= CONTINUOUS
