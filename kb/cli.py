"""The command line: reads arguments, calls one method, prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb import __version__
from kb.errors import KbError

if TYPE_CHECKING:
    from kb.library import KnowledgeBase

DEFAULT_INDEX = Path("indexes/policies")

app = typer.Typer(
    help="政策知识库：用中文提问，得到逐字引用、可核对的政策条款。",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

IndexOption = Annotated[Path, typer.Option("--index", help="索引文件夹")]
EncoderOption = Annotated[
    Path | None,
    typer.Option("--encoder", help="其他 sentence-transformers 模型的文件夹；不给则用自带模型"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON")]
RegionOption = Annotated[list[str] | None, typer.Option("--region", help="只查这些地区，可重复")]
DocumentOption = Annotated[
    list[str] | None, typer.Option("--document", help="只查这些文件（编号、文件名或标题），可重复")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="只查这一天可能有效的文件，如 2022-06-30")
]
AfterOption = Annotated[
    list[str] | None,
    typer.Option("--after", help="之前问过的问题，可重复；用于“那天津呢”这样的追问"),
]
BatchOption = Annotated[
    Path | None,
    typer.Option("--batch", help='每行一个 {"id","question"} 的文件；逐行输出 JSON'),
]


@app.command("build")
def build_command(
    corpus: Annotated[Path, typer.Argument(help="放政策文件的文件夹")] = Path("corpus"),
    index: IndexOption = DEFAULT_INDEX,
    encoder: EncoderOption = None,
    as_json: JsonOption = False,
) -> None:
    """读取文件夹里的全部文件，重新建立索引。"""
    from kb.build import build_index
    from kb.contract import report_to_json
    from kb.indexing.embedding import load_encoder
    from kb.terminal import progress_bar, show_report

    with progress_bar("建立索引", quiet=as_json) as progress:
        report = build_index(corpus, index, encoder=load_encoder(encoder), progress=progress)
    _output(report_to_json, lambda done: show_report(done, index), report, as_json=as_json)


@app.command("add")
def add_command(
    files: Annotated[list[Path], typer.Argument(help="要加入的文件")],
    index: IndexOption = DEFAULT_INDEX,
    encoder: EncoderOption = None,
    as_json: JsonOption = False,
) -> None:
    """把文件加入索引；同名文件替换旧版本。"""
    from kb.build import add_files
    from kb.contract import report_to_json
    from kb.indexing.embedding import load_encoder
    from kb.terminal import progress_bar, show_report

    with progress_bar("加入文件", quiet=as_json) as progress:
        report = add_files(files, index, encoder=load_encoder(encoder), progress=progress)
    _output(report_to_json, lambda done: show_report(done, index), report, as_json=as_json)


@app.command("remove")
def remove_command(
    documents: Annotated[list[str], typer.Argument(help="文件的编号、文件名或标题")],
    index: IndexOption = DEFAULT_INDEX,
    encoder: EncoderOption = None,
) -> None:
    """把文件从索引中移出；源文件不动，可用 kb add 放回。"""
    from kb.build import remove_documents
    from kb.indexing.embedding import load_encoder

    manifest = remove_documents(documents, index, encoder=load_encoder(encoder))
    typer.echo(f"已移出 {len(documents)} 份文件，库内还有 {manifest.documents} 份。")


@app.command("ask")
def ask_command(
    question: Annotated[str | None, typer.Argument(help="问题")] = None,
    index: IndexOption = DEFAULT_INDEX,
    region: RegionOption = None,
    document: DocumentOption = None,
    as_of: AsOfOption = None,
    after: AfterOption = None,
    encoder: EncoderOption = None,
    batch: BatchOption = None,
    as_json: JsonOption = False,
) -> None:
    """回答一个问题：引用原文并注明出处；没有依据时说明原因。"""
    from kb.contract import answer_to_json, no_answer
    from kb.terminal import show_answer

    def ask(kb: KnowledgeBase, text: str) -> Any:
        return kb.ask(text, previous=after or None, **_filters(region, document, as_of))

    with _opened(index, encoder) as kb:
        _run(kb, question, batch, ask, no_answer, answer_to_json, show_answer, as_json=as_json)


@app.command("search")
def search_command(
    question: Annotated[str | None, typer.Argument(help="要查的内容")] = None,
    index: IndexOption = DEFAULT_INDEX,
    top: Annotated[int, typer.Option("--top", min=1, max=200, help="最多几条")] = 10,
    region: RegionOption = None,
    document: DocumentOption = None,
    as_of: AsOfOption = None,
    encoder: EncoderOption = None,
    batch: BatchOption = None,
    as_json: JsonOption = False,
) -> None:
    """查找最相关的条款。"""
    from kb.contract import no_hits, search_to_json
    from kb.terminal import show_hits

    def search(kb: KnowledgeBase, text: str) -> Any:
        return text, kb.search(text, top=top, **_filters(region, document, as_of))

    with _opened(index, encoder) as kb:
        _run(kb, question, batch, search, no_hits, search_to_json, show_hits, as_json=as_json)


@app.command("clauses")
def clauses_command(
    document: Annotated[str, typer.Argument(help="文件的编号、文件名或标题")],
    index: IndexOption = DEFAULT_INDEX,
    as_json: JsonOption = False,
) -> None:
    """列出一份文件的全部条款。"""
    from kb.contract import clauses_to_json
    from kb.library import KnowledgeBase
    from kb.terminal import show_clauses

    with KnowledgeBase.open(index) as kb:
        found = kb.document(document)
        clauses = kb.clauses(document)
    _output(clauses_to_json, show_clauses, found, clauses, as_json=as_json)


@app.command("lineage")
def lineage_command(
    document: Annotated[str, typer.Argument(help="文件的编号、文件名或标题")],
    index: IndexOption = DEFAULT_INDEX,
    as_json: JsonOption = False,
) -> None:
    """列出一份文件的制定依据、被谁引用、废止了什么。"""
    from kb.contract import lineage_to_json
    from kb.library import KnowledgeBase
    from kb.terminal import show_lineage

    with KnowledgeBase.open(index) as kb:
        lineage = kb.lineage(document)
    _output(lineage_to_json, show_lineage, lineage, as_json=as_json)


@app.command("doctor")
def doctor_command(
    index: IndexOption = DEFAULT_INDEX,
    encoder: EncoderOption = None,
    as_json: JsonOption = False,
) -> None:
    """检查模型、索引和文件是否完好，并说明怎样修复。"""
    from kb.doctor import examine
    from kb.terminal import show_checks

    checks = examine(index, encoder)
    well = all(check.ok for check in checks)
    record = {"ok": well, "checks": [asdict(check) for check in checks]}
    _output(lambda _: record, show_checks, checks, as_json=as_json)
    if not well:
        raise typer.Exit(1)


@app.command("app")
def app_command(
    index: IndexOption = DEFAULT_INDEX,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="端口")] = 8501,
    address: Annotated[str, typer.Option("--address", help="监听地址；默认只限本机")] = "127.0.0.1",
) -> None:
    """打开网页界面（只限本机访问，除非另设地址）。"""
    from kb.serve import serve

    raise typer.Exit(serve(index, address=address, port=port))


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="显示版本")] = False,
) -> None:
    """政策知识库。"""
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line; an error that a user can act on is one line and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except KbError as error:
        typer.secho(f"错误：{error}", fg="red", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.secho("已中止；原来的索引没有改动。", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)


def _run(
    kb: KnowledgeBase,
    question: str | None,
    batch: Path | None,
    work: Callable[[KnowledgeBase, str], Any],
    nothing: Callable[[str], Any],
    to_json: Callable[[Any], dict[str, Any]],
    show: Callable[[Any], None],
    *,
    as_json: bool,
) -> None:
    if (question is None) == (batch is None):
        raise typer.BadParameter("请给出一个问题，或用 --batch 给出问题文件（二者选一）。")
    from kb.batch import answer_each, read_questions

    if question is not None:
        _output(to_json, show, work(kb, question), as_json=as_json)
    elif batch is not None:
        questions = read_questions(batch)
        one, none = (lambda text: to_json(work(kb, text))), (lambda text: to_json(nothing(text)))
        for line in answer_each(questions, one, none):
            typer.echo(line)


@contextmanager
def _opened(index: Path, encoder: Path | None) -> Iterator[KnowledgeBase]:
    from kb.indexing.embedding import load_encoder
    from kb.library import KnowledgeBase

    with KnowledgeBase.open(index, encoder=load_encoder(encoder) if encoder else None) as kb:
        yield kb


def _filters(
    regions: list[str] | None, documents: list[str] | None, day: str | None
) -> dict[str, Any]:
    return {"regions": regions or (), "documents": documents or (), "as_of": day and _day(day)}


def _day(text: str) -> date:
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是日期；请写成 2022-06-30 的样子。") from None


def _output(
    to_json: Callable[..., Any], show: Callable[..., None], *result: Any, as_json: bool
) -> None:
    if as_json:
        typer.echo(json.dumps(to_json(*result), ensure_ascii=False, indent=2))
    else:
        show(*result)


if __name__ == "__main__":
    main()
