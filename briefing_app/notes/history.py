"""What each item said before: a row for every minute of writing, by whom and when, and for every other deed."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import NamedTuple

from briefing_app.notes.differences import letters_taken_out
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.undo import EDIT, SINGLE_EDITS, step_of

TOGETHER = timedelta(minutes=1)  # edits within it are one row: the last of them
MOST_TAKEN_OUT = 32  # letters that such an edit may take out: what is wiped out at once keeps its row


Row = tuple[int, str, str, str, str | None]  # revision, time, text, facts, step


class Said(NamedTuple):
    """What an item says after an edit; `facts` is what else is true of it (`undo.facts_of`)."""

    revision: int
    when: str
    text: str
    facts: str = ""


class Edit(NamedTuple):
    """What an item said after an edit; `device` is the computer's name, `when` ISO 8601 in UTC."""

    revision: int
    when: str
    device: str
    text: str


def remember(
    connection: sqlite3.Connection, item: str, said: Said, *, apart: bool = False, step: str | None = EDIT
) -> None:
    """Keep what an item says now.

    It comes in place of what the item said less than a minute after the edit before, if that was nothing but writing
    on: what was wiped out, taken back, or is an earlier version again, stays apart; and what is told to.

    `step` is "edit", "undo" or "redo"; None where it is to be told by where it leads (`undo.step_of`).
    """
    step = step or step_of(connection, item, said.text, said.facts)
    last = connection.execute(
        "SELECT revision, time, text, facts, step FROM history WHERE item = ? ORDER BY revision DESC LIMIT 2", (item,)
    ).fetchall()
    goes_on = step == EDIT and not apart and len(last) == 2 and _goes_on(last[0], last[1], said)
    if goes_on and not _was_said(connection, item, said.text, before=last[0][0]):
        connection.execute("DELETE FROM history WHERE item = ? AND revision = ?", (item, last[0][0]))
    connection.execute(
        "INSERT OR REPLACE INTO history (item, revision, time, device, text, facts, step) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (item, said.revision, said.when, device(), said.text, said.facts, step),
    )


def came_between(connection: sqlite3.Connection, item: str, base_revision: int | None, now: Edit) -> bool:
    """Whether an item says something else `now` than at `base_revision`, 0 for nothing; None is as it is now."""
    if base_revision is None or base_revision == now.revision:
        return False
    statement = "SELECT text FROM history WHERE item = ? AND revision = ?"
    base = connection.execute(statement, (item, base_revision)).fetchone()
    return base is None or base[0] != now.text


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


def _goes_on(newest: Row, before: Row, said: Said) -> bool:
    """Whether a text is the newest one written on, of which then nothing is lost that would be missed."""
    # After a clock was set back the edit before may lie hours ahead: that is not the same minute either.
    together = abs(datetime.fromisoformat(said.when) - datetime.fromisoformat(before[1])) < TOGETHER
    text_alone = newest[4] in SINGLE_EDITS and said.facts == newest[3] == before[3]
    return together and text_alone and letters_taken_out(newest[2], said.text) <= MOST_TAKEN_OUT


def _was_said(connection: sqlite3.Connection, item: str, text: str, *, before: int) -> bool:
    statement = "SELECT 1 FROM history WHERE item = ? AND revision < ? AND text = ?"
    return connection.execute(statement, (item, before, text)).fetchone() is not None
