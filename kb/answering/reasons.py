"""Why nothing was answered, or which regions stay open: one sentence for the reader."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answering.silence import SILENT
from kb.answering.verdicts import Judged, Verdict
from kb.types import Findings

NAMED_REGIONS = 12  # regions named with one reason; more are counted
CONTRARY = "与问题所说不符"
NO_MATCH = "找到的条款与问题不够吻合"


def give_reason(verdicts: Sequence[Judged], absent: Sequence[str]) -> str | None:
    """The reasons of the regions that are not answered, or not from documents of their own.

    ``absent`` are regions without documents: 库内没有…的文件, which is not 未作规定.
    """
    parts = [f"库内没有{_listed(absent)}的文件"] if absent else []
    by_reason: dict[str, list[str]] = {}
    for found, verdict in verdicts:
        if verdict.reason and len(verdicts) > 1:
            reason = _as_silence(verdict.reason, found.region)
            by_reason.setdefault(reason, []).append(found.region or "未载明地区的文件")
        elif verdict.reason:
            parts.append(verdict.reason)
    parts += [f"{_listed(regions)}：{reason}" for reason, regions in by_reason.items()]
    parts += [note for found, verdict in verdicts if (note := _borrowed(found, verdict))]
    return "；".join(parts) if parts else None


def _as_silence(reason: str, region: str | None) -> str:
    """The reason of one region among several: it was searched, and what is asked is not there."""
    bare = reason.removeprefix(region or "库内文件").removeprefix("的条款").removeprefix("中")
    if bare.startswith((SILENT, CONTRARY)):
        return bare
    if bare.startswith("没有找到") or NO_MATCH in bare:
        return SILENT
    return f"{SILENT}（{bare.split('，原文')[0]}）"


def _borrowed(found: Findings, verdict: Verdict) -> str | None:
    """That a region is answered from the documents of another: 四川 from 攀枝花's, 米易 too."""
    held = [s.hit.document.region for s in verdict.supports]
    names = list(dict.fromkeys(r.name if r.level != "国家" else "国家" for r in held if r))
    if found.region is None or not names or found.region in names or None in held:
        return None
    return f"{found.region}：所引是{_listed(names)}的文件"


def _listed(regions: Sequence[str]) -> str:
    if len(regions) <= NAMED_REGIONS:
        return "、".join(regions)
    return "、".join(regions[:NAMED_REGIONS]) + f"等{len(regions)}个地区"
