"""Every record and protocol that the stages exchange.

Conventions for the whole package: spans are half-open and 0-based, in characters of
``Document.text``; pages and ranks are 1-based; a higher score is better; dates are
``datetime.date``; ``None`` means "the source does not say", never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kb.marks import Mark

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
    "contents",  # 目录: the headings listed before the text
    "table",  # 表1: rows with their caption
    "form",  # 表单: labels with blanks to fill in; it states nothing
]
BLOCK_KINDS = frozenset[ClauseKind]({"contents", "table", "form"})
"""Clauses that stand within another one's text, which may go on behind them."""

ReferenceKind = Literal["依据", "印发", "转发", "落实", "废止", "替代", "引用"]
AnswerStatus = Literal["answered", "not_found"]
SupersededHow = Literal["新版", "废止"]
AmendmentHow = Literal["修改", "增加", "删去"]
Operator = Literal["≥", "≤", ">", "<", "=", "约"]
DutyRole = Literal["牵头", "负责", "配合"]
AlignmentKind = Literal["same", "changed", "split", "merged", "only_left", "only_right"]
Side = Literal["left", "right"]
FileOutcome = Literal["read", "unchanged", "duplicate", "skipped"]
DifferenceKind = Literal["数值", "期限", "责任", "有无", "表述"]
CorrectedField = Literal[
    "title", "enclosed_title", "number", "issuers", "region", "issued_on", "effective_on"
]


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative division. ``parent`` is the name of the next one up."""

    name: str
    adcode: str
    level: RegionLevel
    parent: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A header field that a person set by hand, in place of what was read from the file.

    ``value`` is as a person writes it: dates as 2022-06-30, several issuers parted by 、;
    None says that the document does not state the field. ``read`` is what was read, in the same
    form. ``at`` is the time in ISO form, ``by`` the person, None when nobody was signed in.
    """

    field: CorrectedField
    value: str | None
    read: str | None
    by: str | None
    at: str


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a document was read from; ``path`` is relative to the corpus folder."""

    path: str
    sha256: str
    original_name: str | None = None
    url: str | None = None
    corrections: tuple[Correction, ...] = ()


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
class Target:
    """指标: one number that a clause sets, as a goal or as a standard to keep to.

    ``indicator`` is what is counted or measured, in the clause's own words; ``operator`` the
    bound that the words state (不低于 is ≥, 左右 is 约), ``=`` when they state none; ``value_max``
    the upper end of a range. ``deadline`` is the time as written (到2025年底) and ``due`` its last
    day, inclusive; ``scope`` whom it holds for (三级医院). ``binding`` is false for what is only
    striven for (力争, 鼓励, 逐步). ``start`` to ``end`` is the sentence or table row that says so.
    """

    document: str
    clause: str
    indicator: str
    operator: Operator
    value: float
    value_max: float | None
    unit: str
    deadline: str | None
    due: date | None
    scope: str | None
    binding: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Duty:
    """责任: that ``body`` leads, does or helps with a task.

    ``body`` is its name as written (市卫生健康委), which stands in the words that charge it,
    ``start`` to ``end``; ``task_start`` to ``task_end`` is what is to be done: the clause's own
    sentence, or its heading when the body is named in a field 责任单位：.
    """

    document: str
    clause: str
    body: str
    role: DutyRole
    task_start: int
    task_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document with everything that is read out of it, clauses in document order."""

    document: Document
    clauses: tuple[Clause, ...]
    references: tuple[Reference, ...]
    targets: tuple[Target, ...] = ()
    duties: tuple[Duty, ...] = ()


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
    PENALTY = "处罚或后果"
    MATERIALS = "所需材料"
    SCORE = "分值"
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

    ``search_text`` lacks the regions and what only asks; ``documents`` are the ids of those that
    it names by title or 文号; ``inside`` is it as asked of the one so named, else ``text``;
    ``quoted`` are its words in quotation marks (folded); ``excepted`` the regions that it leaves
    out (除了天津还有谁); ``wider`` a topic's ``terms`` with all that texts may write for them.
    """

    text: str
    regions: tuple[Region, ...]
    all_regions: bool
    documents: tuple[str, ...]
    search_text: str
    terms: tuple[Term, ...]
    wants: frozenset[Want]
    quoted: tuple[str, ...]
    inside: str
    excepted: tuple[Region, ...] = ()
    wider: tuple[Term, ...] = ()


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

    They are empty when no answer is to be drawn from it. ``mark``: how it was read beside the
    question; None for those that were not.
    """

    rank: int
    score: float
    passage: Passage
    document: Document
    clause: Clause
    sentences: tuple[float, ...]
    why: Why
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What the search found for one region (None: in the whole library), best first.

    ``unknown`` are the words of the question that none of the searched documents holds,
    neither themselves nor by an official word, ``foreign`` those that others hold.
    ``searched`` is the number of passages of these documents; ``outline`` are the clauses that
    are the parts asked for (分哪几个阶段).
    """

    region: str | None
    hits: tuple[Hit, ...]
    terms: tuple[WeighedTerm, ...]
    unknown: frozenset[str]
    searched: int
    outline: tuple[Clause, ...] = ()
    foreign: frozenset[str] = frozenset()


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
    """Words of an answer, a slice of the quotation that they cite.

    ``citations`` are 0-based places in ``Answer.citations`` (of a table, in those of the cell).
    """

    text: str
    citations: tuple[int, ...]
    region: str | None = None

    def set_in(self, citations: Sequence[Citation]) -> tuple[str, str, str]:
        """What the quotation says before these words, the words, and what it says after them."""
        quotes = (citations[n].quote for n in self.citations)
        quote = next((quote for quote in quotes if self.text in quote), self.text)
        return quote.partition(self.text)


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
    ``remarks`` are sentences on cited documents that no longer apply (试点期已于2022年12月届满).
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
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedTarget:
    """A target with the sentence or table row that says so."""

    target: Target
    citation: Citation


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """Targets that set the same thing in the same kind of unit, whatever the region.

    ``indicator`` is the first row's; the rows are in the order they were given.
    """

    indicator: str
    rows: tuple[CitedTarget, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One side of a comparison: a region with its documents, or one document.

    ``region`` is None for a document whose text does not say whose it is.
    """

    name: str
    region: str | None
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column says of one aspect, in its own words.

    ``silent`` says that every clause of the column's documents was held against the aspect and
    none of them sets anything: 未作规定. A statement's ``citations`` are 0-based places in
    the cell's own list.
    """

    silent: bool
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One aspect of a comparison with a cell for each column, in their order."""

    aspect: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One sentence for the reader on how columns differ in an aspect, or what they share.

    ``columns`` are the 0-based places of the columns that it speaks of.
    """

    aspect: str
    kind: DifferenceKind
    text: str
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ToCheck:
    """What comes nearest to the topic in a silent column, to be checked; it was not relied upon."""

    column: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """What regions or documents say on a topic, side by side.

    ``to_check`` is of columns that are silent throughout, by their 0-based places, one of each
    at most.
    """

    topic: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    to_check: tuple[ToCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class AlignedClauses:
    """Clauses of two documents that correspond; one side is empty when only the other has them.

    ``marks_left`` and ``marks_right`` are the spans, in the text of each document, of the words
    that the other lacks. ``moved`` says that the order differs from that of their neighbours;
    ``similarity`` is between 0 and 1.
    """

    kind: AlignmentKind
    left: tuple[Citation, ...]
    right: tuple[Citation, ...]
    marks_left: tuple[Span, ...]
    marks_right: tuple[Span, ...]
    moved: bool
    similarity: float


@dataclass(frozen=True, slots=True)
class DocumentComparison:
    """Two documents clause by clause, in the order of the left one.

    ``later`` is the side that is a later version of the other, None for two texts that are not
    versions; ``partial`` are the sides whose text holds only some of the articles that its
    numbering counts. ``summary`` counts what was found in one sentence; ``notes`` say which of
    the two is in force.
    """

    left: Document
    right: Document
    pairs: tuple[AlignedClauses, ...]
    later: Side | None
    partial: tuple[Side, ...]
    summary: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A day, and the words of the text that say so; no words when it was reckoned from others."""

    day: date
    said: Span | None


