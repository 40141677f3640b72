"""What a watch tells its user, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kb.errors import BusyError, KbError
from kb.watching.plan import Plan

MOST_NAMES = 5  # in a sentence; of more it says how many there are

Kind = Literal["done", "refused", "waiting", "asked", "trouble"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell: what ``kind`` it is of, in a sentence, and the paths that it is about."""

    kind: Kind
    text: str
    paths: tuple[str, ...] = ()


def made(documents: int) -> Notice:
    """The index was made."""
    return Notice("done", f"原来没有索引，已由这个文件夹建立，共 {documents} 份文件。")


def changes(done: Plan, read: Sequence[str], removed: Sequence[str]) -> Iterator[Notice]:
    """What one batch did."""
    for did, paths in (
        ("已加入", done.add),
        ("已换成新版本", done.replace),
        ("已改名", [new for _, new in done.rename]),
    ):
        taken = tuple(path for path in paths if path in read)
        if taken:
            yield Notice("done", f"{did} {len(taken)} 个文件：{_listed(taken)}。", taken)
    if removed:
        said = f"文件已不在文件夹里，已从索引中移出 {len(removed)} 个：{_listed(removed)}。"
        yield Notice("done", said, tuple(removed))


def waiting(paths: Sequence[str]) -> Notice | None:
    """Files that are still being written."""
    said = f"{len(paths)} 个文件刚有变化或还在写入，等它不再变化再处理：{_listed(paths)}。"
    return Notice("waiting", said, tuple(paths)) if paths else None


def locked(path: str, error: OSError) -> Notice:
    """A file that cannot be opened now."""
    said = f"{path}：打不开（{error.strerror}），会再试；请检查权限，或关闭正在用它的程序。"
    return Notice("refused", said, (path,))


def odd_name(shown: str) -> Notice:
    """A file whose name cannot be kept as it is."""
    return Notice("refused", f"{shown}：文件名太长或含有特殊字符，没有入库；请改名。", (shown,))


def not_taken(path: str) -> str:
    """A file that was read, and of which nothing came into the index."""
    return f"{path}：没有入库（内容与库内另一份文件相同）；文件有变化时会再试。"


def conflict(path: str) -> Notice:
    """A name that another document of the index has."""
    said = (
        f"{path}：索引里已有一份同名文件，内容不同，也不是由看守这个文件夹加入的，没有替换；"
        "要替换请加 --mirror（索引只收这个文件夹的文件时），否则请给文件改名。"
    )
    return Notice("asked", said, (path,))


def many(gone: int, own: int, folder: Path) -> Notice:
    """Too much has vanished to be believed."""
    said = (
        f"{folder}：来自这个文件夹的 {own} 个文件中有 {gone} 个不见了，可能是共享盘没有连接好，"
        "没有从索引中移出；确实已删除的话，请加 --allow-many-removals 再运行一次。"
    )
    return Notice("asked", said)


def trouble(error: KbError) -> Notice:
    """What keeps the watch from its work for now."""
    rest = "等它结束后自动继续。" if isinstance(error, BusyError) else "会继续再试。"
    return Notice("trouble", f"{error}{rest}")


def again() -> Notice:
    """The trouble is over."""
    return Notice("done", "已恢复正常，继续看守。")


def _listed(paths: Sequence[str]) -> str:
    listed = "、".join(paths[:MOST_NAMES])
    return listed if len(paths) <= MOST_NAMES else f"{listed} 等"
