"""A whole file or none: written beside its place, then renamed; nothing is overwritten unasked."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from kb.errors import ExportError
from kb.export.file_names import fits_everywhere

_SAID = {
    errno.ENOSPC: "磁盘已满；请清理后再导出",
    errno.EDQUOT: "磁盘配额已满；请清理后再导出",
    errno.EROFS: "所在磁盘是只读的；请换一个位置",
    errno.ENAMETOOLONG: "文件名太长；请换一个短些的文件名",
    errno.EACCES: "没有写入权限，或文件正被其他软件打开；请关闭该文件或换一个位置",
    errno.EPERM: "没有写入权限，或文件正被其他软件打开；请关闭该文件或换一个位置",
}


def check_place(path: Path, *, overwrite: bool) -> Path:
    """Where ``path`` leads, if a file may be written there.

    Raises:
        ExportError: there is a file already and it is not to be overwritten, or it is read-only
            or open in another program; or there is no such folder; or Windows has no such name.
    """
    if not fits_everywhere(path.name):
        raise _failure(
            path, "Windows 不能用这个文件名；请去掉 : ? * 等符号，也不要用 CON 一类的名称"
        )
    try:
        place = path.resolve()
        if not place.parent.is_dir():
            raise _failure(path, f"文件夹 {place.parent} 不存在；请先建立文件夹")
        if place.is_dir():
            raise _failure(path, "这是一个文件夹；请写上文件名")
        if place.exists():
            _check_existing(path, place, overwrite=overwrite)
    except OSError as error:
        raise _failure(path, _reason(error)) from None
    return place


def save(data: bytes, path: Path, *, overwrite: bool) -> None:
    """Write ``data`` to ``path``, wholly or not at all.

    Raises:
        ExportError: as ``check_place``; or the disk is full, or the place cannot be written to.
    """
    place = check_place(path, overwrite=overwrite)
    beside = place.with_name(f".~{token_hex(8)}.tmp")
    try:
        with beside.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        check_place(path, overwrite=overwrite)
        beside.replace(place)
    except OSError as error:
        raise _failure(path, _reason(error)) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _check_existing(path: Path, place: Path, *, overwrite: bool) -> None:
    if not overwrite:
        raise _failure(path, "已有同名文件，没有覆盖；请换一个文件名，或注明要覆盖（--force）")
    if not place.stat().st_mode & stat.S_IWUSR or not os.access(place, os.W_OK):
        raise _failure(path, "已有的文件是只读的，没有覆盖；请取消只读或换一个文件名")
    for mark in _open_marks(place):
        if mark.exists():
            raise _failure(path, "文件正在被其他软件打开，没有覆盖；请先关闭该文件")
    # Windows refuses to open a file for writing that another program has locked.
    with place.open("r+b"):
        pass


def _open_marks(place: Path) -> tuple[Path, ...]:
    """What Word, WPS and LibreOffice put beside a file while they have it open."""
    name = place.name
    marks = (f"~${name}", f"~${name[1:]}", f"~${name[2:]}", f".~lock.{name}#", f".~{name}")
    return tuple(place.with_name(mark) for mark in marks)


def _reason(error: OSError) -> str:
    return _SAID.get(error.errno or 0, f"无法写入（{error.strerror or error}）；请换一个位置")


def _failure(path: Path, why: str) -> ExportError:
    return ExportError(f"未能导出到 {path}：{why}。")
