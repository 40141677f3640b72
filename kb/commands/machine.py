"""``kb doctor`` and ``kb app``: the program itself."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from kb.commands.options import DEFAULT_INDEX, EncoderOption, IndexOption, JsonOption, output

commands = typer.Typer()


@commands.command("doctor")
def doctor_command(
    index: IndexOption = DEFAULT_INDEX,
    encoder: EncoderOption = None,
    as_json: JsonOption = False,
) -> None:
    """检查模型、索引和文件是否完好，并说明怎样修复。"""
    from kb.doctor import examine
    from kb.terminal.reports import show_checks

    checks = examine(index, encoder)
    well = all(check.ok for check in checks)
    record = {"ok": well, "checks": [asdict(check) for check in checks]}
    output(lambda _: record, show_checks, checks, as_json=as_json)
    if not well:
        raise typer.Exit(1)


@commands.command("app")
def app_command(
    index: IndexOption = DEFAULT_INDEX,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="端口")] = 8501,
    address: Annotated[str, typer.Option("--address", help="监听地址；默认只限本机")] = "127.0.0.1",
) -> None:
    """打开网页界面（只限本机访问，除非另设地址）。"""
    from kb.serve import serve

    raise typer.Exit(serve(index, address=address, port=port))
