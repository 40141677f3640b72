"""How well files are read: python -m eval.reading --data ../shared/real [--pages]

The laws are there as PDF, DOCX and Markdown of the same text, one document as DOCX and as a
printed web page, and 20 saved pages whose article was listed by hand (eval/readings/pages.json: a
hash of each paragraph; ``--pages`` writes those of what is read now, to be checked). markitdown
reads the same files in the same run, when it is installed; what it gives is structured by this
project, so that the readers alone differ.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import logging
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb import read_documents

PAGES = Path(__file__).parent / "readings" / "pages.json"
ARTICLE = re.compile(
    r"^(第[一二三四五六七八九十百千零]+条(?:之[一二三四五六七八九十]+)?)(?=[\s【])", re.M
)
LOST = 400  # characters within which two texts that part must meet again
MEET = 8  # characters that show that they have


@dataclass(frozen=True, slots=True)
class Read:
    """What a system makes of a file: its text, its clauses as path and text, and the seconds."""

    text: str
    clauses: tuple[tuple[str, str], ...]
    seconds: float


System = Callable[[Path], Read | None]


def main() -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/real"))
    parser.add_argument("--pages", action="store_true", help="list the pages anew, then check it")
    options = parser.parse_args()
    if options.pages:
        write_pages(options.data / "html")
        return
    systems: dict[str, System] = {"this project": ours}
    if importlib.util.find_spec("markitdown"):
        systems["markitdown"] = markitdown()
    else:
        print("markitdown is not installed and is left out: pip install 'markitdown[docx,pdf]'")
    if not importlib.util.find_spec("docling"):
        print("docling is not installed and is left out; its models are not in its package")
    print(table("laws", laws(options.data / "laws", systems)))
    print(table("江西: DOCX against the printed page", twins(options.data / "office", systems)))
    print(table("20 web pages", pages(options.data / "html", systems)))


def ours(path: Path) -> Read | None:
    """The file as this project reads it; None when it is refused."""
    start = time.perf_counter()
    parsed, _ = read_documents([path])
    if len(parsed) != 1:
        return None
    document, seconds = parsed[0].document, time.perf_counter() - start
    clauses = tuple((c.path, solid(document.text[c.start : c.end])) for c in parsed[0].clauses)
    return Read(document.text, clauses, seconds)


def markitdown() -> System:
    """The system markitdown with this project's structure."""
    from markitdown import MarkItDown

    logging.disable(logging.WARNING)  # it reports what it finds odd in fonts, line by line
    converter = MarkItDown(enable_plugins=False)

    def read(path: Path) -> Read | None:
        start = time.perf_counter()
        try:
            text = converter.convert(str(path)).text_content
        except Exception:  # of whichever library it calls
            return None
        seconds = time.perf_counter() - start
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{path.stem}.md"
            file.write_text(text, encoding="utf-8")
            found = ours(file) if text.strip() else None
        return Read(found.text, found.clauses, seconds) if found else None

    return read


def laws(folder: Path, systems: dict[str, System]) -> Iterator[dict[str, Any]]:
    """A row for each system, kind of file and law, the mean of all laws first."""
    for name, read in systems.items():
        for suffix in ("docx", "pdf"):
            rows = []
            for truth in sorted(folder.glob("*.md")):
                file = truth.with_suffix(f".{suffix}")
                expected = ours(truth)
                if file.is_file() and expected:
                    articles = set(ARTICLE.findall(truth.read_text("utf-8")))
                    rows.append({"file": truth.stem, **compared(expected, read(file), articles)})
            mean = {
                key: sum(row[key] for row in rows) / len(rows) for key in rows[0] if key != "file"
            }
            for row in ({"file": f"all {len(rows)}", **mean}, *rows):
                yield {"system": name, "kind": suffix, **row}


