"""The command line: ``kb`` with its subcommands, and how an error is said."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated

import typer

from kb import __version__
from kb.commands import (
    aligning,
    asking,
    building,
    comparing,
    documents,
    duties,
    exporting,
    history,
    machine,
    targets,
    watching,
)
from kb.errors import KbError

TRACE = "KB_TRACE"  # environment variable: let an error of our own show where it arose

STOPPED = 130  # exit code of what was told to end

app = typer.Typer(
    help="政策知识库：用中文提问，得到逐字引用、可核对的政策条款。",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for part in (
    building,
    watching,
    asking,
    comparing,
    aligning,
    documents,
    history,
    targets,
    duties,
    exporting,
    machine,
):
    app.add_typer(part.commands)


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="显示版本")] = False,
) -> None:
    """政策知识库。"""
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line; an error that a user can act on is one line and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    before = signal.signal(signal.SIGTERM, _stop)  # as Ctrl-C: leave nothing half made
    try:
        app()
    except KbError as error:
        typer.secho(f"错误：{error}", fg="red", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get(TRACE):
            raise
        said = " ".join(str(error).split())[:200]
        typer.secho(
            f"程序内部出错（{type(error).__name__}：{said}），索引和文件没有改动；"
            f"请连同所用的命令报告这个问题，设环境变量 {TRACE}=1 可看到详情。",
            fg="red",
            err=True,
        )
        sys.exit(1)
    except KeyboardInterrupt:
        _say_stopped()
    except SystemExit as left:
        if left.code == STOPPED:  # what Typer makes of KeyboardInterrupt
            _say_stopped()
        raise
    except BrokenPipeError:
        sys.exit(0)
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _say_stopped() -> None:
    typer.secho("已中止；索引是完整的：要么还是原来的，要么已经更新完成。", err=True)
    sys.exit(STOPPED)


if __name__ == "__main__":
    main()
