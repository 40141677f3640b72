"""Errors that a user can act on. Each says in one sentence what, where and what to do."""

from __future__ import annotations


class KbError(Exception):
    """A failure with one sentence for the user; the command line prints it and exits with 1."""


class SourceError(KbError):
    """A source file is missing, changed, empty or not readable as text."""


class IndexMissingError(KbError):
    """There is no index at the given place."""


class IndexBrokenError(KbError):
    """The index is there but cannot be read: damaged, incomplete or of another program."""


class EncoderMismatchError(KbError):
    """The index was made with another encoder than the one at hand."""


class EncoderError(KbError):
    """The encoder's files are missing or damaged."""


class QuestionError(KbError):
    """The question cannot be worked on: empty, too long, or without any word."""


class UnknownNameError(KbError):
    """A region, a document or a clause that the library does not hold was named."""


class ComparisonError(KbError):
    """Two documents cannot be compared: they are one, or one of them holds nothing to compare."""


class QuoteError(KbError):
    """A quotation is not the text of its source: a defect, never shown as an answer."""


class BusyError(KbError):
    """Another process is writing to the index."""


class ExportError(KbError):
    """A result cannot be exported: unknown format, nothing in it, or no writing there."""
