"""``kb watch``: an index is kept in step with a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.commands.options import DEFAULT_INDEX, EncoderOption, IndexOption

commands = typer.Typer()


@commands.command("watch")
def watch_command(
    folder: Annotated[Path, typer.Argument(help="要看守的文件夹，共享盘也可以")],
    index: IndexOption = DEFAULT_INDEX,
    once: Annotated[bool, typer.Option("--once", help="只比较一次就结束，供定时任务使用")] = False,
    every: Annotated[float, typer.Option("--every", min=0.1, help="每隔多少秒看一次")] = 5.0,
    mirror: Annotated[
        bool,
        typer.Option("--mirror", help="索引只收这个文件夹的文件：其他来源的文件移出，同名的替换"),
    ] = False,
    many: Annotated[
        bool,
        typer.Option("--allow-many-removals", help="一次有超过一半的文件不见时也移出（只用一次）"),
    ] = False,
    encoder: EncoderOption = None,
) -> None:
    """看守文件夹：新增、修改、改名、删除的文件随时更新到索引，按 Ctrl-C 结束。"""
    from kb.indexing.embedding import load_encoder
    from kb.terminal.progress import progress_of
    from kb.terminal.watching import show_end, show_notice, show_start
    from kb.watching.watch import watch_folder
    from kb.watching.watcher import Terms

    if not once:
        show_start(folder, index, every)
    try:
        with progress_of(("更新索引", "段"), quiet=not once) as (progress,):
            watch_folder(
                folder,
                index,
                encoder=load_encoder(encoder),
                tell=show_notice,
                terms=Terms(mirror, many),
                every=every,
                once=once,
                progress=progress,
            )
    except KeyboardInterrupt:
        if once:  # what was asked for is not done
            raise
        show_end()
