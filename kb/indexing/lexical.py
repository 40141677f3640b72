"""The lexical index: BM25 over two views of each passage, kept by tantivy.

tantivy sees our tokens only, joined by spaces and cut at spaces again, and a search is built of
term queries: neither a passage nor a question ever meets its query language.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from kb.errors import IndexBrokenError, KbError
from kb.indexing.generations import link
from kb.indexing.selection import Selection
from kb.language.tokens import bigrams, words

View = Literal["words", "bigrams"]

Entry = tuple[int, str, str]
"""Passage number, document id, and the text to index (context and text)."""

# One indexing thread, so that the same entries give the same segments.
_THREADS = 1
_HEAP_BYTES = 128_000_000
# Results fetched beyond ``top``, so that which of several equal scores is cut off depends on the
# passage number and not on where tantivy happens to keep it.
_SLACK = 50
# Equal scores differ in the last bits, as tantivy adds single-precision terms in varying order.
_SCORE_DIGITS = 4
# Files of a tantivy folder that are replaced as a whole and must not be shared by hard links.
_REPLACED_FILES = frozenset({"meta.json", ".managed.json"})


def write_lexical(folder: Path, entries: Iterable[Entry]) -> None:
    """Make a new index of ``entries`` in ``folder``, which must not exist yet.

    Raises:
        KbError: it cannot be written.
    """
    import tantivy

    with _writing(folder):
        folder.mkdir(parents=True)
        _write(tantivy.Index(_schema(), path=str(folder)), remove=(), entries=entries)


def update_lexical(folder: Path, *, remove: Iterable[str] = (), entries: Iterable[Entry]) -> None:
    """Take the documents ``remove`` out of the index in ``folder`` and put ``entries`` in.

    What was removed is never found again, but counts in tantivy's word statistics until its
    segment is merged; an index that is to score as a new one does must be written anew.

    Raises:
        KbError: it cannot be written.
    """
    import tantivy

    with _writing(folder):
        _write(tantivy.Index.open(str(folder)), remove=remove, entries=entries)


def copy_lexical(source: Path, target: Path) -> None:
    """Copy an index; its segments never change, so they are shared by hard links where possible.

    Raises:
        OSError: the target cannot be written.
    """
    target.mkdir(parents=True)
    for file in lexical_files(source):
        if file.name in _REPLACED_FILES:
            shutil.copyfile(file, target / file.name)
            continue
        link(file, target / file.name)


def lexical_files(folder: Path) -> list[Path]:
    """The files that make up the index, by name; lock files, which readers make too, left out."""
    return sorted(file for file in folder.iterdir() if not file.name.endswith(".lock"))


class LexicalIndex:
    """An open lexical index; it may be used from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``, also where nothing may be written.

        Raises:
            IndexBrokenError: it cannot be read.
        """
        with _reading(folder):
            self._searcher = _searcher(folder)
        self._folder = folder
        self._schema = _schema()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self,
        tokens: Sequence[str],
        *,
        view: View,
        top: int,
        documents: frozenset[str] | Selection | None = None,
    ) -> list[tuple[int, float]]:
        """The ``top`` passages by BM25: (passage number, score), best first, equals by number.

        Args:
            tokens: Tokens of the question in the same view; a repeated one weighs as often.
                None of them known, or none at all, gives ``[]``.
            view: Which tokens of the passages are compared.
            top: How many at most.
            documents: Only passages of these documents, ``None`` for all. The filter is part of
                the query, so an empty one gives ``[]`` and a narrow one its full ``top``. Of a
                selection the shorter list is used: the documents, or those left out.

        Raises:
            IndexBrokenError: the index is damaged.
        """
        if not tokens or top <= 0 or _is_empty(documents):
            return []
        with _reading(self._folder):
            query = self._filtered(self._match(Counter(tokens), view=view), documents)
            hits = self._searcher.search(query, limit=top + _SLACK, count=False).hits
            numbers = self._searcher.fast_field_values("number", [place for _, place in hits])
        found = [
            (int(number), round(float(score), _SCORE_DIGITS))
            for number, (score, _) in zip(numbers, hits, strict=True)
        ]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:top]

    def count(
        self,
        tokens: Sequence[str],
        *,
        view: View,
        documents: frozenset[str] | Selection | None = None,
    ) -> int:
        """Number of passages that hold every one of ``tokens``; 0 for no tokens.

        Args:
            tokens: Tokens in the given view.
            view: Which tokens of the passages are looked at.
            documents: Only passages of these documents, ``None`` for all.

        Raises:
            IndexBrokenError: the index is damaged.
        """
        from tantivy import Occur, Query

        if not tokens or _is_empty(documents):
            return 0
        required = [Query.term_query(self._schema, view, token) for token in dict.fromkeys(tokens)]
        every = Query.boolean_query([(Occur.Must, part) for part in required])
        with _reading(self._folder):
            query = self._filtered(every, documents)
            return int(self._searcher.search(query, limit=1, count=True).count)

    def _match(self, weights: Counter[str], *, view: View) -> Any:
        from tantivy import Occur, Query

        terms = []
        for token, weight in weights.items():
            term = Query.term_query(self._schema, view, token, index_option="freq")
            terms.append((Occur.Should, term if weight == 1 else Query.boost_query(term, weight)))
        return Query.boolean_query(terms)

    def _filtered(self, query: Any, documents: frozenset[str] | Selection | None) -> Any:
        """``query`` within ``documents``, with the scores it has without a filter."""
        from tantivy import Occur, Query

        occur, names = Occur.Must, documents
        if isinstance(names, Selection):
            if names.others is not None:
                occur, names = Occur.MustNot, names.others or None
            else:
                names = names.documents
        if names is None:
            return query
        told = Query.term_set_query(self._schema, "document", sorted(names))
        return Query.boolean_query(
            [(Occur.Must, query), (occur, Query.const_score_query(told, 0.0))]
        )


def _is_empty(documents: frozenset[str] | Selection | None) -> bool:
    chosen = documents.documents if isinstance(documents, Selection) else documents
    return chosen is not None and not chosen


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", fast=True)
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    for view in ("words", "bigrams"):
        builder.add_text_field(view, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _write(index: Any, *, remove: Iterable[str], entries: Iterable[Entry]) -> None:
    import tantivy

    _unwatch(index)
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=_THREADS)
    for document in remove:
        writer.delete_documents_by_term("document", document)
    for number, document, text in entries:
        writer.add_document(
            tantivy.Document(
                number=number,
                document=document,
                words=" ".join(words(text)),
                bigrams=" ".join(bigrams(text)),
            )
        )
    writer.commit()
    # Nothing moves in the folder after this, and the lock is let go.
    writer.wait_merging_threads()


def _searcher(folder: Path) -> Any:
    """A searcher of what ``folder`` holds now.

    tantivy makes a lock file while it opens, so a folder that may not be written is opened by way
    of links from a temporary one; the files are mapped by then, and the links can go.
    """
    import tantivy

    with tempfile.TemporaryDirectory(prefix="kb-lexical-") as shadow:
        place = folder
        if not os.access(folder, os.W_OK):
            place = Path(shadow)
            for file in lexical_files(folder):
                (place / file.name).symlink_to(file.resolve())
        index = tantivy.Index.open(str(place))
        _unwatch(index)
        return index.searcher()


def _unwatch(index: Any) -> None:
    """Stop the thread that watches the folder for commits, and makes a lock file at each."""
    index.config_reader(reload_policy="manual")


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        # On damaged segments tantivy may panic, and a panic is no Exception.
        if isinstance(error, OSError | ValueError) or type(error).__name__ == "PanicException":
            raise IndexBrokenError(
                f"{folder}：全文索引无法读取（{_first_line(error)}）；请用 kb build 重建索引。"
            ) from error
        raise


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise KbError(
            f"{folder}：全文索引无法写入（{_first_line(error)}）；请检查磁盘空间和权限后再试。"
        ) from error


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0][:200]
