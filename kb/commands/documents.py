"""``kb clauses`` and ``kb lineage``: one document."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.commands.options import (
    DEFAULT_INDEX,
    ForceOption,
    IndexOption,
    JsonOption,
    OutputOption,
    check_target,
    export,
    output,
)

commands = typer.Typer()


@commands.command("clauses")
def clauses_command(
    document: Annotated[str, typer.Argument(help="文件的编号、文件名或标题")],
    index: IndexOption = DEFAULT_INDEX,
    to: OutputOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """列出一份文件的全部条款。"""
    from kb.contract import clauses_to_json
    from kb.library import KnowledgeBase
    from kb.terminal.documents import show_clauses

    check_target(to, force=force)
    with KnowledgeBase.open(index) as kb:
        found = kb.document(document)
        clauses = kb.clauses(document)
        export(clauses, to, kb, force=force)
    output(clauses_to_json, show_clauses, found, clauses, as_json=as_json)


@commands.command("lineage")
def lineage_command(
    document: Annotated[str, typer.Argument(help="文件的编号、文件名或标题")],
    index: IndexOption = DEFAULT_INDEX,
    as_json: JsonOption = False,
) -> None:
    """列出一份文件的制定依据、被谁引用、废止了什么。"""
    from kb.contract import lineage_to_json
    from kb.library import KnowledgeBase
    from kb.terminal.documents import show_lineage

    with KnowledgeBase.open(index) as kb:
        lineage = kb.lineage(document)
    output(lineage_to_json, show_lineage, lineage, as_json=as_json)
