"""All that the reader wrote and marked as one kind of record, whichever table of the file of notes it lies in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.notes.recovery import MARK_ITEM, NOTE_ITEM

if TYPE_CHECKING:
    from briefing_app.notes.anchors import Anchor
    from briefing_app.notes.annotations import Annotation, Kind
    from briefing_app.notes.store import Note


class Written(NamedTuple):
    """A note, a highlight or a page of the journal.

    `item` is its name in the journal and in exports: "note:CARD" or "mark:ID". `card_id` is "" for the journal.
    `passage` and `start` are the words that were marked and where they stood, "" and -1 for others; `anchor` is all
    that is kept to find them again.
    """

    item: str
    card_id: str
    kind: Kind
    text: str
    passage: str
    start: int
    colour: str
    audience: str
    created: str
    modified: str
    revision: int
    anchor: Anchor | None = None

    @property
    def key(self) -> str:
        """What the commands call it: the card of its own note, else its own id."""
        return self.item.partition(":")[2]

    @property
    def day(self) -> date:
        """When it was written last, by the reader's calendar."""
        return local_day(self.modified)

    @property
    def all_text(self) -> str:
        """What the reader wrote, and the words they wrote it about."""
        return f"{self.passage}\n{self.text}" if self.passage else self.text


def of_note(note: Note) -> Written:
    """The card's own note."""
    return Written(
        NOTE_ITEM + note.card_id,
        note.card_id,
        "note",
        note.text,
        "",
        -1,
        "",
        note.audience,
        note.created,
        note.modified,
        note.revision,
    )


def of_annotation(one: Annotation) -> Written:
    """A highlight, another note, a page of the journal."""
    passage, start = (one.anchor.exact, one.anchor.start) if one.anchor else ("", -1)
    return Written(
        MARK_ITEM + one.id,
        one.card_id,
        one.kind,
        one.text,
        passage,
        start,
        one.colour or "",
        one.audience,
        one.created,
        one.modified,
        one.revision,
        one.anchor,
    )


def all_written(notes: Iterable[Note], annotations: Iterable[Annotation]) -> list[Written]:
    """Everything, the latest first."""
    found = [*map(of_note, notes), *map(of_annotation, annotations)]
    return sorted(found, key=lambda one: one.revision, reverse=True)


def journal_page(annotations: Iterable[Annotation], day: date) -> Annotation | None:
    """The page of the journal that was begun on a day."""
    return next((one for one in annotations if one.kind == "journal" and local_day(one.created) == day), None)


def local_day(moment: str) -> date:
    """The day of an ISO 8601 moment by the computer's time zone."""
    return datetime.fromisoformat(moment).astimezone().date()
