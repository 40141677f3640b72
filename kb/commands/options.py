"""Options that several commands have, and how their results are printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from kb.library import KnowledgeBase

DEFAULT_INDEX = Path("indexes/policies")

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


OutputOption = Annotated[
    Path | None,
    typer.Option("--output", help="导出到文件；格式看后缀：.docx .xlsx .pdf .md .csv .json"),
]
ForceOption = Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")]


def run(
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
    """Do ``work`` for one question, or for each line of ``batch``, and print what it gives."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("请给出一个问题，或用 --batch 给出问题文件（二者选一）。")
    from kb.batch import answer_each, read_questions

    if question is not None:
        output(to_json, show, work(kb, question), as_json=as_json)
    elif batch is not None:
        questions = read_questions(batch)
        one, none = (lambda text: to_json(work(kb, text))), (lambda text: to_json(nothing(text)))
        for line in answer_each(questions, one, none):
            typer.echo(line)


@contextmanager
def opened(index: Path, encoder: Path | None) -> Iterator[KnowledgeBase]:
    """The library at ``index``, with the bundled encoder or the one in the folder ``encoder``."""
    from kb.indexing.embedding import load_encoder
    from kb.library import KnowledgeBase

    with KnowledgeBase.open(index, encoder=load_encoder(encoder) if encoder else None) as kb:
        yield kb


def filters(
    regions: list[str] | None, documents: list[str] | None, day: str | None
) -> dict[str, Any]:
    """The filters of ``ask`` and ``search`` as their methods take them."""
    return {"regions": regions or (), "documents": documents or (), "as_of": day and to_day(day)}


def to_day(text: str) -> date:
    """The day that ``text`` names, as 2022-06-30."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是日期；请写成 2022-06-30 的样子。") from None


def output(
    to_json: Callable[..., Any], show: Callable[..., None], *result: Any, as_json: bool
) -> None:
    """Print ``result`` as JSON or for people."""
    if as_json:
        typer.echo(json.dumps(to_json(*result), ensure_ascii=False, indent=2))
    else:
        show(*result)


def check_target(path: Path | None, *, force: bool) -> None:
    """See before any work that a file can be written at ``path``; without one there is none."""
    if path is not None:
        from kb.export.saving import check_place
        from kb.exporting import format_of

        format_of(path)
        check_place(path, overwrite=force)


def export(result: Any, path: Path | None, library: KnowledgeBase, *, force: bool) -> None:
    """Write ``result`` to ``path``, if one is given, and say so."""
    if path is not None:
        from kb.exporting import export_file

        export_file(result, path, library=library, overwrite=force)
        typer.echo(f"已导出：{path}", err=True)


def warn_of_absent(library: KnowledgeBase, regions: Sequence[str] | None) -> None:
    """Say on standard error of which of ``regions`` the library holds nothing."""
    from kb.listing import without_documents

    absent = without_documents(regions or (), library.documents())
    if absent:
        typer.echo(f"注意：库内没有{'、'.join(absent)}的文件，下面的结果不含这些地区。", err=True)
