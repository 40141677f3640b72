"""The library of ``corpus/``, built once a run with the bundled encoder, for the tests that ask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kb.build import build_index
from kb.indexing.embedding import load_encoder
from kb.library import KnowledgeBase
from kb.types import Document, Encoder

# The same examples in every run, so that a change is judged by what it changed; KB_EXPLORE=1 makes
# new ones, which is how faults are looked for.
settings.register_profile("same", derandomize=True)
if not os.environ.get("KB_EXPLORE"):
    settings.load_profile("same")

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The bundled encoder."""
    return load_encoder()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """The folder of an index of ``corpus/``; copy it before changing it."""
    index = tmp_path_factory.mktemp("built") / "policies"
    build_index(CORPUS, index, encoder=encoder)
    return index


@pytest.fixture(scope="session")
def library(built: Path, encoder: Encoder) -> Iterator[KnowledgeBase]:
    """The open library of ``corpus/``."""
    with KnowledgeBase.open(built, encoder=encoder) as opened:
        yield opened


@pytest.fixture(scope="session")
def by_region(library: KnowledgeBase) -> dict[str, Document]:
    """The five documents by the beginning of their file names, such as 攀枝花市_2022."""
    return {"_".join(d.source.path.split("_")[:2]): d for d in library.documents()}
