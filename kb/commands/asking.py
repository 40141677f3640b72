"""``kb ask`` and ``kb search``: one question, or a file of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.commands.options import (
    DEFAULT_INDEX,
    AfterOption,
    AsOfOption,
    BatchOption,
    DocumentOption,
    EncoderOption,
    ForceOption,
    IndexOption,
    JsonOption,
    OutputOption,
    RegionOption,
    check_target,
    export,
    filters,
    opened,
    run,
)

if TYPE_CHECKING:
    from kb.library import KnowledgeBase

commands = typer.Typer()


@commands.command("ask")
def ask_command(
    question: Annotated[str | None, typer.Argument(help="问题")] = None,
    index: IndexOption = DEFAULT_INDEX,
    region: RegionOption = None,
    document: DocumentOption = None,
    as_of: AsOfOption = None,
    after: AfterOption = None,
    encoder: EncoderOption = None,
    batch: BatchOption = None,
    to: OutputOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """回答一个问题：引用原文并注明出处；没有依据时说明原因。"""
    from kb.contract import answer_to_json, no_answer
    from kb.terminal.answers import show_answer

    if batch is not None and to is not None:
        raise typer.BadParameter("--output 一次导出一个问题的答复，不能与 --batch 同用。")
    check_target(to, force=force)

    def ask(kb: KnowledgeBase, text: str) -> Any:
        answer = kb.ask(text, previous=after or None, **filters(region, document, as_of))
        export(answer, to, kb, force=force)
        return answer

    with opened(index, encoder) as kb:
        run(kb, question, batch, ask, no_answer, answer_to_json, show_answer, as_json=as_json)


@commands.command("search")
def search_command(
    question: Annotated[str | None, typer.Argument(help="要查的内容")] = None,
    index: IndexOption = DEFAULT_INDEX,
    top: Annotated[int, typer.Option("--top", min=1, max=200, help="最多几条")] = 10,
    region: RegionOption = None,
    document: DocumentOption = None,
    as_of: AsOfOption = None,
    encoder: EncoderOption = None,
    batch: BatchOption = None,
    as_json: JsonOption = False,
) -> None:
    """查找最相关的条款。"""
    from kb.contract import no_hits, search_to_json
    from kb.terminal.answers import show_hits

    def search(kb: KnowledgeBase, text: str) -> Any:
        return text, kb.search(text, top=top, **filters(region, document, as_of))

    with opened(index, encoder) as kb:
        run(kb, question, batch, search, no_hits, search_to_json, show_hits, as_json=as_json)
