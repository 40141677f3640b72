"""``kb duties``: who leads, does or helps with what, in one document or in all."""

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


@commands.command("duties")
def duties_command(
    index: IndexOption = DEFAULT_INDEX,
    region: RegionOption = None,
    document: DocumentOption = None,
    body: Annotated[
        str | None, typer.Option("--body", help="只看这个单位，如“卫生健康”“市民政局”")
    ] = None,
    as_of: AsOfOption = None,
    to: OutputOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """列出责任分工：哪个单位牵头、负责、配合什么任务，以及原文。"""
    from kb.contract import duties_to_json
    from kb.library import KnowledgeBase
    from kb.terminal.duties import show_duties

    check_target(to, force=force)
    with KnowledgeBase.open(index) as kb:
        found = kb.duties(**filters(region, document, as_of), body=body)
        warn_of_absent(kb, region)
        cited = [(duty, kb.citation(duty)) for duty in found]
        export(found, to, kb, force=force)
    output(duties_to_json, show_duties, cited, as_json=as_json)
