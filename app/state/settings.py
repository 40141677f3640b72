"""What an administrator can set, from environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_YES = frozenset({"1", "true", "yes", "on", "是"})
_NO = frozenset({"", "0", "false", "no", "off", "否"})


class SettingsError(Exception):
    """A setting that cannot be read; one sentence for the administrator."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and who may do what.

    ``data`` keeps uploaded files and logs, outside the source tree when the administrator says
    so. ``editors`` and ``readers`` are addresses of signed-in people, folded to lower case; no
    ``readers`` means that everybody who can sign in may read.
    """

    index: Path
    data: Path
    corpus: Path
    audit: bool = True
    read_only: bool = False
    sign_in: bool = False
    editors: frozenset[str] = frozenset()
    readers: frozenset[str] = frozenset()
    most_files: int = 20
    most_megabytes: int = 32


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings that ``environment`` holds; what is not set has its default.

    Raises:
        SettingsError: a value cannot be read; it is named.
    """
    return Settings(
        index=Path(environment.get("KB_INDEX") or "indexes/policies"),
        data=Path(environment.get("KB_DATA") or "data"),
        corpus=Path(environment.get("KB_CORPUS") or "corpus"),
        audit=_switch(environment, "KB_AUDIT", default=True),
        read_only=_switch(environment, "KB_READ_ONLY", default=False),
        sign_in=_switch(environment, "KB_SIGN_IN", default=False),
        editors=_addresses(environment.get("KB_EDITORS", "")),
        readers=_addresses(environment.get("KB_READERS", "")),
        most_files=_number(environment, "KB_UPLOAD_FILES", default=20, most=200),
        most_megabytes=_number(environment, "KB_UPLOAD_MB", default=32, most=64),
    )


def _switch(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    if name not in environment:
        return default
    value = environment[name].strip().lower()
    if value in _YES | _NO:
        return value in _YES
    raise SettingsError(f"环境变量 {name} 的值“{value}”无效；请写 1（是）或 0（否）。")


def _number(environment: Mapping[str, str], name: str, *, default: int, most: int) -> int:
    value = environment.get(name, "").strip()
    if not value:
        return default
    if value.isascii() and value.isdigit() and 1 <= int(value) <= most:
        return int(value)
    raise SettingsError(f"环境变量 {name} 的值“{value}”无效；请写 1 到 {most} 的整数。")


def _addresses(text: str) -> frozenset[str]:
    return frozenset(part.strip().lower() for part in text.split(",") if part.strip())
