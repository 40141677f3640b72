"""Every record and protocol that the stages exchange.

Conventions for the whole package: spans are half-open and 0-based, in characters of
``Document.text``; pages and ranks are 1-based; a higher score is better; dates are
``datetime.date``; ``None`` means "the source does not say", never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Span = tuple[int, int]
"""Half-open, 0-based character range of a ``Document.text``."""

RegionLevel = Literal["国家", "省", "市", "县"]
ClauseKind = Literal[
    "notice",  # 通知: the part of a file that issues another text
    "attachment",  # 附件1
    "preface",  # 前言: text before the first marker of a part
    "division",  # 编, 章, 节
    "article",  # 第十二条
    "item",  # 一、 （一） 1. （1） ①
    "closing",  # 落款: the closing lines, the signature and the date
]
ReferenceKind = Literal["依据", "印发", "转发", "落实", "废止", "替代", "引用"]
AnswerStatus = Literal["answered", "not_found"]
SupersededHow = Literal["新版", "废止"]


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative division. ``parent`` is the name of the next one up."""

    name: str
    adcode: str
    level: RegionLevel
    parent: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a document was read from; ``path`` is relative to the corpus folder."""

    path: str
    sha256: str
    original_name: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days during which a document says it applies, both inclusive."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Document:
    """One policy document with its canonical text.

    ``title`` is the title of the document as issued (a notice's own title, when it is a
    notice); ``enclosed_title`` names the plan that a notice issues, when it issues one.
    ``mentions`` are the regions that the text names, kept only for a document whose own region
    is not stated: it may concern any of them. ``header_spans`` are the lines of ``text`` that
    carry titles, 文号, issuers, addressees and dates; they answer only questions about these.
    """

    id: str
    title: str
    text: str
    source: Source
    enclosed_title: str | None = None
    number: str | None = None
    issuers: tuple[str, ...] = ()
    region: Region | None = None
    mentions: tuple[Region, ...] = ()
    issued_on: date | None = None
    effective_on: date | None = None
    period: Period | None = None
    status: str | None = None
    genre: str | None = None
    page_starts: tuple[int, ...] = ()  # empty when the source does not tell its pages
    header_spans: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered part of a document, its children included in its span.

    ``label`` is the marker as written; ``path`` is the stable address (``四/（一）/3``);
    ``heading`` is the run-in or stand-alone heading without its marker.
    """

    id: str
    document: str
    kind: ClauseKind
    path: str
    label: str
    heading: str | None
    start: int
    end: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched: ``context + text``; what is quoted is ``text`` alone."""

    id: str
    document: str
    clause: str
    start: int
    end: int
    text: str
    context: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of another document; ``target`` is its id when the library holds it."""

    document: str
    clause: str
    kind: ReferenceKind
    title: str
    number: str | None
    start: int
    end: int
    target: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document with everything that is read out of it, clauses in document order."""

    document: Document
    clauses: tuple[Clause, ...]
    references: tuple[Reference, ...]


class Want(Enum):
    """The kind of answer that a question wants; evidence must be of that kind."""

    AMOUNT = "数量"
    SHARE = "比例"
    MONEY = "金额"
    DURATION = "时长"
    AREA = "面积"
    DATE = "时间"
    ISSUE_DATE = "印发日期"
    BODY = "单位"
    NAMED_PLACE = "具体机构名称"
    NUMBER = "文号"
    CONTACT = "联系方式"
    WEBSITE = "网上渠道"
    HOURS = "办公时间"
    PERSON = "人员姓名"
    PAYER = "费用由谁承担"
    PLACE = "地点"
    LIST = "名单"
    CONFIRM = "是否属实"


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question, folded, with the official words that may stand for it."""

    word: str
    official: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeighedTerm:
    """A term of the question with its weight, the inverse document frequency."""

    term: Term
    weight: float


