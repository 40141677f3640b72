"""No network at run time: everything is done with every way out of the machine shut."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

SHUT = """
import os, socket, sys

def shut(*_, **__):
    # Not an exception alone: one that is caught somewhere would go unseen.
    os.write(2, b"NETWORK CALL\\n")
    import traceback
    traceback.print_stack()
    os._exit(77)

class NoSocket(socket.socket):
    # Only an exception: urllib3, which langchain imports, tries for IPv6 when it is imported.
    def __init__(self, *_, **__):
        raise OSError("no sockets here")

socket.socket = NoSocket
for name in ("create_connection", "create_server", "getaddrinfo", "gethostbyname",
             "gethostbyname_ex", "gethostbyaddr", "getnameinfo"):
    setattr(socket, name, shut)
REACHING = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg",
            "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"}
sys.addaudithook(lambda event, _: shut() if event in REACHING else None)

from kb.cli import main

def kb(*arguments):
    sys.argv = ["kb", *arguments]
    try:
        main()
    except SystemExit as left:
        assert not left.code, (arguments, left.code)
"""
# Code that reaches out in some way, to see that the shutters hold.
REACHES = """
import socket
try:
    {call}
except Exception:
    pass
"""
CALLS = (
    "socket.create_connection(('127.0.0.1', 9))",
    "socket.getaddrinfo('localhost', 80)",
    "__import__('urllib.request').request.urlopen('http://127.0.0.1:9/')",
    "__import__('_socket').socket().connect(('127.0.0.1', 9))",
    "__import__('_socket').getaddrinfo('localhost', 80)",
)

COMMANDS = """
import json, pathlib
corpus, index, batch, late = sys.argv[1:5]
kb("build", corpus, "--index", index)
kb("ask", "攀枝花康复医疗床位数占比要达到多少？", "--index", index)
kb("ask", "上海康复医疗床位数占比要达到多少？", "--index", index, "--json")
kb("search", "康复床位", "--index", index, "--json")
pathlib.Path(batch).write_text(json.dumps({"id": 1, "question": "康复床位"}), "utf-8")
kb("ask", "--batch", batch, "--index", index)
kb("clauses", "攀卫办〔2022〕14号", "--index", index, "--json")
kb("lineage", "攀卫办〔2022〕14号", "--index", index)
kb("add", late, "--index", index)
kb("remove", late, "--index", index)
kb("doctor", "--index", index)
print("DONE")
"""


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", SHUT + code, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_shutters_hold() -> None:
    for call in CALLS:
        done = run(REACHES.format(call=call))
        assert done.returncode == 77, (call, done.stderr)


def test_every_command_works_offline(tmp_path: Path) -> None:
    files = sorted((ROOT / "corpus").glob("*.txt"))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for file in files:
        if file.name.startswith(("攀枝花市_2022", "天津市")):
            (corpus / file.name).write_bytes(file.read_bytes())
    late = next(file for file in files if file.name.startswith("山西省"))
    copy = tmp_path / late.name
    copy.write_bytes(late.read_bytes())
    batch, index = str(tmp_path / "batch.jsonl"), str(tmp_path / "index")
    # `kb remove` takes the file's name, `kb add` its place: run in the folder of the file.
    code = COMMANDS.replace('kb("remove", late', 'kb("remove", pathlib.Path(late).name')
    done = run(code, str(corpus), index, batch, str(copy))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("DONE")
    assert "2%以上" in done.stdout
    assert "上海市" in done.stdout
