"""``kb export``: the answer to a question as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.commands.options import (
    DEFAULT_INDEX,
    AfterOption,
    AsOfOption,
    DocumentOption,
    EncoderOption,
    ForceOption,
    IndexOption,
    RegionOption,
    check_target,
    export,
    filters,
    opened,
)

commands = typer.Typer()


@commands.command("export")
def export_command(
    question: Annotated[str, typer.Argument(help="问题")],
    to: Annotated[
        list[Path],
        typer.Option("--to", help="文件，可重复；格式看后缀：.docx .xlsx .pdf .md .csv .json"),
    ],
    index: IndexOption = DEFAULT_INDEX,
    region: RegionOption = None,
    document: DocumentOption = None,
    as_of: AsOfOption = None,
    after: AfterOption = None,
    encoder: EncoderOption = None,
    force: ForceOption = False,
) -> None:
    """回答一个问题并导出成文件：附脚注、所引条款全文和引文核对结果。"""
    for path in to:
        check_target(path, force=force)
    with opened(index, encoder) as kb:
        answer = kb.ask(question, previous=after or None, **filters(region, document, as_of))
        for path in to:
            export(answer, path, kb, force=force)