def twins(folder: Path, systems: dict[str, System]) -> Iterator[dict[str, Any]]:
    """The one document that is there twice, its PDF held against its DOCX."""
    for name, read in systems.items():
        pair = {file.suffix: read(file) for file in folder.glob("*江西*")}
        expected = pair.get(".docx")
        if expected:
            yield {"system": name, **compared(expected, pair.get(".pdf"), set())}


def compared(expected: Read, got: Read | None, articles: set[str]) -> dict[str, float]:
    """Character error rate, clause F1, share of the articles found, seconds."""
    if got is None:
        return {"cer": 1.0, "clause F1": 0.0, "articles": 0.0, "seconds": 0.0}
    wanted, text = solid(expected.text), solid(got.text)
    right = sum((Counter(expected.clauses) & Counter(got.clauses)).values())
    paths = {path.rpartition("/")[2] for path, _ in got.clauses}
    return {
        "cer": edits(wanted, text) / len(wanted),
        "clause F1": 2 * right / max(1, len(expected.clauses) + len(got.clauses)),
        "articles": len(articles & paths) / len(articles) if articles else 1.0,
        "seconds": got.seconds,
    }


def edits(a: str, b: str) -> int:
    """Characters that differ, found greedily: where two texts part, the nearest place they meet."""
    i = j = wrong = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            i, j = i + 1, j + 1
            continue
        step = _meeting(a[i : i + LOST + MEET], b[j : j + LOST + MEET])
        wrong += max(step)
        i, j = i + step[0], j + step[1]
    return wrong + (len(a) - i) + (len(b) - j)


def _meeting(a: str, b: str) -> tuple[int, int]:
    best = (LOST, LOST)
    for x in range(min(LOST, len(a))):
        if x >= max(best):
            break
        y = b.find(a[x : x + MEET])
        if y >= 0 and max(x, y) < max(best):
            best = (x, y)
    return best


def pages(folder: Path, systems: dict[str, System]) -> Iterator[dict[str, Any]]:
    """Shares of the listed paragraphs that are kept, and of the kept lines that are listed."""
    listed: dict[str, list[str]] = json.loads(PAGES.read_text("utf-8"))
    for name, read in systems.items():
        rows = []
        for page, hashes in listed.items():
            got = read(folder / page)
            kept = Counter(_hashes(got.text.split("\n"))) if got else Counter()
            right = sum((kept & Counter(hashes)).values())
            rows.append((right / len(hashes), right / max(1, kept.total()), got))
        seconds = [got.seconds for _, _, got in rows if got]
        yield {
            "system": name,
            "pages": len(rows),
            "paragraphs kept": sum(row[0] for row in rows) / len(rows),
            "lines that are the article's": sum(row[1] for row in rows) / len(rows),
            "pages without a fault": sum(row[0] == row[1] == 1 for row in rows),
            "seconds": sum(seconds) / len(seconds),
        }


def write_pages(folder: Path) -> None:
    """List the paragraphs of every page as they are read now."""
    found = {file.name: ours(file) for file in sorted(folder.glob("*.html"))}
    rows = {name: list(_hashes(got.text.split("\n"))) for name, got in found.items() if got}
    PAGES.parent.mkdir(exist_ok=True)
    lines = (f" {json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in rows.items())
    PAGES.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _hashes(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        bare = re.sub(r"[|*#>\-_\\]|\[|\]|\(https?:[^)]*\)", "", solid(line))
        if bare:
            yield hashlib.sha256(bare.encode()).hexdigest()[:10]


def solid(text: str) -> str:
    """``text`` without white space, of whatever width."""
    return re.sub(r"[\s\u3000\u00a0\u200b]+", "", text)


def table(title: str, rows: Iterable[dict[str, Any]]) -> str:
    """Rows as a Markdown table."""
    shown = list(rows)
    if not shown:
        return f"\n{title}: no files there"
    lines = [f"\n{title}", "", " | ".join(shown[0]), " | ".join("---" for _ in shown[0])]
    for row in shown:
        cells = (
            f"{value:.4f}" if isinstance(value, float) else str(value) for value in row.values()
        )
        lines.append(" | ".join(cells))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
