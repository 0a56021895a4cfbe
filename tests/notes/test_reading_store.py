"""What is read, starred and queued is kept beside the notes, and whoever asks sees what changed."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing_app.errors import BriefingError, NotFoundError
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.reading import ReadingStore, State
from briefing_app.notes.searches import SavedSearch
from briefing_app.notes.store import NoteStore
from tests.notes.conftest import FILES

OpenReading = Callable[..., ReadingStore]


def test_asking_creates_nothing(reading: ReadingStore, path: Path) -> None:
    assert reading.get("Card") == State("Card", None, None, starred=False, place=None)
    assert reading.all() == []
    assert reading.queue() == []
    assert reading.searches() == []
    assert list(reading.rows()) == []
    assert reading.revision() == reading.revision()
    assert not reading.changed_elsewhere()
    assert not path.parent.exists()


def test_an_action_without_effect_creates_nothing(reading: ReadingStore, path: Path) -> None:
    for undo in (
        reading.mark_read([]),
        reading.mark_unread(["card"]),
        reading.star(["card"], False),
        reading.star([], True),
        reading.enqueue([]),
        reading.dequeue(["card"]),
        reading.move("card", 0),
        reading.remove_search("name"),
    ):
        assert undo.changes == 0
        reading.undo(undo)
    with pytest.raises(NotFoundError):
        reading.rename_search("name", "other")
    assert not path.parent.exists()


def test_what_is_kept_is_found_by_the_next_store(reading: ReadingStore, open_reading: OpenReading) -> None:
    reading.mark_read([("a", 3, "digest of a"), ("b", 1, "digest of b")])
    reading.star(["b"], True)
    reading.enqueue(["c", "b"])
    kept = [
        State("a", 3, "digest of a", starred=False, place=None),
        State("b", 1, "digest of b", starred=True, place=1),
        State("c", None, None, starred=False, place=0),
    ]
    other = open_reading()
    assert other.all() == kept
    assert [other.get(card_id) for card_id in "abc"] == kept
    assert other.queue() == ["c", "b"]


def test_a_card_of_which_nothing_is_to_be_said_leaves_no_trace(reading: ReadingStore, path: Path) -> None:
    reading.mark_read([("canary-read", 1, "digest")])
    reading.star(["canary-star"], True)
    reading.enqueue(["canary-queue"])
    reading.mark_unread(["canary-read"])
    reading.star(["canary-star"], False)
    reading.dequeue(["canary-queue"])
    assert reading.all() == []
    reading.close()
    assert {place.name for place in path.parent.iterdir()} == FILES - {"notes.sqlite.journal"}
    assert b"canary" not in path.read_bytes()


def test_what_sqlite_lists_in_passing_stays_in_memory(reading: ReadingStore) -> None:
    reading.star(["card"], True)
    connection = reading._file.reading()
    assert connection is not None
    assert connection.execute("PRAGMA temp_store").fetchone() == (2,)
    assert connection.execute("SELECT count(*) FROM temp.wanted").fetchone() == (0,)


def test_the_file_is_private(reading: ReadingStore, path: Path) -> None:
    reading.star(["card"], True)
    assert {stat.S_IMODE(place.stat().st_mode) & 0o077 for place in (path.parent, *path.parent.iterdir())} == {0}


def test_ids_that_differ_in_case_alone_are_one_card(reading: ReadingStore) -> None:
    reading.mark_read([("Abu-Dhabi", 1, "old"), ("abu-dhabi", 2, "new")])
    reading.star(["ABU-DHABI"], True)
    reading.enqueue(["other", "abu-dhabi", "OTHER"])
    (state, _other) = reading.all()
    assert state.card_id.lower() == "abu-dhabi"
    assert state[1:] == (2, "new", True, 1)
    assert reading.get("aBU-dHABI") == state
    reading.move("OTHER", 1)
    assert [card_id.lower() for card_id in reading.queue()] == ["abu-dhabi", "other"]
    reading.dequeue(["OTHER"])
    reading.mark_unread(["Abu-dhabi"])
    assert reading.all() == [State(state.card_id, None, None, starred=True, place=0)]


def test_cards_already_so_are_not_changed(reading: ReadingStore) -> None:
    reading.mark_read([("a", 1, "x"), ("b", 1, "x")])
    reading.star(["a"], True)
    reading.enqueue(["a"])
    before = reading.revision()
    assert not reading.mark_read([("a", 1, "x")]).changes
    assert not reading.mark_unread(["c"]).changes
    assert not reading.star(["a"], True).changes
    assert not reading.enqueue(["a"]).changes
    assert not reading.move("a", 7).changes
    assert not reading.move("b", 0).changes
    assert reading.revision() == before
    assert reading.mark_read([("a", 1, "x"), ("b", 1, "y"), ("c", 1, "x")]).changes == 2
    assert reading.star(["a", "b"], True).changes == 1
    assert reading.enqueue(["a", "b"]).changes == 1


def test_when_a_card_was_read_is_kept(open_reading: OpenReading, path: Path) -> None:
    open_reading(clock=lambda: datetime(2026, 3, 5, 18, 30, tzinfo=UTC)).mark_read([("card", 1, "digest")])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT time FROM reading").fetchall() == [("2026-03-05T18:30:00+00:00",)]


@pytest.mark.parametrize(
    ("card_id", "place", "order"),
    [
        ("a", 0, "abcd"),
        ("a", 2, "bcad"),
        ("d", 0, "dabc"),
        ("b", 3, "acdb"),
        ("b", 99, "acdb"),
        ("c", -1, "cabd"),
        ("x", 1, "abcd"),
    ],
)
def test_a_card_is_moved_within_the_queue(card_id: str, place: int, order: str, reading: ReadingStore) -> None:
    reading.enqueue("abcd")
    reading.move(card_id, place)
    assert "".join(reading.queue()) == order
    assert [reading.get(queued).place for queued in order] == [0, 1, 2, 3]


def test_queued_cards_stay_where_they_are(reading: ReadingStore) -> None:
    reading.enqueue("abc")
    reading.enqueue("dbea")
    assert "".join(reading.queue()) == "abcde"
    reading.dequeue("bxd")
    assert "".join(reading.queue()) == "ace"
    assert [state.place for state in reading.all()] == [0, 1, 2]


def test_an_id_that_no_file_can_hold_is_no_error(reading: ReadingStore) -> None:
    reading.mark_read([("\udcff", 1, "\ud800")])
    assert reading.get("\udcff") == State("\ufffd", 1, "\ufffd", starred=False, place=None)
    assert reading.enqueue(["\udcff"]).changes == 1
    assert reading.dequeue(["\udcff"]).changes == 1
    assert reading.star(["'); DROP TABLE reading; --"], True).changes == 1


def test_saved_searches_stand_in_the_order_of_saving(reading: ReadingStore, open_reading: OpenReading) -> None:
    reading.save_search("Ağrı", "place:agri")
    reading.save_search("МИД", "is:unread")
    reading.save_search("Quotes", "has:quotes")
    reading.save_search("мид", "is:updated")
    assert [saved[:2] for saved in open_reading().searches()] == [
        ("Ağrı", "place:agri"),
        ("мид", "is:updated"),
        ("Quotes", "has:quotes"),
    ]
    assert all(isinstance(saved, SavedSearch) for saved in reading.searches())
    places = [saved.place for saved in reading.searches()]
    assert places == sorted(set(places))
    reading.remove_search("AĞRI")
    assert [saved.name for saved in reading.searches()] == ["Ağrı", "мид", "Quotes"]  # a Turkish ı is no i
    reading.remove_search("AğRı")
    reading.rename_search("QUOTES", "quotes of all")
    reading.rename_search("quotes of all", "Quotes of all")
    assert [saved[:2] for saved in reading.searches()] == [("мид", "is:updated"), ("Quotes of all", "has:quotes")]


def test_renaming_never_hides_another_search(reading: ReadingStore) -> None:
    reading.save_search("one", "1")
    reading.save_search("two", "2")
    before = reading.searches()
    with pytest.raises(BriefingError, match="of that name: two"):
        reading.rename_search("one", "TWO")
    with pytest.raises(NotFoundError, match="three"):
        reading.rename_search("three", "four")
    assert reading.searches() == before


def test_rows_tell_of_every_card_with_a_state_or_a_note(reading: ReadingStore, store: NoteStore) -> None:
    reading.mark_read([("both", 2, "digest")])
    reading.star(["both"], True)
    reading.enqueue(["queued"])
    store.save("BOTH", "words")
    store.save("noted", "words")
    store.save("queued", " ")
    store.save("blank", "")
    assert sorted(reading.rows()) == [
        ("both", 2, "digest", True, None, True),
        ("noted", None, None, False, None, True),
        ("queued", None, None, False, 0, False),
    ]


def test_rows_are_of_one_moment(reading: ReadingStore, open_reading: OpenReading) -> None:
    reading.mark_read((f"card-{number}", 1, "old") for number in range(2000))
    rows, other = reading.rows(), open_reading()
    first = next(rows)
    other.mark_read((f"card-{number}", 2, "new") for number in range(2000))
    assert {row[2] for row in (first, *rows)} == {"old"}
    assert {row[2] for row in reading.rows()} == {"new"}


def test_a_store_of_its_own_serves_another_thread(reading: ReadingStore, path: Path) -> None:
    reading.star(["card"], True)

    def look() -> tuple[object, list[object]]:
        with closing(ReadingStore(path)) as own:
            return own.revision(), list(own.rows())

    with ThreadPoolExecutor() as pool:
        revision, rows = pool.submit(look).result()
        assert rows == [("card", None, None, True, None, False)]
        assert revision == reading.revision()
        with pytest.raises(sqlite3.ProgrammingError, match="thread"):
            pool.submit(reading.all).result()


def test_every_change_gives_another_revision(
    reading: ReadingStore, open_reading: OpenReading, store: NoteStore
) -> None:
    other = open_reading()
    changes: list[Callable[[], object]] = [
        lambda: reading.mark_read([("a", 1, "x")]),
        lambda: other.mark_read([("a", 1, "y")]),
        lambda: other.star(["b"], True),
        lambda: reading.enqueue("ab"),
        lambda: other.move("b", 0),
        lambda: reading.dequeue("ab"),
        lambda: other.undo(reading.mark_unread("ab")),
        lambda: reading.save_search("name", "query"),
        lambda: store.save("c", "words"),
        lambda: store.save("c", ""),
        lambda: store.save("c", "words again"),
    ]
    seen = [reading.revision()]
    for change in changes:
        change()
        seen.append(reading.revision())
        assert seen[-1] == other.revision() == reading.revision()
    assert len(set(seen)) == len(changes) + 1
    store.save("c", "other words")  # the same cards have a note
    assert reading.revision() == seen[-1]


def test_a_file_that_goes_or_is_replaced_gives_another_revision(
    reading: ReadingStore, open_reading: OpenReading, path: Path
) -> None:
    absent = reading.revision()
    reading.star(["card"], True)
    seen = [absent, reading.revision()]
    reading.close()
    kept = path.read_bytes()
    path.rename(path.with_name("away"))
    shutil.rmtree(path.with_name("notes.sqlite.copies"))  # else the star would come back from there
    assert reading.revision() == absent
    path.write_bytes(kept)  # the same content in another file
    seen.append(reading.revision())
    path.with_name("another").write_bytes(kept)
    path.with_name("another").replace(path)
    seen.append(reading.revision())
    assert len(set(seen)) == 4
    assert reading.get("card").starred


def test_a_change_elsewhere_is_noticed_once(reading: ReadingStore, open_reading: OpenReading, store: NoteStore) -> None:
    other = open_reading()
    assert not reading.changed_elsewhere()
    other.star(["card"], True)
    assert reading.changed_elsewhere()
    assert not reading.changed_elsewhere()
    reading.star(["card"], False)
    assert not reading.changed_elsewhere()
    store.save("card", "words")
    assert reading.changed_elsewhere()
    assert not reading.changed_elsewhere()


def test_a_removed_file_is_put_back_with_every_state(
    reading: ReadingStore, open_reading: OpenReading, path: Path
) -> None:
    reading.enqueue("abc")
    path.unlink()
    reading.star(["b"], True)
    other = open_reading()
    assert other.queue() == ["a", "b", "c"]
    assert other.get("b").starred


def test_notes_and_states_survive_together(reading: ReadingStore, store: NoteStore, path: Path) -> None:
    reading.star(["a"], True)
    store.save("a", "words")
    path.unlink()
    store.save("b", "more words")
    reading.star(["b"], True)
    assert {(row[0], row[3], row[5]) for row in reading.rows()} == {("a", True, True), ("b", True, True)}
    assert store.ids_with_text() == {"a", "b"}