@dataclass(frozen=True, slots=True)
class Query:
    """What a question asks.

    ``search_text`` is the question without its regions and without what only asks;
    ``documents`` are the ids of the library's documents that it names by title or 文号;
    ``quoted`` are the words it puts in quotation marks (folded); ``excepted`` are the regions
    that a question about all regions leaves out (除了天津还有谁).
    """

    text: str
    regions: tuple[Region, ...]
    all_regions: bool
    documents: tuple[str, ...]
    search_text: str
    terms: tuple[Term, ...]
    wants: frozenset[Want]
    quoted: tuple[str, ...]
    excepted: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """Why a passage was found: its rank in each view (``None``: not in that view)."""

    words_rank: int | None = None
    bigrams_rank: int | None = None
    dense_rank: int | None = None
    rerank_score: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One found passage; ``sentences`` are the cosines with its sentences, in their order.

    They are empty when no answer is to be drawn from it.
    """

    rank: int
    score: float
    passage: Passage
    document: Document
    clause: Clause
    sentences: tuple[float, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Findings:
    """What the search found for one region (None: in the whole library), best first.

    ``unknown`` are the words of the question that none of the searched documents holds,
    neither themselves nor by an official word. ``library`` is the number of passages in the
    whole library.
    """

    region: str | None
    hits: tuple[Hit, ...]
    terms: tuple[WeighedTerm, ...]
    unknown: frozenset[str]
    library: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation and where it stands. ``quote == document.text[start:end]``, always."""

    document: Document
    path: str
    label: str
    quote: str
    start: int
    end: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Words of an answer; ``citations`` are 0-based places in ``Answer.citations``."""

    text: str
    citations: tuple[int, ...]
    region: str | None = None


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """What is answered to one part of a question that asks several things.

    ``question`` is the part as it was asked, ``understood`` the whole question that it stands
    for; ``statements`` are 0-based places in ``Answer.statements``.
    """

    question: str
    understood: str
    status: AnswerStatus
    statements: tuple[int, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, or why nothing is.

    ``regions`` are the names of the regions the question asks about. ``reason`` is one
    sentence for the reader: why it was refused, or which part stays open. ``understood`` is the
    whole question that a follow-up was taken for; ``parts`` are empty for a question of one part.
    """

    question: str
    status: AnswerStatus
    regions: tuple[str, ...]
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    reason: str | None
    nearest: tuple[Citation, ...]
    understood: str | None = None
    parts: tuple[PartAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a document stands among others.

    ``basis`` are the documents it names as its ground, ``cited_by`` mentions of it elsewhere in
    the library, ``replaces`` what it repeals; ``missing`` those of its basis not in the library.
    """

    document: Document
    basis: tuple[Reference, ...]
    cited_by: tuple[Reference, ...]
    replaces: tuple[Reference, ...]
    missing: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Superseded:
    """That a document no longer applies from the day ``since`` on (None: the day is not known).

    ``by`` is the id of the next version of the same name, or of the document that repeals it;
    then ``said`` is the sentence of its text which says so. The text of a new version is not
    ``whole`` when many articles are missing in it: what it leaves out may stand as it was.
    """

    document: str
    by: str
    how: SupersededHow
    since: date | None
    said: Span | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation of an index was made from, and with what."""

    schema: int
    generation: int
    encoder: str
    encoder_hash: str
    dim: int
    tokeniser: str
    documents: int
    clauses: int
    passages: int
    sentences: int
    sources: dict[str, str]  # path -> sha256
    library_version: str
    built_at: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not taken in, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a build or an addition did."""

    manifest: Manifest
    added: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


class Encoder(Protocol):
    """Turns text into unit vectors. Two encoders with one ``hash`` give the same vectors."""

    name: str
    hash: str
    dim: int
    max_tokens: int

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        """Vectors of ``texts``, shape [n, dim], unit length; [0, dim] for an empty list."""
        ...

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of one question, shape [dim], unit length."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens that ``text`` takes, special tokens not counted."""
        ...
