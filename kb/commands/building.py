"""``kb build``, ``add``, ``remove``: the library is made and kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.commands.options import DEFAULT_INDEX, EncoderOption, IndexOption, JsonOption, output

commands = typer.Typer()


@commands.command("build")
def build_command(
    corpus: Annotated[Path, typer.Argument(help="放政策文件的文件夹")] = Path("corpus"),
    besides: Annotated[
        list[Path] | None, typer.Argument(help="其他文件夹，如网页导入的 data/sources")
    ] = None,
    index: IndexOption = DEFAULT_INDEX,
    encoder: EncoderOption = None,
    as_json: JsonOption = False,
) -> None:
    """读取文件夹里的全部文件，重新建立索引。"""
    from kb.build import build_index
    from kb.contract import report_to_json
    from kb.indexing.embedding import load_encoder
    from kb.terminal.console import progress_bar
    from kb.terminal.reports import show_report

    with progress_bar("建立索引", quiet=as_json) as progress:
        report = build_index(
            corpus,
            index,
            besides=besides or (),
            encoder=load_encoder(encoder),
            progress=progress,
        )
    output(report_to_json, lambda done: show_report(done, index), report, as_json=as_json)


@commands.command("add")
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
    from kb.terminal.console import progress_bar
    from kb.terminal.reports import show_report

    with progress_bar("加入文件", quiet=as_json) as progress:
        report = add_files(files, index, encoder=load_encoder(encoder), progress=progress)
    output(report_to_json, lambda done: show_report(done, index), report, as_json=as_json)


@commands.command("remove")
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
