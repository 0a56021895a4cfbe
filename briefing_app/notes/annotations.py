"""What the reader marked and wrote in cards, besides the one note of each card: highlights, comments, a journal."""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from briefing_app.errors import NotFoundError
from briefing_app.i18n import _
from briefing_app.notes import failures
from briefing_app.notes.anchors import Anchor, CardText
from briefing_app.notes.colours import COLOURS
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.history import Edit, Said, came_between, edits, next_revision, remember
from briefing_app.notes.journal import Line, note_checksum
from briefing_app.notes.merge import keep_both
from briefing_app.notes.migrations import HISTORY_SINCE, schema
from briefing_app.notes.notes_file import NotesFile, storable
from briefing_app.notes.recovery import MARK_ITEM
from briefing_app.notes.safe import Safe
from briefing_app.notes.undo import EDIT, facts_of

Kind = Literal["note", "highlight", "journal"]
IN_THE_BIN = timedelta(days=90)
COLUMNS = "id, card_id, kind, text, colour, audience, anchor, created, modified, revision, deleted"


class Annotation(NamedTuple):
    """One thing that the reader marked or wrote.

    `card_id` is "" for a page of the journal. `colour` and `anchor` are those of a highlight, None for others.
    `created`, `modified` and `deleted` are ISO 8601 in UTC; `deleted` is None for what is not in the bin. `other` is
    what `store.Note.other` is.
    """

    id: str
    card_id: str
    kind: Kind
    text: str
    colour: str | None
    audience: str
    anchor: Anchor | None
    created: str
    modified: str
    revision: int
    deleted: str | None
    other: Edit | None = None


class Placed(NamedTuple):
    """Where a highlight stands in the card as it is now; without words and place where it is lost.

    `passage` are the words there, `field` and `start` where they begin: letters from the beginning of the field.
    """

    state: Literal["placed", "moved", "changed", "lost"]
    passage: str | None = None
    field: str | None = None
    start: int | None = None


def placed(anchor: Anchor, card: CardText | None) -> Placed:
    """Find a highlight again; `card` is None where the card is gone."""
    place = card.find(anchor) if card is not None else None
    if card is None or place is None or place.state == "lost":
        return Placed("lost")
    field, start, _end = next(card.pieces(place.start, place.end))
    return Placed(place.state, card.text[place.start : place.end], field, start)


def _now() -> datetime:
    return datetime.now(UTC)