@dataclass(frozen=True, slots=True)
class Validity:
    """时效: from when to when a document applies, each with the words that say so.

    What the text does not say is None. ``remark`` is one sentence for the reader of an answer
    from it (试点期已于2022年12月届满), None when there is nothing to say on the day asked about.
    ``amended`` are its articles that later texts of the library change, in their order.
    """

    document: str
    issued: SaidDate | None
    effective: SaidDate | None
    start: SaidDate | None
    end: SaidDate | None
    superseded: Superseded | None
    remark: str | None
    amended: tuple[AmendedArticle, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainLink:
    """That ``citing`` rests on ``cited`` (None: not in the library), and the sentence that says so.

    ``steps`` is how many links it is from the document asked about, 1 for its own; ``start`` to
    ``end`` is the sentence in the text of ``citing``.
    """

    citing: Document
    cited: Document | None
    reference: Reference
    steps: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a document stands among others.

    ``basis`` are the documents it names as its ground, ``cited_by`` mentions of it elsewhere in
    the library, ``replaces`` what it repeals; ``missing`` those of its basis not in the library.
    ``upstream`` follows the basis on to what that rests on, ``downstream`` those that rest on it
    and on those again, nearest first.
    """

    document: Document
    basis: tuple[Reference, ...]
    cited_by: tuple[Reference, ...]
    replaces: tuple[Reference, ...]
    missing: tuple[Reference, ...]
    upstream: tuple[ChainLink, ...] = ()
    downstream: tuple[ChainLink, ...] = ()


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
class AmendedArticle:
    """That a later text, whose id is ``by``, changes an article of an older one.

    ``place`` is what it names (第三条第二款), ``article`` the article of it; ``said`` are the
    words of the later text that order it, without the new wording; ``since`` is the day from
    which that text applies.
    """

    article: str
    place: str
    how: AmendmentHow
    by: str
    since: date
    said: Span


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
class FileReport:
    """What became of one file, or of one document of an archive.

    ``document`` is the id of the document it gave, or whose text it repeats (``duplicate``);
    ``clauses`` and ``passages`` count what was read. ``seconds`` is how long reading took, None
    when that was taken over from an earlier build (``unchanged``) or not measured.
    """

    path: str
    outcome: FileOutcome
    reason: str | None = None
    document: str | None = None
    title: str | None = None
    clauses: int = 0
    passages: int = 0
    warnings: tuple[str, ...] = ()
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A document as the library held it before; ``successor`` is None when it was removed.

    ``number`` is 1-based, the oldest first; ``left_at`` the time in ISO form, UTC.
    """

    number: int
    document: str
    title: str
    source: Source
    issued_on: date | None
    left_at: str
    successor: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a build or an addition did.

    The documents ``added`` come without their texts. ``files`` tells of every file;
    ``resumed`` says that the build went on from one that was cut off, ``taken_over`` how many
    files it did not have to read again; ``departed`` counts the documents that left for others or
    for good, which the history keeps. ``notes`` are sentences on the whole.
    """

    manifest: Manifest
    added: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    files: tuple[FileReport, ...] = ()
    resumed: bool = False
    taken_over: int = 0
    departed: int = 0
    notes: tuple[str, ...] = ()


class Encoder(Protocol):
    """Turns text into unit vectors; with one ``hash`` those of passages are the same."""

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

    def encode_question(self, text: str) -> NDArray[np.float32]:
        """The same by the side trained on everyday questions; where there is none, no other."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens that ``text`` takes, special tokens not counted."""
        ...
