"""``kb history`` and ``kb restore``: what the library held before."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.commands.options import DEFAULT_INDEX, EncoderOption, IndexOption, JsonOption, output

commands = typer.Typer()


@commands.command("history")
def history_command(
    document: Annotated[
        str | None, typer.Argument(help="文件的编号、文件名或标题；不给则列出移出的文件")
    ] = None,
    index: IndexOption = DEFAULT_INDEX,
    as_json: JsonOption = False,
) -> None:
    """列出一份文件被替换的旧版本，或已移出、可以恢复的文件。"""
    from kb.contract import history_to_json
    from kb.library import KnowledgeBase
    from kb.terminal.history import show_history

    with KnowledgeBase.open(index) as kb:
        versions = kb.history(document)
    output(history_to_json, lambda found: show_history(found, document), versions, as_json=as_json)


@commands.command("restore")
def restore_command(
    documents: Annotated[list[str], typer.Argument(help="移出的文件的编号、文件名或标题")],
    index: IndexOption = DEFAULT_INDEX,
    encoder: EncoderOption = None,
    as_json: JsonOption = False,
) -> None:
    """把移出的文件放回索引，条款和引用与移出前相同。"""
    from kb.build import restore_documents
    from kb.indexing.embedding import load_encoder
    from kb.reporting import report_to_json
    from kb.terminal.reports import show_report

    report = restore_documents(documents, index, encoder=load_encoder(encoder))
    output(report_to_json, lambda done: show_report(done, index), report, as_json=as_json)
