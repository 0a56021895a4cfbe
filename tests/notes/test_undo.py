"""What was written is taken back step by step and done again, told by the history alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing_app.notes.anchors import Anchor
from briefing_app.notes.annotations import AnnotationStore
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.journal import note_checksum
from briefing_app.notes.migrations import MIGRATIONS, migrate
from briefing_app.notes.safe import Safe
from briefing_app.notes.shredding import shred
from briefing_app.notes.store import NoteStore
from briefing_app.notes.undo import Way, deed_of
from tests.notes.conftest import write_old_file

ANCHOR = Anchor("marked words", "before ", " after", 7, 19, "bottom_line")


class Desk:
    """Both stores of one file, and the step that a window would take."""

    def __init__(self, path: Path) -> None:
        self.path, self.notes, self.marks = path, NoteStore(path), AnnotationStore(path)

    def go(self, way: Way) -> str:
        """Take a step; what it was, "" where there is none."""
        step = self.notes.next_step(way)
        if step is None:
            return ""
        name = step.item.partition(":")[2]
        if step.item.startswith("note:"):
            self.notes.put_back(name, step.text, step.facts, step=way)
        else:
            self.marks.put_back(name, step.text, step.facts, way)
        return deed_of(step)

    def shown(self) -> Any:
        notes = sorted((note.card_id, note.text) for note in self.notes.all())
        audiences = [note.audience for note in self.notes.all() if note.audience != "me"]
        marks = sorted((one.id, one.text, one.colour, one.audience, one.anchor) for one in self.marks.all())
        return (notes, marks, audiences) if audiences else (notes, marks)

    def close(self) -> None:
        self.notes.close()
        self.marks.close()


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    desk = Desk(path)
    yield desk
    desk.close()


def test_every_deed_is_taken_back_and_done_again_also_after_a_restart(desk: Desk) -> None:
    seen = [desk.shown()]
    mark = ""

    def add() -> None:
        nonlocal mark
        mark = desk.marks.add("card", "", anchor=ANCHOR).id

    deeds: list[Callable[[], object]] = [
        lambda: desk.notes.save("card", "one"),
        add,
        lambda: desk.marks.change(mark, text="a comment"),
        lambda: desk.marks.change(mark, colour="check"),
        lambda: desk.notes.save("card", "another one, of some length, that is no writing on of it"),
        lambda: desk.marks.change(mark, audience="release"),
        lambda: desk.marks.change(mark, anchor=ANCHOR._replace(exact="marked", end=13)),
        lambda: desk.marks.delete(mark),
        lambda: desk.notes.save("other", "words"),
        lambda: desk.notes.set_audience("card", "delegation"),
    ]
    for deed in deeds:
        deed()
        seen.append(desk.shown())
    for state in reversed(seen[:-1]):
        assert desk.go("undo")
        assert desk.shown() == state
        desk.close()  # as after a restart
    assert desk.go("undo") == ""
    for state in seen[1:]:
        assert desk.go("redo")
        assert desk.shown() == state
        desk.close()
    assert desk.go("redo") == ""
    assert [desk.go("undo") for _deed in deeds] == [
        "shared", "written", "marked", "set", "shared", "written", "coloured", "written", "removed", "written",
    ]  # fmt: skip


def test_something_new_leaves_nothing_to_do_again(desk: Desk) -> None:
    desk.notes.save("card", "one")
    desk.notes.save("other", "two")
    desk.go("undo")
    desk.notes.save("card", "one and more")
    assert desk.go("redo") == ""
    assert (desk.go("undo"), desk.shown()) == ("written", ([("card", "one")], []))
    assert (desk.go("undo"), desk.shown()) == ("written", ([], []))


def test_a_version_that_is_put_back_and_a_mark_that_is_removed_are_steps_of_their_own(desk: Desk) -> None:
    for text in ("one", "another one, of some length", "one"):
        desk.notes.save("card", text)
    assert (desk.go("undo"), desk.shown()[0]) == ("written", [("card", "another one, of some length")])
    mark = desk.marks.add("card", anchor=ANCHOR)
    desk.marks.delete(mark.id)
    assert (desk.go("undo"), len(desk.shown()[1])) == ("marked", 1)
    assert (desk.go("redo"), len(desk.shown()[1])) == ("removed", 0)
    desk.marks.undelete(mark.id)
    assert (desk.go("undo"), len(desk.shown()[1])) == ("removed", 0)


def test_who_types_back_has_taken_back(desk: Desk) -> None:
    revision = 0
    for text in ("one", "one, two", "one"):
        revision = desk.notes.save("card", text, revision).revision
    desk.go("undo")
    assert desk.shown() == ([], [])
    desk.go("redo"), desk.go("redo")
    assert desk.shown() == ([("card", "one, two")], [])


@given(st.lists(st.sampled_from(["a", "b", "c", "undo", "redo"]), max_size=12))
@settings(max_examples=60, deadline=None)
def test_as_many_steps_back_as_there_were_lead_to_the_beginning(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[str]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("notes") / "notes.sqlite")
    for number, deed in enumerate(deeds):
        if deed in ("undo", "redo"):
            desk.go("undo" if deed == "undo" else "redo")
        else:
            desk.notes.save(deed, f"{number} " * 30)
    end = desk.shown()
    steps = 0
    while desk.go("undo"):
        steps += 1
        assert steps <= len(deeds)
    assert desk.shown() == ([], [])
    for _step in range(steps):
        assert desk.go("redo")
    assert desk.shown() == end
    desk.close()


def test_what_is_destroyed_comes_back_by_no_step(desk: Desk) -> None:
    mark = desk.marks.add("card", "secret", anchor=ANCHOR)
    desk.notes.save("card", "secret")
    desk.notes.save("other", "stays")
    shred(Safe(desk.path), ["note:card", f"mark:{mark.id}"])
    assert (desk.go("undo"), desk.shown()) == ("written", ([], []))
    assert desk.go("undo") == ""
    assert (desk.go("redo"), desk.shown()) == ("written", ([("other", "stays")], []))


@pytest.mark.parametrize("version", [1, 2, 3])
def test_the_first_step_in_an_older_file_leads_back_to_what_was_there(path: Path, version: int) -> None:
    write_old_file(path, version, {"card": "from before"})
    if version == 3:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(
                "INSERT INTO mark VALUES ('m', 'card', 'note', 'words', NULL, 'me', NULL, 'x', 'x', 9, NULL, ?)",
                (note_checksum("m", "words"),),
            )
            connection.execute("INSERT INTO history VALUES ('mark:m', 9, '2025-01-01T00:00:00+00:00', '', 'words')")
            migrate(connection, Safe(path), MIGRATIONS)
    desk = Desk(path)
    desk.notes.save("card", "after")
    assert (desk.go("undo"), desk.shown()[0]) == ("written", [("card", "from before")])
    assert desk.go("undo") == ""
    if version == 3:
        desk.marks.change("m", audience="release")
        assert (desk.go("undo"), desk.marks.get("m").audience) == ("shared", "me")
    desk.close()
