"""The forms of words that charge bodies with a task: fields, notes in brackets, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.language import duty_words as words
from kb.types import DutyRole, Span

SENTENCE_ENDS = "。；;\n！？"
LOOKED_BACK = 160  # characters before a verb in which its subject stands
Charged = tuple[Span, DutyRole, Span | None]


@dataclass(frozen=True, slots=True)
class Charge:
    """Words ``start`` to ``end`` that charge bodies: each with its role, and a task of its own.

    ``task`` is what all of them are charged with; None when the clause around says it.
    """

    start: int
    end: int
    bodies: tuple[Charged, ...]
    task: Span | None = None
    own_line: bool = False


# --- fields: 责任单位：市民政局，市卫生计生委（牵头价格政策）-------------------------------------


def find_fields(text: str) -> Iterator[Charge]:
    """责任单位：市民政局，市卫生计生委（牵头价格政策）; some documents say that the first leads."""
    first_leads = words.FIRST_LEADS.search(text) is not None
    before = words.BEFORE_LEADS.search(text)
    mark = None if before is None else ("，,", "；;")[before["mark"] == "分号"]
    labels = list(words.LABEL.finditer(text))
    led = False
    for n, label in enumerate(labels):
        until = labels[n + 1].start() if n + 1 < len(labels) else len(text)
        end = _value_end(text, label.end(), until)
        role = words.ROLE_OF_WORD[label["word"]]
        follows = n > 0 and re.fullmatch(
            r"[\s；;，,、。]*", text[_ended(text, labels, n) : label.start()]
        )
        led = role == "牵头" or (bool(follows) and led)
        bodies = list(_listed(text, label.end(), end, role))
        if role == "负责" and not led:
            bodies = _with_leader(text, bodies, label.end(), mark, first_leads)
        if bodies:
            line = text.rfind("\n", 0, label.start()) + 1
            own_line = not text[line : label.start()].strip(words.OPENERS + " ")
            yield Charge(label.start(), end, tuple(bodies), None, own_line)


def _ended(text: str, labels: list[re.Match[str]], n: int) -> int:
    return _value_end(text, labels[n - 1].end(), labels[n].start())


def _with_leader(
    text: str,
    bodies: list[Charged],
    start: int,
    mark: str | None,
    first_leads: bool,
) -> list[Charged]:
    """``bodies`` with those that lead by the document's own convention (下同)."""
    leading = 1 if first_leads else 0
    if mark and bodies:
        within = text[start : bodies[-1][0][1]]
        cut = min((within.find(m) for m in mark if m in within), default=-1)
        leading = sum(span[0] < start + cut for span, _, _ in bodies) if cut >= 0 else 0
    return [
        (span, "牵头" if n < leading and own is None else role, own)
        for n, (span, role, own) in enumerate(bodies)
    ]


def _value_end(text: str, start: int, until: int) -> int:
    """Where a field's value ends: with its line, sentence or bracket, or at the next field."""
    depth = 0
    for at in range(start, until):
        depth += (text[at] in words.OPENERS) - (text[at] in words.CLOSERS)
        if depth < 0 or (depth == 0 and text[at] in "。\n") or text[at] == "\n":
            return at
    return until


def _listed(text: str, start: int, end: int, role: DutyRole) -> Iterator[Charged]:
    for a, b in words.bodies_in(text, start, end):
        note = re.search(r"[（(](?P<verb>牵头|负责|配合|协助)(?P<task>[^（()）]*)[）)]$", text[a:b])
        if note is None:
            yield (a, b), role, None
        else:
            task = (a + note.start("task"), a + note.end("task")) if note["task"] else None
            yield (a, a + note.start()), words.ROLE_OF_WORD.get(note["verb"], role), task


# --- notes in brackets: （市民政局牵头，市财政局配合）--------------------------------------------


def find_notes(text: str) -> Iterator[Charge]:
    """（市民政局牵头，市财政局配合）; （市民政局、市财政局） behind what they have to do."""
    for start, end in _brackets(text):
        stop = next((at for at in range(start, end) if text[at] in "。\n"), end)
        if _closes_item(text, start, end) and words.are_bodies(text, start, end):
            spans = words.bodies_in(text, start, end)
            yield Charge(start, end, tuple((span, "负责", None) for span in spans), None)
            continue
        if not words.NOTE_END.search(text[start:stop].rstrip("等。 ")):
            continue
        bodies: list[Charged] = []
        begin = start
        for verb in words.GROUP.finditer(text, start, stop):
            role = _role_of_group(verb["verb"])
            if not words.are_bodies(text, begin, verb.start(), one_is_enough=True):
                bodies = []
                break
            bodies += [(span, role, None) for span in words.bodies_in(text, begin, verb.start())]
            begin = verb.end()
        if bodies and begin >= stop:
            yield Charge(start, end, tuple(bodies), None)


def _closes_item(text: str, start: int, end: int) -> bool:
    """Whether a bracket stands behind a sentence that ends its line: ….（市房产局、市税务局）."""
    before = text[max(0, start - 2) : start - 1]
    return before in ("。", "；", ";") and not text[end + 1 : end + 3].split("\n")[0].strip()


def _role_of_group(verb: str) -> DutyRole:
    if verb.startswith("牵头"):
        return "牵头"
    return "配合" if re.search("配合|参与|参加|协助", verb) else "负责"


