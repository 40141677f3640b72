"""Is everything there and whole? Each check says what it looked at and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.errors import KbError
from kb.indexing.embedding import OnnxEncoder, load_encoder
from kb.indexing.index import open_index
from kb.types import Encoder


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def examine(index: Path, encoder_folder: Path | None = None) -> list[Check]:
    """Check the encoder, the index (every byte) and that one was made with the other."""
    loaded: list[Encoder] = []
    checks = [_check("模型", lambda: _check_encoder(encoder_folder, loaded))]
    checks.append(_check("索引", lambda: _check_index(index)))
    if loaded and checks[-1].ok:
        checks.append(_check("索引与模型", lambda: _check_match(index, loaded[0])))
    return checks


def _check(name: str, work: Callable[[], str]) -> Check:
    try:
        return Check(name, True, work())
    except KbError as error:
        return Check(name, False, str(error))


def _check_encoder(folder: Path | None, loaded: list[Encoder]) -> str:
    encoder = load_encoder(folder)
    encoder.encode_passages(["检查"])
    encoder.encode_query("检查")
    encoder.encode_question("检查")
    loaded.append(encoder)
    asking = encoder.question_hash if isinstance(encoder, OnnxEncoder) else ""
    also = f"，提问另用 {asking[:12]}" if asking else ""
    return f"{encoder.name}，{encoder.dim} 维，{encoder.hash[:12]}{also}"


def _check_index(index: Path) -> str:
    with open_index(index) as opened:
        opened.verify()
        m = opened.manifest
    return f"第 {m.generation} 代，{m.documents} 份文件，{m.passages} 个段落，{m.built_at} 建立"


def _check_match(index: Path, encoder: Encoder) -> str:
    open_index(index, encoder=encoder).close()
    return "一致"
