"""``kb build``, ``add``, ``remove``: the library is made and kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.commands.options import DEFAULT_INDEX, EncoderOption, IndexOption, JsonOption, output

if TYPE_CHECKING:
    from kb.types import Report

commands = typer.Typer()

ReportOption = Annotated[
    Path | None,
    typer.Option("--report", help="把每份文件的结果写成表：.csv（可用 Excel 打开）或 .jsonl"),
]
READING = ("读取文件", "份")
VECTORS = ("计算向量", "段")


@commands.command("build")
def build_command(
    corpus: Annotated[Path, typer.Argument(help="放政策文件的文件夹")] = Path("corpus"),
    besides: Annotated[
        list[Path] | None, typer.Argument(help="其他文件夹，如网页导入的 data/sources")
    ] = None,
    index: IndexOption = DEFAULT_INDEX,
    encoder: EncoderOption = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="全部重新解析，不沿用上次读取的结果")
    ] = False,
    to: ReportOption = None,
    as_json: JsonOption = False,
) -> None:
    """读取文件夹里的全部文件，重新建立索引；中断后再次运行会接着做。"""
    from kb.build import build_index
    from kb.indexing.embedding import load_encoder
    from kb.reporting import KEPT, report_to_json
    from kb.terminal.progress import progress_of
    from kb.terminal.reports import show_report

    _check(to)
    with progress_of(READING, VECTORS, quiet=as_json) as (reading, vectors):
        report = build_index(
            corpus,
            index,
            besides=besides or (),
            encoder=load_encoder(encoder),
            reading=reading,
            progress=vectors,
            fresh=fresh,
        )
    _write(report, index / KEPT)
    _write(report, to)
    output(report_to_json, lambda done: show_report(done, index), report, as_json=as_json)
    if not as_json:
        typer.echo(f"每份文件的结果见 {to or index / KEPT}。")


@commands.command("add")
def add_command(
    files: Annotated[list[Path], typer.Argument(help="要加入的文件")],
    index: IndexOption = DEFAULT_INDEX,
    encoder: EncoderOption = None,
    to: ReportOption = None,
    as_json: JsonOption = False,
) -> None:
    """把文件加入索引；同名文件替换旧版本，旧版本可用 kb history 查看。"""
    from kb.build import add_files
    from kb.indexing.embedding import load_encoder
    from kb.reporting import report_to_json
    from kb.terminal.progress import progress_of
    from kb.terminal.reports import show_report

    _check(to)
    with progress_of(VECTORS, quiet=as_json) as (vectors,):
        report = add_files(files, index, encoder=load_encoder(encoder), progress=vectors)
    _write(report, to)
    output(report_to_json, lambda done: show_report(done, index), report, as_json=as_json)


@commands.command("remove")
def remove_command(
    documents: Annotated[list[str], typer.Argument(help="文件的编号、文件名或标题")],
    index: IndexOption = DEFAULT_INDEX,
    encoder: EncoderOption = None,
) -> None:
    """把文件从索引中移出；源文件不动，可用 kb restore 恢复。"""
    from kb.build import remove_documents
    from kb.indexing.embedding import load_encoder

    manifest = remove_documents(documents, index, encoder=load_encoder(encoder))
    typer.echo(
        f"已移出 {len(documents)} 份文件，库内还有 {manifest.documents} 份；可用 kb restore 恢复。"
    )


def _check(path: Path | None) -> None:
    if path is not None:
        from kb.reporting import check_report_name

        check_report_name(path)


def _write(report: Report, path: Path | None) -> None:
    if path is not None:
        from kb.reporting import write_report

        write_report(report, path)
