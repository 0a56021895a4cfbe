"""Notes out of one file and into another: what taking them in would change, and JSON that other programs read.

The JSON is an object: "format" is "briefing-app-notes", "version" 1, "items" an array of objects with "item"
("note:CARD" or "mark:ID"), "text", "created", "modified" (ISO 8601, UTC), "audience" (of a note it may be missing) and,
of a mark, "card_id", "kind", "colour", "anchor" (the values of `anchors.Anchor`, or null) and "deleted".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, NamedTuple

from briefing_app.errors import BriefingError
from briefing_app.i18n import _
from briefing_app.notes import failures
from briefing_app.notes.colours import AUDIENCES
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.history import Said, next_revision, remember
from briefing_app.notes.journal import Line, note_checksum
from briefing_app.notes.migrations import HISTORY_SINCE, schema
from briefing_app.notes.notes_file import NotesFile, storable
from briefing_app.notes.recovery import MARK_ITEM, NOTE_ITEM
from briefing_app.notes.safe import Safe
from briefing_app.notes.store import UPSERT, columns_of
from briefing_app.notes.undo import facts_of, note_facts_of

FORMAT, VERSION = "briefing-app-notes", 1
_FACTS = ("card_id", "kind", "colour", "audience", "anchor", "deleted")
_MARKS = f"SELECT id, text, created, modified, {', '.join(_FACTS)} FROM mark ORDER BY id"


class Item(NamedTuple):
    """A note or a mark as it is told to others; `facts` are the audience and those of a mark, its anchor as JSON."""

    item: str
    text: str
    created: str
    modified: str
    facts: dict[str, Any]


class Merged(NamedTuple):
    """What taking items in changes, by their names.

    Those that come, that replace an older text, that are older than the text here, which stays, and that say the same.
    """

    added: list[str]
    replaced: list[str]
    older: list[str]
    unchanged: list[str]


def all_items(safe: Safe) -> list[Item]:
    """Everything in the file of notes, nothing where there is none.

    Raises:
        NotesUnreadableError: it cannot be read.
    """
    file = NotesFile(safe)
    with file.told_as(failures.reading_failure), closing(file):
        connection = file.reading()
        return items_of(connection) if connection else []


def items_of(connection: sqlite3.Connection) -> list[Item]:
    """Everything in an open file."""
    statement = f"SELECT {columns_of(connection)} FROM note ORDER BY card_id"
    found = [
        Item(NOTE_ITEM + card_id, text, created, modified, {"audience": audience})
        for card_id, text, created, modified, _revision, audience in connection.execute(statement)
    ]
    if schema(connection) >= HISTORY_SINCE:
        for name, text, created, modified, *facts in connection.execute(_MARKS):
            found.append(Item(MARK_ITEM + name, text, created, modified, dict(zip(_FACTS, facts, strict=True))))
    return found


def to_json(items: Sequence[Item]) -> str:
    """Items as JSON."""
    shapes = []
    for one in items:
        facts = one.facts | ({"anchor": json.loads(one.facts["anchor"])} if one.facts.get("anchor") else {})
        shapes.append({"item": one.item, "text": one.text, "created": one.created, "modified": one.modified, **facts})
    return json.dumps({"format": FORMAT, "version": VERSION, "items": shapes}, ensure_ascii=False, indent=2) + "\n"


def from_json(text: str, name: str) -> list[Item]:
    """Items out of JSON; `name` is that of the file, for messages.

    Raises:
        BriefingError: it is not what `to_json` writes; the message says where.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise _refused(f"{name}:{line}", _("this is no JSON")) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("items"), list):
        raise _refused(f"{name}:1", _("these are no notes of this app"))
    if data.get("version") != VERSION:
        raise _refused(f"{name}:1", _("they were written by a later version of the app"))
    return [_item(shape, f"{name}: items[{number}]") for number, shape in enumerate(data["items"])]


def merge(safe: Safe, items: Iterable[Item], *, apply: bool) -> Merged:
    """Take items into the file of notes, or tell what that would do.

    Of two texts of one item the one that was written last is shown, and the other kept in its history.

    Raises:
        NotSavedError, NotesUnreadableError: nothing has changed.
    """
    merged = Merged([], [], [], [])
    file = NotesFile(safe)
    with file.told_as(failures.saving_failure), closing(file):
        connection = file.reading()
        standing = {one.item.lower(): one for one in (items_of(connection) if connection else ())}
        wanted = list(items)
        for one in wanted:
            here = standing.get(one.item.lower())
            if here is None:
                merged.added.append(one.item)
            elif (here.text, here.facts) == (one.text, one.facts):
                merged.unchanged.append(one.item)
            elif _time(one.modified) > _time(here.modified):
                merged.replaced.append(one.item)
            else:
                merged.older.append(one.item)
        if apply and (merged.added or merged.replaced or merged.older):
            _take_in(file, wanted, merged)
    return merged


