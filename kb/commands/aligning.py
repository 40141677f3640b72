"""``kb align``: two documents clause by clause."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from kb.types import AlignedClauses

commands = typer.Typer()


class Only(StrEnum):
    """What ``--only`` lists."""

    changed = "changed"
    same = "same"
    moved = "moved"
    split_up = "split"
    merged = "merged"
    only_left = "only_left"
    only_right = "only_right"


@commands.command("align")
def align_command(
    left: Annotated[str, typer.Argument(help="左侧文件的编号、文件名、标题或文号")],
    right: Annotated[str, typer.Argument(help="右侧文件，写法相同")],
    index: IndexOption = DEFAULT_INDEX,
    only: Annotated[
        Only | None,
        typer.Option(
            "--only",
            help="只列一类：changed 一切有变化的，same 文字相同的，moved 移位，split 拆分，"
            "merged 合并，only_left 只有左侧有，only_right 只有右侧有",
        ),
    ] = None,
    to: OutputOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """逐条比对两份文件：标出不同的词，列出拆分、合并、移位和只有一方有的条款。"""
    from kb.contract import alignment_to_json
    from kb.library import KnowledgeBase
    from kb.terminal.alignment import show_comparison

    check_target(to, force=force)
    with KnowledgeBase.open(index) as kb:
        comparison = kb.compare_documents(left, right)
        export(comparison, to, kb, force=force)
    shown = [pair for pair in comparison.pairs if only is None or _is(pair, only)]
    output(alignment_to_json, show_comparison, comparison, shown, as_json=as_json)


def _is(pair: AlignedClauses, only: Only) -> bool:
    if only is Only.changed:
        return pair.kind != "same" or pair.moved
    return pair.moved if only is Only.moved else pair.kind == only.value
