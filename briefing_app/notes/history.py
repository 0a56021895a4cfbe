"""What each item said before: a row for every minute of writing, by whom and when."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import NamedTuple

from briefing_app.notes.engine import sqlite3

TOGETHER = timedelta(minutes=1)  # edits within it are one row: the last of them


class Edit(NamedTuple):
    """What an item said after an edit; `device` is the computer's name, `when` ISO 8601 in UTC."""

    revision: int
    when: str
    device: str
    text: str


def remember(connection: sqlite3.Connection, item: str, revision: int, when: str, text: str) -> None:
    """Keep what an item says now; in place of what it said less than a minute after the edit before."""
    rows = connection.execute(
        "SELECT revision, time FROM history WHERE item = ? ORDER BY revision DESC LIMIT 2", (item,)
    ).fetchall()
    # After a clock was set back the edit before may lie hours ahead: that is not the same minute either.
    if len(rows) == 2 and abs(datetime.fromisoformat(when) - datetime.fromisoformat(rows[1][1])) < TOGETHER:
        connection.execute("DELETE FROM history WHERE item = ? AND revision = ?", (item, rows[0][0]))
    connection.execute(
        "INSERT OR REPLACE INTO history (item, revision, time, device, text) VALUES (?, ?, ?, ?, ?)",
        (item, revision, when, device(), text),
    )


def edits(connection: sqlite3.Connection, item: str) -> list[Edit]:
    """Every edit that is kept of an item, the newest first."""
    statement = "SELECT revision, time, device, text FROM history WHERE item = ? ORDER BY revision DESC"
    return [Edit(*row) for row in connection.execute(statement, (item,))]


def device() -> str:
    """The name of this computer, as its owner gave it."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def next_revision(connection: sqlite3.Connection) -> int:
    """One above every revision in the file."""
    statement = (
        "SELECT max(coalesce((SELECT max(revision) FROM note), 0), coalesce((SELECT max(revision) FROM mark), 0))"
    )
    return int(connection.execute(statement).fetchone()[0]) + 1
