"""Many people ask the real app at the same time: are the answers right, and how long do they wait?

    python -m eval.sessions --index indexes/policies --sessions 20 --rounds 5 --importing

Starts the server of the app over a copy of the index, opens ``--sessions`` sessions as a browser
does (one WebSocket each), warms the server with a question, and has all of them ask at the same
moment, round after round. An
answer is right when the page shows every sentence that the library gives alone, or the reason
of its refusal. With ``--importing`` files are added to the index all the while.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import escape
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from kb import KnowledgeBase

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "eval" / "questions" / "dev.jsonl"
PORT = 8597
SECONDS = 60  # after which a session gives up
WARM, WARMING = "天津二级医院康复医学科床位有什么要求？", 3  # asked by so many, one after another


def expected_words(index: Path, questions: list[str]) -> list[list[str]]:
    """For each question the sentences that must be shown, as they stand in the page."""
    found = []
    with KnowledgeBase.open(index) as library:
        for question in questions:
            answer = library.ask(question)
            words = [statement.text for statement in answer.statements] or [answer.reason or ""]
            found.append([escape(line) for text in words for line in text.split("\n")])
    return found


def read_questions(number: int) -> list[str]:
    """Questions of the development set, evenly chosen over its kinds."""
    lines = QUESTIONS.read_text("utf-8").splitlines()
    every = [json.loads(line)["question"] for line in lines]
    return [every[(n * len(every)) // number] for n in range(number)]


class Session:
    """One reader of the app, as the browser speaks with the server."""

    def __init__(self, port: int) -> None:
        """Connect and wait until the page is drawn."""
        from websockets.sync.client import connect

        self._socket = connect(f"ws://127.0.0.1:{port}/_stcore/stream", max_size=None)
        self.ask(None)

    def ask(self, question: str | None) -> tuple[float, str]:
        """Seconds until the page is complete, and all that was drawn."""
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        message = BackMsg()
        message.rerun_script.query_string = urlencode({"q": question}) if question else ""
        started = time.perf_counter()
        self._socket.send(message.SerializeToString())
        drawn: list[str] = []
        while True:
            forward = ForwardMsg()
            forward.ParseFromString(self._socket.recv(timeout=SECONDS))
            if forward.HasField("delta"):
                drawn.append(forward.delta.new_element.html.body)
            if forward.WhichOneof("type") == "script_finished":
                return time.perf_counter() - started, "\n".join(drawn)

    def close(self) -> None:
        """Leave."""
        self._socket.close()


@contextmanager
def served(index: Path, data: Path) -> Iterator[int]:
    """The app over ``index``, on this machine only."""
    environment = {**os.environ, "KB_INDEX": str(index), "KB_DATA": str(data)}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app" / "main.py"),
               "--server.port", str(PORT)]  # fmt: skip
    log = (data / "server.log").open("wb")
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(100):
            try:
                Session(PORT).close()
                break
            except OSError:
                time.sleep(0.2)
        yield PORT
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def keep_importing(index: Path, data: Path, stop: threading.Event) -> int:
    """Add one file after another from another process; gives how many were added."""
    for number in count():
        if stop.is_set():
            return number
        file = data / f"导入{number}.txt"
        text = f"海南省第{number}号托育通知\n\n一、托位\n每千人口托位{number}个。\n"
        file.write_text(text, "utf-8")
        command = [sys.executable, "-m", "kb.cli", "add", str(file), "--index", str(index)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return 0


def run(index: Path, sessions: int, rounds: int, *, importing: bool) -> dict[str, object]:
    """Ask and measure; times are in seconds, from sending a question to the complete page."""
    questions = read_questions(sessions * rounds)
    expected = expected_words(index, questions)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        copy = Path(shutil.copytree(index, data / "index"))
        stop, pool = threading.Event(), ThreadPoolExecutor(sessions + 1)
        with served(copy, data) as port, pool:
            people = list(pool.map(lambda _: Session(port), range(sessions)))
            adding = pool.submit(keep_importing, copy, data, stop) if importing else None
            for one in people[:WARMING]:
                one.ask(WARM)
            times: list[float] = []
            slowest, wrong = [], []
            for turn in range(rounds):
                asked = range(turn * sessions, (turn + 1) * sessions)
                done = pool.map(lambda n: people[n % sessions].ask(questions[n]), asked)
                for number, (seconds, page) in zip(asked, done, strict=True):
                    times.append(seconds)
                    if not all(words in page for words in expected[number]):
                        wrong.append(questions[number])
                slowest.append(round(max(times[-sessions:]), 3))
            stop.set()
            added = adding.result() if adding else 0
            for one in people:
                one.close()
    times.sort()
    return {
        "sessions": sessions, "questions": len(times), "wrong": wrong, "files_added": added,
        "p50": round(times[len(times) // 2], 3), "p95": round(times[int(len(times) * 0.95)], 3),
        "slowest_by_round": slowest,
    }  # fmt: skip


def main() -> None:
    """Read the arguments, measure, print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("indexes/policies"))
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--importing", action="store_true")
    given = parser.parse_args()
    found = run(given.index, given.sessions, given.rounds, importing=given.importing)
    print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
