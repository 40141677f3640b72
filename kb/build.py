"""Conductor 1: a folder of source files becomes an index; documents are added and removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from kb.errors import KbError, SourceError
from kb.indexing.catalogue import find_document
from kb.indexing.chunking import chunk
from kb.indexing.index import open_index
from kb.indexing.writer import write_generation
from kb.reading.archive import safe_name
from kb.reading.clean import clean
from kb.reading.corpus import source_files
from kb.reading.isolation import IsolatedReader
from kb.reading.raw import RawText
from kb.sources import check_sources, file_digest, listed_source
from kb.structure.clauses import parse_clauses
from kb.structure.corrections import correct
from kb.structure.duties import find_duties
from kb.structure.header import first_line_title, read_header, region_in, regions_in
from kb.structure.parts import split_parts
from kb.structure.references import find_references
from kb.structure.targets import find_targets
from kb.types import Document, Encoder, Manifest, ParsedDocument, Report, Skipped, Source

TITLE_CHARACTERS = (
    6  # Chinese characters that make a file's name a better title than its first line
)

Progress = Callable[[int, int], None]


def build_index(
    corpus: Path,
    index: Path,
    *,
    besides: Iterable[Path] = (),
    encoder: Encoder,
    progress: Progress | None = None,
) -> Report:
    """Read every file of ``corpus`` and make the index in the folder ``index`` anew.

    ``besides`` are further folders to read, such as that of the files imported in the app.

    Raises:
        SourceError: no such folder, nothing to read in it, or a file of ``sources.jsonl`` is
            missing or changed.
        KbError: the index cannot be written.
    """
    files: list[tuple[Path, Path, Source | None]] = []
    for folder in (corpus, *besides):
        known = check_sources(folder)
        paths = source_files(folder)
        files += [(path, folder, known.get(path.relative_to(folder).as_posix())) for path in paths]
    if not files:
        raise SourceError(
            f"{corpus}：文件夹里没有可读的文件（PDF、Word、网页、文本等）；请放入政策文件后再建库。"
        )
    parsed, skipped = _parse_all(files)
    if not parsed:
        raise SourceError(f"{corpus}：没有一个文件可以入库。" + skipped[0].reason)
    with write_generation(index, encoder=encoder, replace_all=True, progress=progress) as writer:
        for document in parsed:
            writer.put(document, chunk(document, encoder.count_tokens))
        manifest = writer.commit()
    return Report(manifest, tuple(p.document for p in parsed), tuple(skipped))


def add_files(
    files: Iterable[Path],
    index: Path,
    *,
    replacing: Iterable[str] = (),
    root: Path | None = None,
    encoder: Encoder,
    progress: Progress | None = None,
) -> Report:
    """Put ``files`` into the index; a file of the same name replaces the document it gave before.

    Names are paths relative to the folder ``root``; without one, to the file's own folder.

    ``replacing`` names documents that leave the index in the same step (an old version). What a
    ``sources.jsonl`` beside a file says of it is taken over, corrections by hand included. What
    of an archive cannot be read is skipped and reported.

    Raises:
        SourceError: a file cannot be read; then nothing is added.
        UnknownNameError: a document to replace is not there; then nothing is added.
        KbError: the index is missing, damaged, locked or made with another encoder.
    """
    listings: dict[Path, Mapping[str, Source]] = {}
    parsed, skipped = _parse_all(
        [(path, root or path.parent, listed_source(path, listings, root)) for path in files]
    )
    refused = [skip for skip in skipped if "/" not in skip.path]  # a file, not one in an archive
    if refused:
        raise SourceError(refused[0].reason)
    with open_index(index, encoder=encoder) as reader:
        before = {document.source.path: document.id for document in reader.documents()}
        leaving = {find_document(reader.documents(), name).id for name in replacing}
    leaving -= {document.document.id for document in parsed}
    with write_generation(index, encoder=encoder, replace_all=False, progress=progress) as writer:
        for name in leaving:
            writer.remove(name)
        # What comes in under another name stays, though its old name is given to another.
        present = set(writer.document_ids()) - {document.document.id for document in parsed}
        for document in parsed:
            old = before.get(document.document.source.path)
            if old is not None and old in present:
                writer.remove(old)
            writer.put(document, chunk(document, encoder.count_tokens))
        manifest = writer.commit()
    return Report(manifest, tuple(p.document for p in parsed), tuple(skipped))


def remove_documents(names: Iterable[str], index: Path, *, encoder: Encoder) -> Manifest:
    """Take documents out of the index; ``names`` are ids, file names or titles.

    Raises:
        UnknownNameError: the index holds no such document; then nothing is removed.
    """
    with open_index(index, encoder=encoder) as reader:
        documents = [find_document(reader.documents(), name) for name in names]
    with write_generation(index, encoder=encoder, replace_all=False) as writer:
        for document in documents:
            writer.remove(document.id)
        return writer.commit()


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


def read_documents(files: Iterable[Path]) -> tuple[list[ParsedDocument], list[Skipped]]:
    """Read and structure ``files`` without an index; and what was skipped, with the reason.

    Source paths are the files' names. What has the same content as one before is skipped.
    """
    return _parse_all((path, path.parent, None) for path in files)


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


def _parse_all(
    files: Iterable[tuple[Path, Path, Source | None]],
) -> tuple[list[ParsedDocument], list[Skipped]]:
    parsed: dict[str, ParsedDocument] = {}
    skipped: list[Skipped] = []
    with IsolatedReader() as reader:
        for path, root, listed in files:
            try:
                found, unread = parse_documents(path, root, reader=reader, listed=listed)
            except KbError as error:
                skipped.append(Skipped(safe_name(path.name), str(error)))
                continue
            skipped += unread
            for document in found:
                same = parsed.setdefault(document.document.id, document)
                if same is not document:
                    name = document.document.source.path.rpartition("/")[2]
                    reason = f"{name}：与 {same.document.source.path} 内容相同，未重复入库。"
                    skipped.append(Skipped(document.document.source.path, reason))
    return list(parsed.values()), skipped