def _take_in(file: NotesFile, items: Sequence[Item], merged: Merged) -> None:
    changing, older = {*merged.added, *merged.replaced}, set(merged.older)
    with file.writing() as connection:
        for one in items:
            if one.item in older:
                _remember_older(connection, one)
            elif one.item in changing:
                revision = next_revision(connection)
                _put(connection, one, revision)
                remember(connection, one.item, Said(revision, one.modified, one.text, _told(one)), apart=True)
                file.record(Line(one.item, revision, one.modified, one.text, one.facts))
        connection.execute("UPDATE change SET token = random()")


def _remember_older(connection: sqlite3.Connection, one: Item) -> None:
    """Keep a text behind all that the item has said here, if it never said it."""
    said = connection.execute("SELECT revision, text FROM history WHERE item = ?", (one.item,)).fetchall()
    if one.text not in [text for _revision, text in said]:
        lowest = min((revision for revision, _text in said), default=0)
        connection.execute(
            "INSERT INTO history (item, revision, time, device, text) VALUES (?, ?, ?, ?, ?)",
            (one.item, lowest - 1, one.modified, "", one.text),
        )


def _put(connection: sqlite3.Connection, one: Item, revision: int) -> None:
    name = one.item.partition(":")[2]
    if one.item.startswith(NOTE_ITEM):
        checked = note_checksum(_own_id(connection, name), one.text)
        note = (name, one.text, one.created, one.modified, revision, one.facts["audience"])
        connection.execute(UPSERT, (*note, bool(one.text.strip()), checked))
        return
    columns = ("id", "text", "created", "modified", *_FACTS, "revision", "sha256")
    facts = [one.facts.get(fact) for fact in _FACTS]
    checked = note_checksum(name, one.text + (one.facts.get("anchor") or ""))
    connection.execute(
        f"INSERT OR REPLACE INTO mark ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        (name, one.text, one.created, one.modified, *facts, revision, checked),
    )


def _told(one: Item) -> str:
    """What is true of a note or a mark, as its history keeps it."""
    if one.item.startswith(NOTE_ITEM):
        return note_facts_of(one.facts.get("audience") or AUDIENCES[0])
    return facts_of(*(one.facts[fact] for fact in ("colour", "audience", "anchor", "deleted")))


def _own_id(connection: sqlite3.Connection, card_id: str) -> str:
    """A card's id as its note has it here: ids that differ in case alone are one."""
    row = connection.execute("SELECT card_id FROM note WHERE card_id = ?", (card_id,)).fetchone()
    return str(row[0]) if row else card_id


def _item(shape: Any, place: str) -> Item:
    try:
        item, text, created, modified = (shape[name] for name in ("item", "text", "created", "modified"))
        _time(created), _time(modified)
        item, text = storable(item), storable(text)
        if not (isinstance(text, str) and item.startswith((NOTE_ITEM, MARK_ITEM)) and item.partition(":")[2]):
            raise _refused(place, _("this is no note"))
        audience = shape.get("audience", AUDIENCES[0])
        if audience not in AUDIENCES:
            raise _refused(place, _("this is no note"))
        if item.startswith(NOTE_ITEM):
            return Item(item, text, created, modified, {"audience": audience})
        facts = {fact: shape[fact] for fact in _FACTS}
        if not all(isinstance(facts[fact], str) for fact in ("card_id", "kind")):
            raise _refused(place, _("this is no note"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refused(place, _("this is no note")) from error
    return Item(item, text, created, modified, facts | {"anchor": _anchor(facts["anchor"], place)})


def _anchor(values: Any, place: str) -> str | None:
    """An anchor as JSON text, as the file of notes keeps it."""
    if values is None:
        return None
    kinds = (str, str, str, int, int, str, int, int)
    if not isinstance(values, list) or list(map(type, values)) != list(kinds):
        raise _refused(place, _("its anchor cannot be read"))
    return json.dumps(values, ensure_ascii=False)


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    return time.astimezone()


def _refused(place: str, why: str) -> BriefingError:
    return BriefingError(f"{place}: {why}.", _("Nothing was changed."))
