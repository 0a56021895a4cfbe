"""What was written last can be taken back step by step, and done again: told by the history alone, over restarts.

Each row of the history is a step of its item from what the row before says, and says whether it took a step back or did
it again. So there is no list of steps that could tell otherwise than the notes. An editor has steps of its own: what it
saves takes back what was written last if it leads there, so that no step of the window leads forth what was just taken
back in the editor.
"""

from __future__ import annotations

import json
from typing import Any, Literal, NamedTuple

from briefing_app.notes.engine import sqlite3

EDIT, UNDO, REDO = "edit", "undo", "redo"
SINGLE_EDITS = (EDIT, None)  # None: from a time when steps were not told apart
Way = Literal["undo", "redo"]


class Step(NamedTuple):
    """A step to take: the item would say `text`, and `facts` be true of it, in place of `standing`'s.

    `facts` is a JSON object, "" where they stay as they are. `after` is the revision of the deed that would be undone.
    """

    item: str
    after: int
    text: str
    facts: str
    standing_text: str
    standing_facts: str


def facts_of(colour: str | None, audience: str, anchor: str | None, deleted: object) -> str:
    """What is true of a mark besides its text, as the history keeps it; when it was deleted is no part of it."""
    return json.dumps(
        {"colour": colour, "audience": audience, "anchor": anchor, "deleted": bool(deleted)}, ensure_ascii=False
    )


def note_facts_of(audience: str) -> str:
    """What is true of a card's own note besides its text."""
    return json.dumps({"audience": audience})


def next_step(connection: sqlite3.Connection, way: Way) -> Step | None:
    """The step back, or forward again; None where there is none."""
    found = _row(connection, way)
    if found is None:
        return None
    item, revision = found
    text, facts = _state_before(connection, item, revision)
    statement = "SELECT text, facts FROM history WHERE item = ? ORDER BY revision DESC LIMIT 1"
    standing_text, standing_facts = connection.execute(statement, (item,)).fetchone()
    return Step(item, revision, text, facts, standing_text, standing_facts)


def step_of(connection: sqlite3.Connection, item: str, text: str, facts: str) -> str:
    """What a step to this text and these facts is: it takes the last one back, does it again, or is another one."""
    for way in (UNDO, REDO):
        found = _row(connection, way)
        if found is not None and found[0].lower() == item.lower():
            said, were = _state_before(connection, *found)
            if said == text and (were or facts) == facts:
                return way
    return EDIT


def last_edit(connection: sqlite3.Connection) -> int:
    """The revision of the newest step, 0 where there is none."""
    return int(
        connection.execute("SELECT coalesce(max(revision), 0) FROM history WHERE step IS NOT NULL").fetchone()[0]
    )


def deed_of(step: Step) -> str:
    """What was done where a step was taken.

    "written", "marked" (or brought back), "removed", "coloured", "shared" (with another audience) or "set" (in another
    place).
    """
    if step.text != step.standing_text or not step.facts or not step.standing_facts:
        was, now = _deleted(step.standing_facts), _deleted(step.facts)
        return "written" if was == now else "removed" if now else "marked"
    before, now_facts = json.loads(step.standing_facts), json.loads(step.facts)
    names = {"deleted": "removed" if now_facts.get("deleted") else "marked", "anchor": "set", "audience": "shared"}
    return next((deed for fact, deed in names.items() if before.get(fact) != now_facts.get(fact)), "coloured")


def _row(connection: sqlite3.Connection, way: str) -> tuple[str, int] | None:
    """The step that would be taken back, or the taking back that would be."""
    against = 0  # steps that took back, or did again, those that come next
    for item, revision, step in connection.execute(
        "SELECT item, revision, step FROM history WHERE step IS NOT NULL ORDER BY revision DESC"
    ):
        if way == REDO and step == EDIT:
            return None
        if step == way:
            against += 1
        elif against:
            against -= 1
        else:
            return str(item), int(revision)
    return None


def _state_before(connection: sqlite3.Connection, item: str, revision: int) -> tuple[str, str]:
    """What an item said before a step, and what was true of it; before its first step a mark was not there."""
    statement = "SELECT text, facts FROM history WHERE item = ? AND revision < ? ORDER BY revision DESC LIMIT 1"
    row = connection.execute(statement, (item, revision)).fetchone()
    if row is not None:
        return str(row[0]), str(row[1])
    statement = "SELECT text, facts FROM history WHERE item = ? AND revision = ?"
    text, facts = connection.execute(statement, (item, revision)).fetchone()
    if "deleted" not in _loaded(facts):  # a card's own note
        return "", ""
    return str(text), json.dumps({**_loaded(facts), "deleted": True}, ensure_ascii=False)


def _loaded(facts: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(facts) if facts else {}
    return loaded


def _deleted(facts: str) -> bool:
    return bool(_loaded(facts).get("deleted"))