def _brackets(text: str) -> Iterator[Span]:
    """What stands in outermost brackets of one line, without them."""
    depth, start = 0, 0
    for at, character in enumerate(text):
        if character == "\n":
            depth = 0
        elif character in words.OPENERS:
            start = at + 1 if depth == 0 else start
            depth += 1
        elif character in words.CLOSERS and depth:
            depth -= 1
            if depth == 0:
                yield start, at


# --- sentences: 由市民政局牵头; 市卫生健康委负责…; 市民政局会同市财政局… --------------------------


def find_sentences(text: str) -> Iterator[Charge]:
    """由市民政局牵头; 市卫生健康委负责…; 市民政局会同市财政局…."""
    for segment in re.finditer(r"[^，,。；;\n！？]+", text):
        verb = words.SENTENCE_VERB.search(text, segment.start(), segment.end())
        said = segment.group()
        if verb is None or any(other.search(said) for other in words.NO_DUTY):
            continue
        bodies = _subject(text, segment.start(), verb)
        if not bodies and words.STANDS_ALONE.fullmatch(text[segment.start() : verb.start()]):
            bodies = _subject_before(text, segment.start(), verb)
        if verb.group() in ("会同", "商"):
            bodies += _helpers(text, verb.end(), segment.end())
        if bodies:
            start = min(segment.start(), bodies[0][0][0])
            yield Charge(start, segment.end(), tuple(bodies), _sentence(text, verb.start()))


def find_obligations(text: str, start: int, end: int) -> Iterator[Charge]:
    """教育部门要加强…: the sentences of ``text[start:end]`` that begin with who has to."""
    for segment in re.finditer(r"[^，,。；;\n！？]+", text[start:end]):
        a, b = start + segment.start(), start + segment.end()
        verb = words.OBLIGED.search(text, a, b)
        begins = a == start or text[a - 1] in SENTENCE_ENDS
        bodies = _subject(text, a, verb) if verb and begins else []
        if verb and bodies:
            yield Charge(a, b, tuple(bodies), _sentence(text, verb.start()))


def _subject(text: str, start: int, verb: re.Match[str]) -> list[Charged]:
    """The bodies before ``verb``: the whole segment, or what follows 由 or a colon in it."""
    before = text[start : verb.start()]
    begun = max(
        before.rfind("由") + 1 if not re.search("自由|理由", before) else 0,
        before.rfind("：") + 1,
        before.rfind(":") + 1,
    )
    if not before[begun:].strip() and begun:  # 市民政局：负责…
        begun, before = 0, before[: begun - 1]
    begun = max(begun, _marker_end(before))
    a, b = start + begun, start + len(before)
    if verb.group() == "承担" and not begun:
        return []  # who bears a cost is charged with no task
    a += len(text[a:b]) - len(words.SUBJECT_START.sub("", text[a:b].lstrip()))
    adverbs = words.SUBJECT_END.search(text[a:b])
    b = a + adverbs.start() if adverbs else b
    mutual = words.MUTUAL.search(text[a : verb.start()])
    role = words.ROLE_OF_VERB.get(verb.group(), "负责")
    if "牵头" in text[b : verb.start()]:
        role = "牵头"
    everybody = words.EVERYBODY.match(text[a:b])
    if everybody or (mutual and role == "配合") or not words.are_bodies(text, a, b):
        return []
    return [(span, role, None) for span in words.bodies_in(text, a, b)]


def _subject_before(text: str, start: int, verb: re.Match[str]) -> list[Charged]:
    """The bodies that an earlier part of the sentence begins with: 民政、住建等部门制定流程，负责….

    ``start`` is where the part with ``verb`` begins, which names nobody itself.
    """
    if verb.group() not in ("负责", "牵头"):
        return []
    begin = max(start - LOOKED_BACK, 0)
    begin = max(begin, *(text.rfind(mark, begin, start) + 1 for mark in SENTENCE_ENDS))
    for part in reversed(list(re.finditer(r"[^，,]+", text[begin:start]))):
        a = begin + part.start() + _marker_end(part.group())
        a += 1 if text[a] == "由" else 0
        stop = words.PREDICATE.search(text, a, begin + part.end())
        b = stop.start() if stop else begin + part.end()
        set_up = words.SET_UP.match(text, a, b)
        a = set_up.end() if set_up else a
        if words.EVERYBODY.match(text[a:b]):
            return []
        if words.are_bodies(text, a, b):
            role = words.ROLE_OF_VERB[verb.group()]
            return [(span, role, None) for span in words.bodies_in(text, a, b)]
    return []


def _marker_end(segment: str) -> int:
    marker = words.MARKER.match(segment)
    return marker.end() if marker else 0


def _helpers(text: str, start: int, end: int) -> list[Charged]:
    names = words.HELPERS.match(text, start, end)
    if names is None or not words.are_bodies(text, *names.span("names")):
        return []
    spans = words.bodies_in(text, *names.span("names"))
    return [(s, "配合", None) for s in spans if not words.EVERYBODY.match(text[s[0] : s[1]])]


def _sentence(text: str, at: int) -> Span:
    start = max(text.rfind(mark, 0, at) for mark in SENTENCE_ENDS) + 1
    ends = [found for mark in SENTENCE_ENDS if (found := text.find(mark, at)) >= 0]
    return start, min(ends, default=len(text))
