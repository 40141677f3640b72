"""A writer that is killed or out of space leaves the generation before, and the next one works."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.errors import KbError
from kb.indexing import derive, generations, writer
from kb.indexing.index import open_index
from kb.indexing.writer import write_generation
from tests.index_fakes import A, B, C, FakeEncoder, build, change, document, read_all
from tests.index_kill import AFTER

ROOT = Path(__file__).parent.parent
POINTS = 30


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_step_the_index_answers(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.index_kill", str(tmp_path), str(POINTS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["steps"] > POINTS
    assert told["killed"] == POINTS
    before, after = read_all(tmp_path / "before"), read_all(tmp_path / "whole")
    generation = set()
    for point in range(POINTS):
        with open_index(tmp_path / str(point)) as index:
            generation.add(index.generation)
            expected = before if index.generation == 1 else after
        assert read_all(tmp_path / str(point)) == expected
    assert generation == {1, 2}  # killed before the switch, and after it
    for point in range(0, POINTS, 5):
        folder = tmp_path / str(point)
        change(folder, put=[AFTER])
        assert read_all(folder) == after
        assert len(list((folder / "generations").iterdir())) <= 2


def test_vectors_of_a_write_that_was_cut_off_are_taken_over(tmp_path: Path) -> None:
    many = document("多", [f"第{n}句" for n in range(600)])

    def interrupt(done: int, _: int) -> None:
        if done > 500:
            raise KeyboardInterrupt

    def cut_off() -> None:
        with write_generation(
            tmp_path, encoder=FakeEncoder(), replace_all=True, progress=interrupt
        ) as started:
            started.put(*many)
            started.commit()

    with pytest.raises(KeyboardInterrupt):
        cut_off()
    encoder = FakeEncoder()
    build(tmp_path, [many], encoder=encoder)
    assert len(encoder.encoded) == 600 - 512
    assert [path.name for path in (tmp_path / "generations").iterdir()] == ["000002"]


@pytest.mark.parametrize("kill", ["derive_lexical", "seal_generation", "switch_generation"])
@pytest.mark.parametrize("stripped", [True, False])
def test_vectors_outlive_a_write_that_was_cut_off_after_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kill: str, stripped: bool
) -> None:
    """``stripped``: cut off by an exception and not by a kill, so that it tidied up."""

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    many = document("多", [f"第{n}句" for n in range(600)])
    with monkeypatch.context() as patch:
        patch.setattr(writer if kill == "derive_lexical" else generations, kill, stop)
        if not stripped:
            patch.setattr(writer, "strip", lambda _: None)
        with pytest.raises(KeyboardInterrupt):
            build(tmp_path, [many])
    encoder = FakeEncoder()
    build(tmp_path, [many], encoder=encoder)
    assert encoder.encoded == []
    assert [path.name for path in (tmp_path / "generations").iterdir()] == ["000002"]


@pytest.mark.parametrize(
    "step", ["derive_vectors", "write_codes", "derive_lexical", "switch", "seal"]
)
def test_no_space_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    build(tmp_path, [A, B])
    before = read_all(tmp_path)
    place, name = {
        "write_codes": (derive, "write_codes"),
        "switch": (generations, "switch_generation"),
        "seal": (generations, "seal_generation"),
    }.get(step, (writer, step))
    with monkeypatch.context() as patch:
        patch.setattr(place, name, full)
        with pytest.raises(KbError, match="No space left"):
            change(tmp_path, put=[C])
    assert read_all(tmp_path) == before
    change(tmp_path, put=[C])
    assert len(list((tmp_path / "generations").iterdir())) == 2


LIMITED = """
import resource, sys
from pathlib import Path
from kb.errors import KbError
from tests.index_fakes import FakeEncoder, build, document
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    build(Path(sys.argv[1]), [document("多", [f"第{n}句话" * 9 for n in range(400)])],
          encoder=FakeEncoder(dim=256))
except KbError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs RLIMIT_FSIZE")
@pytest.mark.parametrize("limit", [100, 10_000, 60_000, 150_000])
def test_files_that_may_not_grow_are_one_sentence(tmp_path: Path, limit: int) -> None:
    build(tmp_path, [A, B])
    before = read_all(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path), str(limit)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert str(tmp_path) in done.stdout, done.stderr
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert read_all(tmp_path) == before
