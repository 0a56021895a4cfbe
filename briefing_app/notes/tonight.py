"""The order of tonight's queue, and how it is put back after other hands were at it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from briefing_app.notes.engine import sqlite3
from briefing_app.notes.marks import forget_blank


class Reorder(NamedTuple):
    """What an action made of the queue: the card ids before and after it, and those that it put in, took or moved."""

    before: Sequence[str]
    after: Sequence[str]
    card_ids: Sequence[str]


def queue(connection: sqlite3.Connection) -> list[str]:
    """The card ids in their order."""
    rows = connection.execute("SELECT card_id FROM reading WHERE place IS NOT NULL ORDER BY place")
    return [card_id for (card_id,) in rows]


def enqueue(connection: sqlite3.Connection, card_ids: Iterable[str]) -> Reorder:
    """Put cards at the end; those in the queue stay where they are."""
    before = queue(connection)
    there = _keys(before)
    new = {key: card_id for card_id in card_ids if (key := _key(card_id)) not in there}
    return _rearranged(connection, Reorder(before, [*before, *new.values()], list(new.values())))


def dequeue(connection: sqlite3.Connection, card_ids: Iterable[str]) -> Reorder:
    """Take cards out."""
    before, leaving = queue(connection), _keys(card_ids)
    taken = [card_id for card_id in before if _key(card_id) in leaving]
    after = [card_id for card_id in before if _key(card_id) not in leaving]
    return _rearranged(connection, Reorder(before, after, taken))


def move(connection: sqlite3.Connection, card_id: str, place: int) -> Reorder:
    """Give a card of the queue another place, 0 for the first; one beyond the end is the last."""
    before = queue(connection)
    after = [other for other in before if _key(other) != _key(card_id)]
    moved = [other for other in before if _key(other) == _key(card_id)]
    after[max(place, 0) : max(place, 0)] = moved
    return _rearranged(connection, Reorder(before, after, moved if after != before else []))


def put_back(connection: sqlite3.Connection, change: Reorder) -> None:
    """Undo `change` as far as what was done since leaves it possible."""
    present = queue(connection)
    _rearranged(connection, Reorder(present, order_without(change, present), []))


def order_without(change: Reorder, present: Sequence[str]) -> list[str]:
    """The queue `present` as it would be without `change`.

    Each card that the action took or moved comes to stand behind the nearest card that it followed before. A card
    that was taken out, put in again or moved since stays as it is, and so do all that the action did not touch.
    """
    touched, was, became, here = map(_keys, (change.card_ids, change.before, change.after, present))
    moved = {key for key in touched & was & became & here if not _moved_since(key, change.after, present)}
    leaving = (touched - was) | moved
    returning = ((touched & was) - became - here) | moved
    staying = [card_id for card_id in present if _key(card_id) not in leaving]
    anchor, followers, anchors = "", dict[str, list[str]](), _keys(staying)
    for card_id in change.before:
        key = _key(card_id)
        if key in returning:
            followers.setdefault(anchor, []).append(card_id)
        elif key in anchors:
            anchor = key
    return followers.get("", []) + [c for card_id in staying for c in (card_id, *followers.get(_key(card_id), ()))]


def _moved_since(key: str, after: Sequence[str], present: Sequence[str]) -> bool:
    """Whether a card has other neighbours on both sides, of those that were there then and still are."""
    there, here = _keys(after), _keys(present)
    then = [None, *(k for card_id in after if (k := _key(card_id)) in here), None]
    now = [None, *(k for card_id in present if (k := _key(card_id)) in there), None]
    was, stands = then.index(key), now.index(key)
    return then[was - 1] != now[stands - 1] and then[was + 1] != now[stands + 1]


def _rearranged(connection: sqlite3.Connection, change: Reorder) -> Reorder:
    """Write the order `change.after`, touching the cards alone whose place is another."""
    staying = _keys(change.after)
    gone = [card_id for card_id in change.before if _key(card_id) not in staying]
    connection.executemany("UPDATE reading SET place = NULL WHERE card_id = ?", ((card_id,) for card_id in gone))
    pairs = enumerate(zip_longest(change.before, change.after))
    connection.executemany(
        """
        INSERT INTO reading (card_id, place) VALUES (?, ?)
        ON CONFLICT (card_id) DO UPDATE SET place = excluded.place
        """,
        ((card_id, place) for place, (old, card_id) in pairs if card_id is not None and card_id != old),
    )
    forget_blank(connection, gone)
    return change


def _keys(card_ids: Iterable[str]) -> set[str]:
    return {_key(card_id) for card_id in card_ids}


def _key(card_id: str) -> str:
    """What SQLite's NOCASE compares: it folds the letters of ASCII alone."""
    return card_id.encode().lower().decode()
