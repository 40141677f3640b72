"""``kb compare``: regions or documents side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.commands.options import (
    DEFAULT_INDEX,
    AsOfOption,
    EncoderOption,
    ForceOption,
    IndexOption,
    JsonOption,
    OutputOption,
    check_target,
    export,
    filters,
    opened,
    output,
)

commands = typer.Typer()


@commands.command("compare")
def compare_command(
    topic: Annotated[str, typer.Argument(help="要对比的主题，如“康复医疗床位”")],
    index: IndexOption = DEFAULT_INDEX,
    region: Annotated[
        list[str] | None, typer.Option("--region", help="要对比的地区，可重复；不给则为全部地区")
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option("--document", help="只在这些文件中对比，可重复；不给地区时每份文件一栏"),
    ] = None,
    aspect: Annotated[
        list[str] | None, typer.Option("--aspect", help="要对比的方面，可重复；不给则由条款归纳")
    ] = None,
    as_of: AsOfOption = None,
    encoder: EncoderOption = None,
    to: OutputOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """把各地（或各份文件）对同一主题的规定并列，写明谁没有规定。"""
    from kb.contract import comparison_to_json
    from kb.terminal.comparison import show_comparison

    check_target(to, force=force)
    chosen = filters(region, document, as_of)
    with opened(index, encoder) as kb:
        table = kb.compare(topic, aspects=aspect or (), **chosen)
        export(table, to, kb, force=force)
    output(comparison_to_json, show_comparison, table, as_json=as_json)
