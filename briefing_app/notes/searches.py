"""The reader's saved searches: names, compared without case, and what was typed."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from briefing_app.errors import BriefingError, NotFoundError
from briefing_app.i18n import _
from briefing_app.notes.engine import sqlite3


class SavedSearch(NamedTuple):
    """What was typed, under a name. `place` grows in the order of saving; a removed search leaves a gap."""

    name: str
    query: str
    place: int


class SearchChange(NamedTuple):
    """A search before and after an action, None where there was none."""

    before: SavedSearch | None
    after: SavedSearch | None


def searches(connection: sqlite3.Connection) -> list[SavedSearch]:
    """All of them, in the order of saving."""
    return [SavedSearch(*row) for row in connection.execute("SELECT name, query, place FROM search ORDER BY place")]


def save(connection: sqlite3.Connection, name: str, query: str) -> SearchChange:
    """Save a search; one of that name gets the new words and keeps its place."""
    before = _named(connection, name)
    connection.execute(
        """
        INSERT INTO search (name, query, folded) VALUES (?, ?, ?)
        ON CONFLICT (folded) DO UPDATE SET name = excluded.name, query = excluded.query
        """,
        (name, query, _folded(name)),
    )
    return SearchChange(before, _named(connection, name))


def remove(connection: sqlite3.Connection, name: str) -> SearchChange:
    """Remove a search, if it is there."""
    before = _named(connection, name)
    connection.execute("DELETE FROM search WHERE folded = ?", (_folded(name),))
    return SearchChange(before, None)


def rename(connection: sqlite3.Connection, old: str, new: str) -> SearchChange:
    """Give a search another name.

    Raises:
        NotFoundError: there is none named `old`.
        BriefingError: another one has the name `new`.
    """
    before, taken = _named(connection, old), _named(connection, new)
    if before is None:
        raise not_found(old)
    if taken and taken.place != before.place:
        raise BriefingError(_("There is a saved search of that name: {name}.").format(name=taken.name))
    connection.execute("UPDATE search SET name = ?, folded = ? WHERE place = ?", (new, _folded(new), before.place))
    return SearchChange(before, _named(connection, new))


def put_back(connection: sqlite3.Connection, change: SearchChange) -> None:
    """Undo `change`, unless the search was changed since or its old name belongs to another one now."""
    before, after = change
    if after and _named(connection, after.name) != after:
        return
    if before is None and after:
        connection.execute("DELETE FROM search WHERE place = ?", (after.place,))
    elif before:
        statement = (
            "UPDATE OR IGNORE search SET name = ?1, query = ?2, folded = ?4 WHERE place = ?3"
            if after
            else "INSERT OR IGNORE INTO search (name, query, place, folded) VALUES (?1, ?2, ?3, ?4)"
        )
        connection.execute(statement, (*before, _folded(before.name)))


def not_found(name: str) -> NotFoundError:
    """Nothing is saved under `name`."""
    return NotFoundError(_("There is no saved search of that name: {name}.").format(name=name))


def _named(connection: sqlite3.Connection, name: str) -> SavedSearch | None:
    row = connection.execute("SELECT name, query, place FROM search WHERE folded = ?", (_folded(name),)).fetchone()
    return SavedSearch(*row) if row else None


def _folded(name: str) -> str:
    """A name as it is compared: in every script, unlike SQLite's own comparing."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
