"""One file to the structured documents in it: reading and structure, put together."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from kb.errors import SourceError
from kb.reading.archive import safe_name
from kb.reading.clean import clean
from kb.reading.isolation import IsolatedReader
from kb.reading.raw import RawText
from kb.sources import file_digest, listed_source
from kb.structure.clauses import parse_clauses
from kb.structure.corrections import correct
from kb.structure.duties import find_duties
from kb.structure.header import first_line_title, read_header, region_in, regions_in
from kb.structure.parts import split_parts
from kb.structure.references import find_references
from kb.structure.targets import find_targets
from kb.types import Document, ParsedDocument, Skipped, Source

TITLE_CHARACTERS = (
    6  # Chinese characters that make a file's name a better title than its first line
)


def read_document(path: Path) -> ParsedDocument:
    """Read the file at ``path`` as ``add_files`` would, without any index: a preview.

    Raises:
        SourceError: it cannot be read as a document.
    """
    return parse_file(path, path.parent, listed_source(path, {}))


def parse_file(path: Path, root: Path, listed: Source | None = None) -> ParsedDocument:
    """Read and structure the file at ``path``, which holds one document.

    Its source path is relative to ``root``.

    Raises:
        SourceError: it cannot be read as a document, or is an archive.
    """
    with IsolatedReader() as reader:
        parsed, _ = parse_documents(path, root, reader=reader, listed=listed)
    if len(parsed) != 1:
        raise SourceError(f"{path.name}：里面有多份文件；请解压后分别读取。")
    return parsed[0]


def parse_documents(
    path: Path, root: Path, *, reader: IsolatedReader, listed: Source | None = None
) -> tuple[list[ParsedDocument], list[Skipped]]:
    """Read and structure what the file at ``path`` holds: a document, or those of an archive.

    Raises:
        SourceError: nothing in it can be read as a document.
    """
    if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        raise SourceError(
            f"{safe_name(path.name)}：是指向文件夹之外的链接，没有读取；请放入文件本身。"
        )
    found = reader.read(path)
    whole = replace(listed or Source("", ""), sha256=file_digest(path))
    parsed: list[ParsedDocument] = []
    skipped = list(found.skipped)
    for raw in found.texts:
        name = safe_name(path.relative_to(root).as_posix())
        if raw.member is None:
            source = replace(whole, path=name)
        else:
            source = Source(f"{name}/{raw.member}", raw.sha256 or whole.sha256, url=whole.url)
        try:
            parsed.append(_structured(raw, source))
        except SourceError as error:
            if raw.member is None:
                raise
            skipped.append(Skipped(source.path, str(error)))
    return parsed, skipped


def parse_text(raw: str, source: Source) -> ParsedDocument:
    """Structure the characters ``raw`` of ``source``; the id comes from the source's hash.

    Raises:
        SourceError: there is no text in it.
    """
    return _structured(RawText(raw), source)


def _structured(raw: RawText, source: Source) -> ParsedDocument:
    cleaned = clean(raw.text, wrapped=raw.wrapped)
    parts = split_parts(cleaned.text)
    if not parts:
        raise SourceError(f"{source.path}：文件里没有文字；请换成有正文的文件。")
    header = read_header(cleaned.text, parts)
    name = source.sha256[:12]
    clauses, warnings = parse_clauses(name, cleaned.text, parts)
    title, region = header.title, header.region
    stem = Path(source.path).stem
    if title is None and raw.title:
        title = raw.title
    if title is None:
        spoken = len(re.findall(r"[\u4e00-\u9fff]", stem)) >= TITLE_CHARACTERS
        first_line = None if spoken else first_line_title(cleaned.text)
        title = first_line or stem
        used = "首行" if first_line else "文件名"
        warnings = (f"正文中没有找到标题，暂用{used}", *warnings)
    if region is None:
        # People name files after the place; the text of a 条例 often says 本省 only.
        region = (
            (region_in(raw.title) if raw.title else None) or region_in(stem) or region_in(title)
        )
    document = Document(
        id=name,
        title=title,
        text=cleaned.text,
        source=source,
        enclosed_title=header.enclosed_title,
        number=header.number,
        issuers=header.issuers,
        region=region,
        mentions=() if region else regions_in(cleaned.text),
        issued_on=header.issued_on,
        effective_on=header.effective_on,
        period=header.period,
        genre=header.genre,
        page_starts=cleaned.page_starts,
        header_spans=header.spans,
        warnings=(*raw.warnings, *warnings),
    )
    document = correct(document)
    titles = (document.title, document.enclosed_title or "")
    return ParsedDocument(
        document,
        clauses,
        references=find_references(name, document.text, clauses, titles, document.number),
        targets=find_targets(
            name,
            document.text,
            clauses,
            header_spans=document.header_spans,
            issued_on=document.issued_on,
        ),
        duties=find_duties(name, document.text, clauses),
    )