class AnnotationStore:
    """The annotations in the file of notes; each is saved when the call has returned.

    Several processes and stores may use the file at once, each store from one thread. Every change raises

    - NotSavedError: the disk is full, the file may not be written, or another program holds it;
    - NotesUnreadableError: the file is from a later version; it is left as it is.
    """

    def __init__(self, place: Path | Safe, *, clock: Callable[[], datetime] = _now, busy_seconds: float = 1.0) -> None:
        """Touch nothing yet. `clock` gives aware times."""
        self._file = NotesFile(place, busy_seconds=busy_seconds)
        self._clock = clock

    def all(self, card_id: str | None = None, *, deleted: bool = False) -> list[Annotation]:
        """The annotations of all cards, or of one, the one edited last first; those in the bin where asked.

        Raises:
            NotesUnreadableError: the file cannot be read; it is left as it is.
        """
        condition = "deleted IS NOT NULL" if deleted else "deleted IS NULL"
        if card_id is None:
            return self._marks(f"WHERE {condition} ORDER BY revision DESC")
        return self._marks(f"WHERE {condition} AND card_id = ? ORDER BY revision DESC", storable(card_id))

    def get(self, annotation_id: str) -> Annotation:
        """One annotation, in the bin or not.

        Raises:
            NotFoundError: there is none with this id.
        """
        found = self._marks("WHERE id = ?", annotation_id)
        if not found:
            raise NotFoundError(_("There is no note “{id}”.").format(id=annotation_id))
        return found[0]

    def add(
        self,
        card_id: str,
        text: str = "",
        *,
        anchor: Anchor | None = None,
        colour: str | None = None,
        audience: str = "me",
    ) -> Annotation:
        """Save a highlight where there is an `anchor`, else another note on the card, or for the journal."""
        kind: Kind = "highlight" if anchor else "note" if card_id else "journal"
        now = self._time()
        with self._writing() as connection:
            self._empty_bin(connection)
            added = Annotation(
                uuid.uuid4().hex[:16],
                storable(card_id),
                kind,
                storable(text),
                (colour or COLOURS[0]) if anchor else None,
                audience,
                anchor,
                now,
                now,
                next_revision(connection),
                None,
            )
            self._put(connection, added)
        return added

    def change(
        self,
        annotation_id: str,
        *,
        text: str | None = None,
        colour: str | None = None,
        audience: str | None = None,
        anchor: Anchor | None = None,
    ) -> Annotation:
        """Save another text, colour, audience or place; what is None stays.

        Raises:
            NotFoundError: there is none with this id.
        """
        before = self.get(annotation_id)
        changed = before._replace(
            text=before.text if text is None else storable(text),
            colour=colour or before.colour,
            audience=audience or before.audience,
            anchor=anchor or before.anchor,
        )
        return before if changed == before else self._save(changed)

    def write(self, annotation_id: str, text: str, base_revision: int) -> Annotation:
        """Save a text that was made from that of `base_revision`; if another came between, both: see `NoteStore.save`.

        Raises:
            NotFoundError: there is none with this id.
        """
        before = self.get(annotation_id)
        text = storable(text)
        return before if before.text == text else self._save(before._replace(text=text), base_revision, step=None)

    def put_back(self, annotation_id: str, text: str, facts: str, step: str) -> Annotation:
        """Save what an annotation said before and what was true of it then, as `undo.Step` tells; `step` is the way.

        Raises:
            NotFoundError: there is none with this id.
        """
        before = self.get(annotation_id)._replace(text=text)
        if not facts:
            return self._save(before, step=step)
        were = json.loads(facts)
        deleted = (before.deleted or self._time()) if were["deleted"] else None
        anchor = Anchor(*json.loads(were["anchor"])) if were["anchor"] else None
        return self._save(
            before._replace(colour=were["colour"], audience=were["audience"], anchor=anchor, deleted=deleted), step=step
        )

    def delete(self, annotation_id: str) -> Annotation:
        """Put an annotation into the bin, where it stays for 90 days.

        Raises:
            NotFoundError: there is none with this id.
        """
        return self._save(self.get(annotation_id)._replace(deleted=self._time()))

    def undelete(self, annotation_id: str, *, step: str | None = EDIT) -> Annotation:
        """Take an annotation out of the bin; `step` as `history.remember` takes it.

        Raises:
            NotFoundError: there is none with this id.
        """
        return self._save(self.get(annotation_id)._replace(deleted=None), step=step)

    def history(self, annotation_id: str) -> list[Edit]:
        """What an annotation said, the newest first.

        Raises:
            NotFoundError: there is none with this id.
        """
        self.get(annotation_id)
        with self._reading() as connection:
            return edits(connection, MARK_ITEM + annotation_id) if connection else []

    def close(self) -> None:
        """Let go of the file; a later call would open it again."""
        self._file.close()

    # --- inside --------------------------------------------------------------------------------------------------

    def _time(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="seconds")

    def _save(self, annotation: Annotation, base_revision: int | None = None, *, step: str | None = EDIT) -> Annotation:
        with self._writing() as connection:
            saved = annotation._replace(modified=self._time(), revision=next_revision(connection))
            if base_revision is not None:
                saved = self._beside_other(connection, saved, base_revision)
            self._put(connection, saved, step)
        return saved

    def _beside_other(self, connection: sqlite3.Connection, mine: Annotation, base_revision: int) -> Annotation:
        """`mine`, or where another text came between, both; then its own is in the history first."""
        item = MARK_ITEM + mine.id
        statement = "SELECT revision, modified, '', text FROM mark WHERE id = ?"
        other = next((Edit(*row) for row in connection.execute(statement, (mine.id,))), None)
        if other is None or other.text == mine.text or not came_between(connection, item, base_revision, other):
            return mine
        both = keep_both(mine.text, other.text, datetime.fromisoformat(other.when))
        if both == mine.text:
            return mine._replace(other=other)
        remember(connection, item, _said(mine), apart=True)
        return mine._replace(text=both, revision=mine.revision + 1, other=other)

    def _put(self, connection: sqlite3.Connection, annotation: Annotation, step: str | None = EDIT) -> None:
        anchor = _as_json(annotation.anchor)
        row = annotation._replace(anchor=anchor)._asdict()  # type: ignore[arg-type]
        del row["other"]
        connection.execute(
            f"INSERT OR REPLACE INTO mark ({COLUMNS}, sha256) VALUES ({', '.join('?' * 12)})",
            (*row.values(), note_checksum(annotation.id, annotation.text + (anchor or ""))),
        )
        item = MARK_ITEM + annotation.id
        remember(connection, item, _said(annotation), apart=annotation.other is not None, step=step)
        facts = {name: value for name, value in row.items() if name not in ("id", "text", "revision")}
        self._file.record(Line(item, annotation.revision, annotation.modified, annotation.text, facts))
        connection.execute("UPDATE change SET token = random()")

    def _empty_bin(self, connection: sqlite3.Connection) -> None:
        oldest = (self._clock().astimezone(UTC) - IN_THE_BIN).isoformat(timespec="seconds")
        gone = connection.execute("SELECT id FROM mark WHERE deleted < ?", (oldest,)).fetchall()
        connection.executemany("DELETE FROM mark WHERE id = ?", gone)
        connection.executemany(f"DELETE FROM history WHERE item = '{MARK_ITEM}' || ?", gone)

    def _marks(self, clause: str, *values: str) -> list[Annotation]:
        with self._reading() as connection:
            rows = connection.execute(f"SELECT {COLUMNS} FROM mark {clause}", values).fetchall() if connection else ()
        return [_annotation(row) for row in rows]

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._file.told_as(failures.saving_failure), self._file.writing() as connection:
            yield connection

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """The open file, None while it holds no annotations."""
        with self._file.told_as(failures.reading_failure):
            connection = self._file.reading()
            yield connection if connection and schema(connection) >= HISTORY_SINCE else None


def _as_json(anchor: Anchor | None) -> str | None:
    return json.dumps(anchor, ensure_ascii=False) if anchor else None


def _said(one: Annotation) -> Said:
    facts = facts_of(one.colour, one.audience, _as_json(one.anchor), one.deleted)
    return Said(one.revision, one.modified, one.text, facts)


def _annotation(row: tuple[object, ...]) -> Annotation:
    found = Annotation(*row)  # type: ignore[arg-type]
    return found._replace(anchor=Anchor(*json.loads(str(found.anchor)))) if found.anchor else found
