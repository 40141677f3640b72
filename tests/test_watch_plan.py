"""The plan that brings an index in step with a folder, as a pure function."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.watching.plan import Held, Plan, plan

PATHS = st.sampled_from(["a.txt", "b.txt", "下/a.txt", "下/c.txt", "d.txt"])
DIGESTS = st.sampled_from([f"{n:064x}" for n in range(5)])
FILES = st.dictionaries(PATHS, DIGESTS)
# The index holds a content once: its id comes from it.
HELD = st.dictionaries(DIGESTS, PATHS).map(
    lambda places: [Held(path, digest, digest[-12:]) for digest, path in places.items()]
)
CLAIMS = st.dictionaries(PATHS, st.tuples(DIGESTS))


def done(made: Plan, held: list[Held], files: dict[str, str]) -> list[Held]:
    """What the index holds after the plan, by the rules of ``kb.build.add_files``."""
    leaving = {i for ids in (*made.leave.values(), *made.remove.values()) for i in ids}
    coming = {path: files[path] for path in made.read}
    stays = [one for one in held if one.id not in leaving and one.digest not in coming.values()]
    stays = [one for one in stays if one.path not in coming]  # a file of the same name replaces
    return stays + [Held(path, digest, digest[-12:]) for path, digest in coming.items()]


@settings(max_examples=400)
@given(FILES, HELD, CLAIMS)
def test_after_a_plan_the_index_is_in_step(
    files: dict[str, str], held: list[Held], claims: dict[str, tuple[str]]
) -> None:
    made = plan(files, held, claims)
    after = done(made, held, files)
    strangers = [
        one
        for one in held
        if one.digest not in claims.get(one.path, ()) and files.get(one.path) != one.digest
    ]
    assert set(strangers) <= set(after), "what is from elsewhere stays as it is"
    for path, digest in files.items():
        assert path in made.conflicts or digest in {one.digest for one in after}
    for one in after:
        assert one in strangers or one.digest in files.values()
    for path in made.conflicts:
        assert path in {one.path for one in strangers}
    held_before = {one.digest for one in held}
    for path in (*made.add, *made.replace):
        assert files[path] not in held_before, "nothing that is held is read as new"
    for old, new in made.rename:
        assert files[new] in held_before
        assert files.get(old) != files[new]
    again = {path: (digest,) for path, digest in files.items()}
    kept = plan(files, after, {**claims, **again})
    assert kept.empty
    assert set(kept.conflicts) <= set(made.conflicts)


@settings(max_examples=200)
@given(FILES, HELD)
def test_a_mirror_holds_the_folder_and_nothing_else(
    files: dict[str, str], held: list[Held]
) -> None:
    made = plan(files, held, None)
    assert made.conflicts == ()
    assert {one.digest for one in done(made, held, files)} == set(files.values())


A, B, C = (Held(f"{name}.txt", name * 64, name * 12) for name in "abc")
OWN = {one.path: (one.digest,) for one in (A, B, C)}


@pytest.mark.parametrize(
    ("files", "held", "claims", "expected"),
    [
        ({"a.txt": A.digest}, [], {}, Plan(add=("a.txt",))),
        ({"a.txt": B.digest}, [A], OWN, Plan(replace=("a.txt",), leave={"a.txt": (A.id,)}, own=1)),
        ({"x.txt": A.digest}, [A], OWN, Plan(rename=(("a.txt", "x.txt"),), own=1)),
        ({}, [A], OWN, Plan(remove={"a.txt": (A.id,)}, own=1)),
        ({}, [A], {}, Plan()),
        ({"a.txt": B.digest}, [A], {}, Plan(conflicts=("a.txt",))),
        ({"a.txt": A.digest}, [A], {}, Plan(adopt=("a.txt",), own=1)),
        ({"a.txt": A.digest, "x.txt": A.digest}, [A], {}, Plan(adopt=("a.txt",), own=1)),
        (
            {"a.txt": B.digest, "b.txt": A.digest},
            [A, B],
            OWN,
            Plan(rename=(("b.txt", "a.txt"), ("a.txt", "b.txt")), own=2),
        ),
        # The new text took the name of the old one, which lives on under another.
        (
            {"a.txt": C.digest, "x.txt": A.digest},
            [A],
            OWN,
            Plan(add=("a.txt",), rename=(("a.txt", "x.txt"),), own=1),
        ),
    ],
)
def test_plans(
    files: dict[str, str], held: list[Held], claims: dict[str, tuple[str]], expected: Plan
) -> None:
    assert plan(files, held, claims) == expected


@pytest.mark.parametrize(
    ("own", "gone", "suspicious"),
    [(10, 0, False), (10, 3, False), (10, 5, False), (10, 6, True), (4, 3, False), (1, 1, True)],
)
def test_what_vanishes_at_once_is_doubted(own: int, gone: int, suspicious: bool) -> None:
    held = [Held(f"{n}.txt", f"{n:064x}", f"{n:012x}") for n in range(own)]
    files = {one.path: one.digest for one in held[gone:]}
    claims = {one.path: (one.digest,) for one in held}
    assert plan(files, held, claims).suspicious == suspicious
