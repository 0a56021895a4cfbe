"""Which version of a card was read, and its star: the statements that change many cards at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from briefing_app.notes.engine import sqlite3

Mark = tuple[str, int | None, str | None, str | None]  # card id; version and digest that were read, and when
ReadChange = tuple[str, int | None, str | None, str | None, int | None, str | None]  # a mark, then what came after it

# What is asked for, in memory: one statement then compares it with all that is kept.
WANTED = """
    CREATE TEMP TABLE IF NOT EXISTS wanted (
        card_id TEXT NOT NULL PRIMARY KEY COLLATE NOCASE, version, digest, time, present_version, present_digest
    ) WITHOUT ROWID
"""
PRESENT = "(SELECT version, digest FROM reading WHERE reading.card_id = wanted.card_id)"
STARRED = "(SELECT starred FROM reading WHERE reading.card_id = wanted.card_id)"
OWN_ID = "coalesce(reading.card_id, wanted.card_id)"  # as it was written first


def mark(connection: sqlite3.Connection, marks: Iterable[Mark]) -> tuple[ReadChange, ...]:
    """Set what was read of each card, without a version to unread; gives the marks that stood there before."""
    _want(connection, "card_id, version, digest, time", marks)
    return _mark_wanted(connection)


def unmark(connection: sqlite3.Connection, changes: Sequence[ReadChange]) -> None:
    """Take back what `mark` changed, but not where another mark was set since."""
    _want(connection, "card_id, version, digest, time, present_version, present_digest", changes)
    connection.execute(f"DELETE FROM wanted WHERE {PRESENT} IS NOT (present_version, present_digest)")
    _mark_wanted(connection)


def star(connection: sqlite3.Connection, card_ids: Iterable[str], starred: bool) -> tuple[str, ...]:
    """Set or take away the star of each card; gives the ids of those where that changed something."""
    _want(connection, "card_id", ((card_id,) for card_id in card_ids))
    connection.execute(f"DELETE FROM wanted WHERE coalesce({STARRED}, 0) = ?", (starred,))
    changed = connection.execute(f"SELECT {OWN_ID} FROM wanted LEFT JOIN reading USING (card_id)").fetchall()
    connection.execute(
        """
        INSERT INTO reading (card_id, starred) SELECT card_id, ? FROM wanted WHERE 1
        ON CONFLICT (card_id) DO UPDATE SET starred = excluded.starred
        """,
        (starred,),
    )
    _finish(connection)
    return tuple(card_id for (card_id,) in changed)


def forget_blank(connection: sqlite3.Connection, card_ids: Iterable[str]) -> None:
    """Keep nothing of those of the cards of which nothing is to be said any more."""
    _want(connection, "card_id", ((card_id,) for card_id in card_ids))
    _finish(connection)


def _mark_wanted(connection: sqlite3.Connection) -> tuple[ReadChange, ...]:
    connection.execute(f"DELETE FROM wanted WHERE {PRESENT} IS (version, digest)")
    changes = connection.execute(
        f"""
        SELECT {OWN_ID}, reading.version, reading.digest, reading.time,
            wanted.version, wanted.digest
        FROM wanted LEFT JOIN reading USING (card_id)
        """
    ).fetchall()
    connection.execute(
        """
        INSERT INTO reading (card_id, version, digest, time) SELECT card_id, version, digest, time FROM wanted WHERE 1
        ON CONFLICT (card_id) DO UPDATE SET version = excluded.version, digest = excluded.digest, time = excluded.time
        """
    )
    _finish(connection)
    return tuple(changes)


def _want(connection: sqlite3.Connection, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Fill the list of what is asked for; of two rows for one card the later one counts."""
    connection.execute(WANTED)
    marks = ", ".join("?" * (columns.count(",") + 1))
    connection.executemany(f"INSERT OR REPLACE INTO wanted ({columns}) VALUES ({marks})", rows)


def _finish(connection: sqlite3.Connection) -> None:
    """Let go of the list, and of its cards that have become blank."""
    connection.execute(
        """
        DELETE FROM reading WHERE version IS NULL AND NOT starred AND place IS NULL
        AND card_id IN (SELECT card_id FROM wanted)
        """
    )
    connection.execute("DELETE FROM wanted")
