"""``kb clauses``, ``kb lineage`` and ``kb validity``: one document."""

from __future__ import annotations

from enum import StrEnum
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
    to_day,
)

commands = typer.Typer()


class Language(StrEnum):
    """A language that a graph is written in."""

    mermaid = "mermaid"
    dot = "dot"


@commands.command("clauses")
def clauses_command(
    document: Annotated[str, typer.Argument(help="文件的编号、文件名或标题")],
    version: Annotated[
        int | None, typer.Option("--version", help="第几个旧版本（见 kb history）；不给则看现行的")
    ] = None,
    index: IndexOption = DEFAULT_INDEX,
    at: Annotated[
        str | None, typer.Option("--at", help="只看某条某款某项，如 第十二条第二款第三项")
    ] = None,
    to: OutputOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """列出一份文件或它的一个旧版本的全部条款，或其中的某条某款某项。"""
    from kb.contract import citation_to_json, clauses_to_json
    from kb.library import KnowledgeBase
    from kb.listing import find_rule
    from kb.terminal.documents import show_clauses, show_rule

    check_target(to, force=force)
    if version is not None:
        document = f"{document}@{version}"
    with KnowledgeBase.open(index) as kb:
        found = kb.document(document)
        clauses = kb.clauses(document)
        if at is not None:
            output(citation_to_json, show_rule, find_rule(found, clauses, at), as_json=as_json)
            return
        export(clauses, to, kb, force=force)
    output(clauses_to_json, show_clauses, found, clauses, as_json=as_json)


@commands.command("lineage")
def lineage_command(
    document: Annotated[str, typer.Argument(help="文件的编号、文件名或标题")],
    index: IndexOption = DEFAULT_INDEX,
    graph: Annotated[
        Language | None, typer.Option("--graph", help="输出关系图的文字：mermaid 或 dot")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """列出一份文件的制定依据、被谁引用、废止了什么，并逐级追溯上下位文件。"""
    from kb.contract import lineage_to_json
    from kb.library import KnowledgeBase
    from kb.terminal.documents import show_lineage

    with KnowledgeBase.open(index) as kb:
        if graph is not None:
            typer.echo(kb.lineage_graph(document, graph.value), nl=False)
            return
        lineage = kb.lineage(document)
    output(lineage_to_json, show_lineage, lineage, as_json=as_json)


@commands.command("validity")
def validity_command(
    document: Annotated[str, typer.Argument(help="文件的编号、文件名或标题")],
    index: IndexOption = DEFAULT_INDEX,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="看这一天是否有效，如 2022-06-30；不给则看今天")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """列出一份文件的印发、施行、期限和废止情况，以及说明这些的原文。"""
    from kb.contract import validity_to_json
    from kb.library import KnowledgeBase
    from kb.terminal.documents import show_validity

    with KnowledgeBase.open(index) as kb:
        found = kb.document(document)
        validity = kb.validity(document, to_day(as_of) if as_of else None)
        by = kb.document(validity.superseded.by) if validity.superseded else None
        amending = {change.by: kb.document(change.by) for change in validity.amended}
    output(validity_to_json, show_validity, found, validity, by, amending, as_json=as_json)
