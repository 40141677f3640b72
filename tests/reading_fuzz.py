"""Files gone wrong: `python -m tests.reading_fuzz --files 2000` reads so many and must not break.

Files made by hand and, when they are there, real ones of ../shared are changed at random: bytes
turned, cut, doubled, put in from another file, parts of containers exchanged. Each is read as a
build reads it. What may come out is documents or one clear sentence, within the time.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kb.build import parse_documents
from kb.errors import SourceError
from kb.reading.isolation import IsolatedReader
from tests.made_files import (
    OFFICIAL,
    numbered,
    numbering,
    ofd,
    paragraph,
    pdf,
    rules,
    run,
    sheet,
    table,
    word,
    zipped,
)

SHARED = Path(os.environ.get("KB_SHARED", Path(__file__).parents[2] / "shared"))
SECONDS = 20.0  # for one file
LARGEST = 400_000  # bytes of a real file that is changed


def made_by_hand() -> list[tuple[str, bytes]]:
    """A file of every format."""
    body = numbered("总则") + numbered("床位", 1) + table([["机构", "床位"], ["二级", "20张"]])
    text = "某某办法\n第一章 总则\n第一条 为了规范，制定本办法。\n一、要求\n（一）床位。\n"
    page = f"<html><body><div class='TRS_Editor'><p>{'</p><p>'.join(text.split())}</p></div>"
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>3</v></c></row>'
    docx = word(paragraph(run("某某办法")) + body, {"numbering.xml": numbering(OFFICIAL)})
    lines = [(60.0, 80.0 + 20 * n, 12.0, line) for n, line in enumerate(text.split("\n"))]
    return [
        ("甲.docx", docx),
        ("甲.xlsx", sheet(rows, strings=["指标"])),
        ("甲.ofd", ofd([[(20, 30, "某某办法"), (20, 40, "第一条 总则。")]])),
        ("甲.pdf", pdf([lines, lines], rules([50, 150, 300], [60, 100, 200]))),
        ("甲.zip", zipped({"甲.docx": docx, "乙.txt": text})),
        ("甲.html", page.encode()),
        ("甲.md", f"# 某某办法\n\n| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n\n{text}".encode()),
        ("甲.txt", text.encode("gb18030")),
        ("甲.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8),
        ("甲.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
    ]


def real_files() -> list[tuple[str, bytes]]:
    """Real files that are not too large, [] where there are none."""
    folders = (SHARED / "real" / name for name in ("office", "html", "laws"))
    paths = sorted(path for folder in folders for path in folder.glob("*"))
    small = [path for path in paths if path.stat().st_size <= LARGEST and path.suffix != ".doc"]
    return [(path.name, path.read_bytes()) for path in small]


def mutated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """``data`` with one to four accidents."""
    held = bytearray(_parts_exchanged(data, chance) if chance.random() < 0.4 else data)
    for _ in range(chance.randint(1, 4)):
        if not held:
            break
        at = chance.randrange(len(held))
        size = chance.choice((1, 4, 64, 1024))
        match chance.randrange(6):
            case 0:
                held[at] = chance.randrange(256)
            case 1:
                del held[at : at + size]
            case 2:
                held[at:at] = held[at : at + size] * chance.choice((1, 2, 30))
            case 3:
                del held[at:]
            case 4:
                start = chance.randrange(len(other) or 1)
                held[at : at + size] = other[start : start + size]
            case _:
                held[at : at + size] = chance.choice((b"\0", b"<", b"\xff", b"9")) * size
    return bytes(held)


def _parts_exchanged(data: bytes, chance: random.Random) -> bytes:
    """A container with its parts changed inside, packed whole again; other data as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            parts = {name: opened.read(name) for name in opened.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        return data
    name = chance.choice(list(parts))
    inner = bytearray(parts[name])
    for _ in range(chance.randint(1, 20)):
        if inner:
            at = chance.randrange(len(inner))
            inner[at : at + chance.choice((1, 8))] = bytes([chance.randrange(32, 127)])
    parts[name] = bytes(inner)
    return zipped(parts)


def broken_files(count: int, seed: int, *, office: bool) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(seed)
    small = [(name, data) for name, data in made_by_hand() if office or name != "甲.doc"]
    sources = small + real_files()
    for number in range(count):
        # Half of them from the ten that are small: they are read in no time.
        pool = small if chance.random() < 0.5 else sources
        name, data = chance.choice(pool)
        yield f"{number}{Path(name).suffix}", mutated(data, chance.choice(sources)[1], chance)


def fuzz(count: int, seed: int = 0, *, office: bool = True) -> Counter[str]:
    """Read ``count`` broken files; what came of them, "slow" and "broken" among it.

    Without ``office`` none is for LibreOffice, which takes two seconds a file.
    """
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, IsolatedReader(SECONDS) as reader:
        for name, data in broken_files(count, seed, office=office):
            path = Path(folder) / name
            path.write_bytes(data)
            start = time.perf_counter()
            try:
                parsed, skipped = parse_documents(path, path.parent, reader=reader)
                seen["read" if parsed or skipped else "nothing said"] += 1
            except SourceError as error:
                said = str(error)
                clear = name in said and said.endswith("。") and "\n" not in said
                seen["refused" if clear else f"unclear: {said}"] += 1
                seen["stopped"] += "秒，已停止" in said or "限制" in said
            except Exception as error:  # what this looks for
                seen[f"broken: {type(error).__name__} {error} in {name}"] += 1
            seen["slow"] += time.perf_counter() - start > SECONDS + 5
            path.unlink()
    return seen


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    begun = time.perf_counter()
    for what, times in sorted(fuzz(options.files, options.seed).items()):
        print(f"{times:6d}  {what}")
    print(f"{time.perf_counter() - begun:.0f} seconds")
