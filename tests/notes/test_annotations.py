"""Highlights, comments and the journal: kept beside the notes, found in every file that keeps notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.errors import NotFoundError
from briefing_app.notes.anchors import CardText
from briefing_app.notes.annotations import AnnotationStore, placed
from briefing_app.notes.reading import ReadingStore
from briefing_app.notes.store import NoteStore
from briefing_app.prose.plain import PlainField

TEXT = CardText([PlainField("title", "Talks"), PlainField("bottom_line", "The parties met and agreed to meet again.")])


class Clock:
    """Gives the time that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2025, 7, 10, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **time: int) -> None:
        """Let time go by."""
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_annotations(path: Path, clock: Clock) -> Iterator[Callable[[], AnnotationStore]]:
    opened: list[AnnotationStore] = []

    def open_one() -> AnnotationStore:
        opened.append(AnnotationStore(path, clock=clock))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def marks(open_annotations: Callable[[], AnnotationStore]) -> AnnotationStore:
    return open_annotations()


def test_nothing_is_written_before_the_first(marks: AnnotationStore, path: Path) -> None:
    assert marks.all() == [] and not path.exists()


def test_a_highlight_comes_back_after_a_restart(
    marks: AnnotationStore, open_annotations: Callable[[], AnnotationStore]
) -> None:
    anchor = TEXT.anchor(7, 22)
    added = marks.add("talks", "Ask when.", anchor=anchor, colour="question", audience="delegation")
    assert (added.kind, added.anchor, added.colour) == ("highlight", anchor, "question")
    again = open_annotations()
    assert again.all() == again.all("TALKS") == [added]
    assert again.get(added.id) == added
    assert again.all("other") == []


def test_notes_without_a_passage_and_pages_of_the_journal(marks: AnnotationStore) -> None:
    page = marks.add("", "A day in Vienna.")
    note = marks.add("talks", "A second note.")
    assert [(one.kind, one.colour) for one in (page, note)] == [("journal", None), ("note", None)]
    assert marks.all() == [note, page]
    assert marks.all("") == [page]


def test_changes_are_kept_with_what_was_said_before(marks: AnnotationStore, clock: Clock) -> None:
    added = marks.add("talks", "first", anchor=TEXT.anchor(7, 22))
    clock.pass_time(minutes=5)
    changed = marks.change(added.id, text="second", colour="agree", audience="release")
    assert marks.change(added.id, text="second") == changed
    assert (changed.text, changed.audience, changed.anchor) == ("second", "release", added.anchor)
    assert changed.created == added.created < changed.modified
    assert [edit.text for edit in marks.history(added.id)] == ["second", "first"]


def test_a_text_that_came_between_is_kept_beside(
    marks: AnnotationStore, open_annotations: Callable[[], AnnotationStore]
) -> None:
    added = marks.add("talks", "agenda", anchor=TEXT.anchor(7, 22))
    coloured = open_annotations().change(added.id, colour="check")  # another deed is no other text
    mine = marks.write(added.id, "agenda, mine", added.revision)
    assert (mine.text, mine.colour, mine.other) == ("agenda, mine", "check", None)
    assert mine.revision > coloured.revision
    open_annotations().change(added.id, text="agenda, theirs")
    both = marks.write(added.id, "agenda, sharper", mine.revision)
    assert both.other is not None and both.other.text == "agenda, theirs"
    assert both.text.startswith("agenda, sharper\n") and both.text.endswith("agenda, theirs")
    assert [edit.text for edit in marks.history(added.id)][:3] == [both.text, "agenda, sharper", "agenda, theirs"]
    assert open_annotations().get(added.id) == both._replace(other=None)


def test_what_is_deleted_stays_in_the_bin_for_ninety_days(marks: AnnotationStore, clock: Clock) -> None:
    added = marks.add("talks", "words")
    marks.delete(added.id)
    assert marks.all() == [] and [one.id for one in marks.all(deleted=True)] == [added.id]
    back = marks.undelete(added.id)
    assert marks.all() == [back] and back.text == "words"
    marks.delete(added.id)
    clock.pass_time(days=89)
    marks.add("talks", "later")
    assert marks.get(added.id).deleted
    clock.pass_time(days=2)
    marks.add("talks", "later still")
    with pytest.raises(NotFoundError):
        marks.get(added.id)


def test_an_unknown_id_is_not_found(marks: AnnotationStore) -> None:
    for attempt in (marks.get, marks.delete, marks.undelete, marks.history):
        with pytest.raises(NotFoundError):
            attempt("nothing")


def test_a_card_with_an_annotation_has_a_note(path: Path, marks: AnnotationStore) -> None:
    notes, reading = NoteStore(path), ReadingStore(path)
    before = reading.revision()
    added = marks.add("Talks", "words")
    marks.add("", "of the day")
    assert notes.ids_with_text() == notes.ids_with_text(["talks", "other"]) == {"talks"}
    assert reading.revision() != before
    assert [(row[0], row[5]) for row in reading.rows()] == [("Talks", True)]
    marks.delete(added.id)
    assert notes.ids_with_text() == frozenset() and list(reading.rows()) == []
    notes.close()
    reading.close()


def test_damage_costs_no_annotation(
    path: Path, marks: AnnotationStore, open_annotations: Callable[[], AnnotationStore]
) -> None:
    kept = [marks.add("talks", f"words {number}", anchor=TEXT.anchor(7, 22)) for number in range(30)]
    gone = marks.delete(kept[3].id)
    marks.close()
    path.write_bytes(b"no database" * 1000)
    again = open_annotations()
    assert again.all() == [one for one in reversed(kept) if one.id != gone.id]
    assert again.all(deleted=True) == [gone]


def test_a_highlight_is_told_where_it_stands() -> None:
    start = TEXT.text.index("agreed")
    anchor = TEXT.anchor(start, start + len("agreed to meet"))
    assert placed(anchor, TEXT) == ("placed", "agreed to meet", "bottom_line", 20)
    changed = CardText([PlainField("bottom_line", "The parties met and agreed to talk again.")])
    assert placed(anchor, changed) == ("changed", "agreed to talk", "bottom_line", 20)
    assert placed(anchor, None) == placed(anchor, CardText([])) == ("lost", None, None, None)
