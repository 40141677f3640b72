"""What a user would reach for instead, killed alike: LangChain's FAISS with ``save_local``."""

from __future__ import annotations

import hashlib
import importlib
import os
import random
import signal
import time
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings

from tests.crash_state import texts

PLACE = "langchain_community.vectorstores.faiss"
DIM = 64
COPIES = 40  # of each text, so that the files are as large as the index of this project


def load() -> bool:
    """Whether LangChain's FAISS is installed; it is no dependency of this project."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            importlib.import_module(PLACE)
    except ImportError:
        return False
    return True


class Encoder(Embeddings):
    """Vectors seeded by the text."""

    def embed_documents(self, several: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in several]

    def embed_query(self, text: str) -> list[float]:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        made: list[float] = np.random.default_rng(seed).standard_normal(DIM).tolist()
        return made


def kill_langchain(place: Path, kills: int, seed: int, seen: Counter[str]) -> None:
    """Save another version over the folder, killed at random; count what opens and is whole."""
    if not load():
        seen["langchain_community is not installed: left out"] += 1
        return
    chance = random.Random(seed)
    bodies = [f"{text} {n}" for text in texts()[:12] for n in range(COPIES)]
    version, now = 0, [f"{body} 0" for body in bodies]
    _save(place, now)
    began = time.monotonic()
    _save(place, now)
    took = time.monotonic() - began
    done = 0
    while done < kills:
        version += 1
        wanted = [f"{body} {version}" for body in [*bodies, f"新{version}"]]
        child = os.fork()
        if child == 0:
            _save_here(place, wanted)
            os._exit(0)
        moment = "commit" if chance.random() < 0.5 else "any"
        if moment == "commit":
            _await_change(place, took)
            time.sleep(chance.random() ** 2 * 0.03)
        else:
            time.sleep(chance.random() * took)
        os.kill(child, signal.SIGKILL)
        killed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        done += killed
        found = _opened(place, now, wanted)
        seen[f"langchain, {moment}: {found if killed else 'had finished'}"] += 1
        if found != "before":
            _save(place, wanted)  # begin the next from a whole one
            now = wanted


def _await_change(place: Path, took: float) -> None:
    before = _times(place)
    limit = time.monotonic() + 20 * took + 5
    while _times(place) == before and time.monotonic() < limit:
        time.sleep(0.0002)


def _times(place: Path) -> list[int]:
    return [path.stat().st_mtime_ns for path in sorted(place.iterdir())]


def _save(place: Path, several: list[str]) -> None:
    child = os.fork()
    if child == 0:
        _save_here(place, several)
        os._exit(0)
    os.waitpid(child, 0)


def _save_here(place: Path, several: list[str]) -> None:
    faiss = importlib.import_module(PLACE).FAISS
    faiss.from_texts(several, Encoder()).save_local(str(place))


def _opened(place: Path, before: list[str], wanted: list[str]) -> str:
    """What a new process finds: before, after, a mixture, or what cannot be opened."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, _judged(place, before, wanted).encode())
        os._exit(0)
    os.close(write)
    said = os.read(read, 1000).decode()
    os.close(read)
    os.waitpid(child, 0)
    return said or "does not open"


def _judged(place: Path, before: list[str], wanted: list[str]) -> str:
    faiss = importlib.import_module(PLACE).FAISS
    try:
        store = faiss.load_local(str(place), Encoder(), allow_dangerous_deserialization=True)
        names = store.index_to_docstore_id
        held = [store.docstore.search(names[n]).page_content for n in sorted(names)]
        vectors = store.index.reconstruct_n(0, store.index.ntotal)
    except Exception:
        return "does not open"
    for several, what in ((before, "before"), (wanted, "after")):
        if held == several and len(vectors) == len(several):
            right = np.allclose(vectors, Encoder().embed_documents(several), atol=1e-5)
            return what if right else "opens, texts with vectors of others"
    return "opens, texts with vectors of others"
