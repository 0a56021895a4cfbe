"""Every action can be undone, exactly and only as far as nobody else changed the same since."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.notes.engine import sqlite3
from briefing_app.notes.reading import ReadingStore, State, Undo
from briefing_app.notes.tonight import Reorder, order_without

OpenReading = Callable[..., ReadingStore]
Action = Callable[[ReadingStore], Undo]

IDS = st.lists(st.sampled_from("aAbBcde"), max_size=5)
NAMES = st.sampled_from(["one", "ONE", "two", "три", "ТРИ"])


def kept(path: Path) -> list[list[tuple[object, ...]]]:
    """All that the file holds of the state, letter by letter."""
    with closing(sqlite3.connect(path)) as connection:
        return [connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in ("reading", "search")]


@pytest.fixture
def ticking(open_reading: OpenReading) -> ReadingStore:
    """A store whose clock is never the same twice, with something in it."""
    ticks = count()
    reading = open_reading(clock=lambda: datetime(2026, 3, 5, tzinfo=UTC) + timedelta(seconds=next(ticks)))
    reading.mark_read([("Read", 1, "one"), ("All", 2, "two")])
    reading.star(["Starred", "All"], True)
    reading.enqueue(["First", "All", "Last"])
    reading.save_search("Old", "words")
    reading.save_search("Other", "more words")
    return reading


EVERY = ["read", "ALL", "starred", "first", "last", "new", "newer"]
ACTIONS: dict[str, Action] = {
    "mark-read": lambda reading: reading.mark_read((card_id, 9, "nine") for card_id in EVERY),
    "mark-unread": lambda reading: reading.mark_unread(EVERY),
    "star": lambda reading: reading.star(EVERY, True),
    "unstar": lambda reading: reading.star(EVERY, False),
    "enqueue": lambda reading: reading.enqueue(EVERY),
    "dequeue": lambda reading: reading.dequeue(EVERY),
    "dequeue-one": lambda reading: reading.dequeue(["all"]),
    "move-up": lambda reading: reading.move("last", 0),
    "move-down": lambda reading: reading.move("FIRST", 1),
    "save-search": lambda reading: reading.save_search("new", "words"),
    "replace-search": lambda reading: reading.save_search("OLD", "other words"),
    "remove-search": lambda reading: reading.remove_search("old"),
    "rename-search": lambda reading: reading.rename_search("old", "new"),
}


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_an_action_is_undone(action: Action, ticking: ReadingStore, open_reading: OpenReading, path: Path) -> None:
    before = kept(path)
    undo = action(ticking)
    assert undo.changes
    assert kept(path) != before
    open_reading().undo(undo)
    assert kept(path) == before
    ticking.undo(undo)  # a second time there is nothing left to take back
    assert kept(path) == before


actions = st.one_of(
    st.builds(
        lambda ids, version: lambda r: r.mark_read([(i, version, f"v{version}") for i in ids]), IDS, st.integers(1, 3)
    ),
    st.builds(lambda ids: lambda r: r.mark_unread(ids), IDS),
    st.builds(lambda ids, starred: lambda r: r.star(ids, starred), IDS, st.booleans()),
    st.builds(lambda ids: lambda r: r.enqueue(ids), IDS),
    st.builds(lambda ids: lambda r: r.dequeue(ids), IDS),
    st.builds(lambda id_, place: lambda r: r.move(id_, place), st.sampled_from("aAbBcde"), st.integers(0, 5)),
    st.builds(lambda name, query: lambda r: r.save_search(name, query), NAMES, st.text(max_size=3)),
    st.builds(lambda name: lambda r: r.remove_search(name), NAMES),
)


@given(earlier=st.lists(actions, max_size=8), later=st.lists(actions, max_size=12))
def test_undoing_all_in_reverse_gives_the_beginning(
    earlier: list[Action], later: list[Action], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path, ticks = tmp_path_factory.mktemp("any") / "data" / "notes.sqlite", count()
    start = datetime(2026, 3, 5, tzinfo=UTC)
    with closing(ReadingStore(path, clock=lambda: start + timedelta(seconds=next(ticks)))) as reading:
        reading.star(["z"], True)
        for action in earlier:
            action(reading)
        before, states = kept(path), reading.all()
        undos = [action(reading) for action in later]
        queue = reading.queue()
        assert [reading.get(card_id).place for card_id in queue] == list(range(len(queue)))
        for undo in reversed(undos):
            reading.undo(undo)
        assert kept(path) == before
        assert reading.all() == states


def test_a_hundred_thousand_marks_are_undone(reading: ReadingStore, path: Path) -> None:
    reading.star([f"card-{number}" for number in range(0, 100_000, 10)], True)
    reading.mark_read((f"card-{number}", 1, "earlier") for number in range(0, 100_000, 7))
    before = kept(path)
    undo = reading.mark_read((f"CARD-{number}", 2, f"digest {number}") for number in range(100_000))
    assert undo.changes == 100_000
    states = reading.all()
    assert len(states) == 100_000
    assert {state.read_digest for state in states} == {f"digest {number}" for number in range(100_000)}
    assert sum(state.starred for state in states) == 10_000
    reading.undo(undo)
    assert kept(path) == before


def test_what_was_marked_otherwise_since_is_left_alone(reading: ReadingStore, open_reading: OpenReading) -> None:
    other = open_reading()
    reading.mark_read([("a", 1, "x"), ("b", 1, "x"), ("c", 1, "x")])
    undo = reading.mark_read([("a", 2, "y"), ("b", 2, "y"), ("c", 2, "y"), ("d", 2, "y")])
    other.mark_read([("a", 3, "z")])
    other.mark_unread(["b"])
    other.star(["c", "d"], True)
    reading.undo(undo)
    assert reading.all() == [
        State("a", 3, "z", starred=False, place=None),
        State("c", 1, "x", starred=True, place=None),
        State("d", None, None, starred=True, place=None),
    ]


def test_a_star_is_taken_back_beside_other_changes(reading: ReadingStore, open_reading: OpenReading) -> None:
    undo = reading.star(["a", "b"], True)
    open_reading().star(["a"], False)
    open_reading().mark_read([("b", 1, "x")])
    reading.undo(undo)
    assert reading.all() == [State("b", 1, "x", starred=False, place=None)]


def test_a_search_saved_anew_since_is_left_alone(reading: ReadingStore, open_reading: OpenReading) -> None:
    reading.save_search("removed", "1")
    reading.save_search("replaced", "2")
    reading.save_search("renamed", "3")
    undos = [
        reading.remove_search("removed"),
        reading.save_search("replaced", "mine"),
        reading.rename_search("renamed", "other name"),
        reading.save_search("new", "4"),
    ]
    other = open_reading()
    for name in ("Removed", "Replaced", "Renamed", "New"):
        other.save_search(name, "theirs")
    before = other.searches()
    for undo in undos:
        reading.undo(undo)
    assert other.searches() == before


@pytest.mark.parametrize(
    ("before", "after", "touched", "present", "undone"),
    [
        ("abcd", "dabc", "d", "dabc", "abcd"),
        ("abcd", "dabc", "d", "edabc", "eabcd"),
        ("abcd", "dabc", "d", "dbc", "bcd"),
        ("abcd", "dabc", "d", "abc", "abc"),  # taken out since
        ("abcd", "dabc", "d", "abdc", "abdc"),  # moved since
        ("abcd", "acd", "b", "dcae", "dcabe"),
        ("abcd", "acd", "b", "acdb", "acdb"),  # queued again since
        ("abcd", "ad", "bc", "d", "bcd"),
        ("abcd", "", "abcd", "xy", "abcdxy"),
        ("ab", "abcd", "cd", "dxcab", "xab"),
        ("ab", "abcd", "cd", "", ""),
        ("ABcd", "aBd", "C", "AbD", "AbcD"),
    ],
)
def test_the_queue_gets_its_order_back_as_far_as_possible(
    before: str, after: str, touched: str, present: str, undone: str
) -> None:
    assert "".join(order_without(Reorder(before, after, touched), present)) == undone


def test_the_queue_is_put_back_after_other_hands(reading: ReadingStore, open_reading: OpenReading) -> None:
    reading.enqueue("abcd")
    undo = reading.dequeue("bc")
    other = open_reading()
    other.enqueue("e")
    other.move("d", 0)
    reading.undo(undo)
    assert "".join(other.queue()) == "dabce"
    assert [other.get(card_id).place for card_id in "dabce"] == [0, 1, 2, 3, 4]


def test_a_lost_file_gets_what_is_undone(reading: ReadingStore, path: Path) -> None:
    reading.mark_read([("a", 1, "x")])
    undo = reading.mark_unread(["a"])
    reading.close()
    path.unlink()
    reading.undo(undo)
    assert reading.all() == [State("a", 1, "x", starred=False, place=None)]
