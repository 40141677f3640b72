"""``kb targets``: 指标, the numbers that clauses set."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.commands.options import (
    DEFAULT_INDEX,
    AsOfOption,
    DocumentOption,
    ForceOption,
    IndexOption,
    JsonOption,
    OutputOption,
    RegionOption,
    check_target,
    export,
    filters,
    output,
    warn_of_absent,
)

commands = typer.Typer()


@commands.command("targets")
def targets_command(
    region: RegionOption = None,
    document: DocumentOption = None,
    indicator: Annotated[
        str | None, typer.Option("--indicator", help="只列指标中含有这些词的，如“康复医师”")
    ] = None,
    as_of: AsOfOption = None,
    index: IndexOption = DEFAULT_INDEX,
    to: OutputOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """列出文件中的量化指标和标准，各地同类指标排在一起。"""
    from kb.contract import targets_to_json
    from kb.library import KnowledgeBase
    from kb.terminal.targets import show_targets

    check_target(to, force=force)
    chosen = filters(region, document, as_of)
    with KnowledgeBase.open(index) as kb:
        rows = kb.targets(indicator=indicator, **chosen)
        warn_of_absent(kb, region)
        export(rows, to, kb, force=force)
    output(targets_to_json, show_targets, rows, as_json=as_json)
