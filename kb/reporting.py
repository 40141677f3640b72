"""The report of a build, as JSON and as a file: what became of every file, and why."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from kb.contract import Json, document_to_json
from kb.errors import ExportError
from kb.export.csv import cell_text
from kb.export.saving import save
from kb.types import FileOutcome, FileReport, Report

KEPT = "report.csv"
"""The report that is kept in the folder of an index."""

OUTCOMES: dict[FileOutcome, str] = {
    "read": "已入库",
    "unchanged": "已入库（未改动，沿用）",
    "duplicate": "内容重复",
    "skipped": "未入库",
}
HEAD = ("文件", "结果", "原因", "编号", "标题", "条款数", "段落数", "提示", "用时（秒）")


def report_to_json(report: Report) -> Json:
    """``kb build`` and ``kb add``: what was taken in and what was not, with the reason."""
    return {
        "documents": report.manifest.documents,
        "clauses": report.manifest.clauses,
        "passages": report.manifest.passages,
        "added": [
            {**document_to_json(document, full=True), "warnings": list(document.warnings)}
            for document in report.added
        ],
        "skipped": [{"path": s.path, "reason": s.reason} for s in report.skipped],
        "files": [file_to_json(file) for file in report.files],
        "resumed": report.resumed,
        "taken_over": report.taken_over,
        "departed": report.departed,
        "notes": list(report.notes),
    }


def file_to_json(file: FileReport) -> Json:
    """A file of a report: ``outcome`` is read, unchanged, duplicate or skipped."""
    return {
        "path": file.path,
        "outcome": file.outcome,
        "reason": file.reason,
        "document": file.document,
        "title": file.title,
        "clauses": file.clauses,
        "passages": file.passages,
        "warnings": list(file.warnings),
        "seconds": file.seconds and round(file.seconds, 3),
    }


def write_report(report: Report, path: Path, *, overwrite: bool = True) -> None:
    """Write what became of every file to ``path``, as CSV for Excel or as JSON lines.

    Raises:
        ExportError: the suffix is neither .csv nor .jsonl, or the file cannot be written.
    """
    check_report_name(path)
    data = _to_csv(report) if path.suffix.lower() == ".csv" else _to_jsonl(report)
    save(data, path, overwrite=overwrite)


def check_report_name(path: Path) -> None:
    """See before any work that a report can be written in the format that ``path`` names.

    Raises:
        ExportError: its suffix is neither .csv nor .jsonl.
    """
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise ExportError(f"{path}：报告只能是 .csv 或 .jsonl 文件；请换一个后缀。")


def _to_csv(report: Report) -> bytes:
    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\r\n")
    rows.writerow(HEAD)
    for file in report.files:
        rows.writerow(map(cell_text, _row(file)))
    return stream.getvalue().encode("utf-8-sig", "replace")


def _row(file: FileReport) -> tuple[str, ...]:
    counted = file.outcome in ("read", "unchanged")
    return (
        file.path,
        OUTCOMES[file.outcome],
        file.reason or "",
        file.document or "",
        file.title or "",
        str(file.clauses) if counted else "",
        str(file.passages) if counted else "",
        "；".join(file.warnings),
        "" if file.seconds is None else f"{file.seconds:.3f}",
    )


def _to_jsonl(report: Report) -> bytes:
    lines = (json.dumps(file_to_json(file), ensure_ascii=False) for file in report.files)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
