"""Whatever is cut, flipped or taken away: the app starts, every note is there, and the damaged file is kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from briefing_app.notes import copies
from briefing_app.notes.copies import copies_of, keep_copies
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.journal import Journal
from briefing_app.notes.places import journal_file_of
from briefing_app.notes.recovery import refuse_faulty
from briefing_app.notes.safe import Safe
from briefing_app.notes.store import NoteStore
from tests.processes import StartProcess

OpenStore = Callable[..., NoteStore]
DAMAGED = "notes.sqlite.damaged"
NOTES = {f"card-{number}": f"{number} " + "words " * 200 for number in range(40)}

OPEN_AND_TELL = """
import sys
from pathlib import Path
from briefing_app.notes.store import NoteStore

store = NoteStore(Path(sys.argv[1]), busy_seconds=30)
sys.stdin.readline()
print(len(store.all()), flush=True)
"""


def garbage(path: Path) -> None:
    path.write_bytes(b"not a database, " * 1000)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_inside_the_header(path: Path) -> None:
    os.truncate(path, 50)


def zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def overwrite_the_second_page(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * 4096 + data[8192:])


def overwrite_a_page_in_the_middle(path: Path) -> None:
    """One that saving another note would not pass by."""
    data = path.read_bytes()
    middle = len(data) // 8192 * 4096
    path.write_bytes(data[:middle] + b"\xff" * 4096 + data[middle + 4096 :])


@pytest.fixture
def written(path: Path, store: NoteStore) -> Path:
    """A closed file with forty notes, some written twice."""
    for card_id, text in NOTES.items():
        store.save(card_id, "before " + text)
        store.save(card_id, text)
    store.close()
    return path


def texts(store: NoteStore) -> dict[str, str]:
    return {note.card_id: note.text for note in store.all()}


@pytest.mark.parametrize(
    "damage",
    [garbage, cut, cut_inside_the_header, zero, overwrite_the_second_page, overwrite_a_page_in_the_middle],
)
def test_a_damaged_file_is_put_aside_and_every_note_restored(
    damage: Callable[[Path], None], written: Path, open_store: OpenStore
) -> None:
    damage(written)
    before = written.read_bytes()
    store = open_store()
    assert texts(store) == NOTES
    saved = store.save("card-0", "after")  # at the latest now all of the file was looked over
    assert store.take_news() == (
        "The file of notes was damaged; 40 notes were restored. The damaged file is kept as notes.sqlite.damaged."
    )
    assert store.take_news() == ""
    assert written.with_name(DAMAGED).read_bytes() == before
    store.close()
    again = open_store()
    assert again.get("card-0") == saved and len(again.all()) == 40 and again.take_news() == ""


@pytest.mark.parametrize("damage", [cut, overwrite_a_page_in_the_middle])
def test_without_a_journal_what_can_be_read_and_the_newest_copy_are_put_together(
    damage: Callable[[Path], None], path: Path, store: NoteStore, open_store: OpenStore
) -> None:
    for card_id, text in NOTES.items():
        store.save(card_id, text)
    with closing(sqlite3.connect(path)) as connection:
        keep_copies(connection, Safe(path), datetime.now(UTC) + timedelta(hours=2), refuse_faulty)
    store.save("card-5", "after the copy")
    store.close()
    damage(path)
    journal_file_of(path).unlink()
    found = texts(open_store())
    assert found.keys() == NOTES.keys()
    assert {card_id for card_id in NOTES if found[card_id] != NOTES[card_id]} <= {"card-5"}


def test_any_byte_may_be_flipped(written: Path, tmp_path: Path) -> None:
    chance = Random(7)
    size = written.stat().st_size
    for number in range(60):
        folder = tmp_path / f"flip-{number}"
        shutil.copytree(written.parent, folder)
        file = folder / written.name
        data = bytearray(file.read_bytes())
        place = chance.randrange(size)
        data[place] ^= 1 << chance.randrange(8)
        file.write_bytes(data)
        store = NoteStore(file)
        assert texts(store) == NOTES, place
        kept = folder / DAMAGED
        assert not kept.exists() or kept.read_bytes() == data
        store.save("card-1", "goes on")
        store.close()


def test_the_file_may_be_cut_anywhere(written: Path, tmp_path: Path) -> None:
    chance = Random(8)
    size = written.stat().st_size
    for number in range(30):
        folder = tmp_path / f"cut-{number}"
        shutil.copytree(written.parent, folder)
        os.truncate(folder / written.name, left := chance.randrange(size))
        store = NoteStore(folder / written.name)
        assert texts(store) == NOTES, left
        store.close()


@pytest.mark.parametrize("place", ["all", "half", "flipped"])
def test_the_log_may_be_lost(place: str, path: Path, store: NoteStore, tmp_path: Path) -> None:
    """As a crash and a bad copy leave it: SQLite itself finds nothing wrong."""
    store.save("card-0", "in the file")
    store.close()
    for card_id, text in NOTES.items():
        store.save(card_id, text)
    folder = tmp_path / "as after a crash"
    shutil.copytree(path.parent, folder)
    log = folder / "notes.sqlite-wal"
    data = bytearray(log.read_bytes())
    assert len(data) > 100_000
    if place == "flipped":
        data[len(data) // 2] ^= 1
    log.write_bytes(data if place == "flipped" else data[: {"all": 0, "half": len(data) // 2}[place]])
    other = NoteStore(folder / path.name)
    assert texts(other) == NOTES
    assert other.take_news().startswith("Edits were missing from the file of notes; ")
    other.close()


@pytest.mark.parametrize("loss", [Path.unlink, lambda path: os.truncate(path, 0)], ids=["removed", "emptied"])
@pytest.mark.parametrize("log", [True, False])
def test_a_file_that_is_gone_is_made_anew(
    loss: Callable[[Path], None], log: bool, path: Path, store: NoteStore, open_store: OpenStore
) -> None:
    store.save("card", "words")
    data = path.with_name("notes.sqlite-wal").read_bytes()
    store.close()
    if log:
        path.with_name("notes.sqlite-wal").write_bytes(data)
    loss(path)
    left = open_store()
    assert texts(left) == {"card": "words"}
    assert left.take_news()


def test_a_letter_that_changed_in_a_text_is_noticed(written: Path, open_store: OpenStore) -> None:
    data = written.read_bytes()
    assert data.count(b"7 words words") >= 1
    written.write_bytes(data.replace(b"7 words words", b"7 swords word"))
    store = open_store()
    assert texts(store) == NOTES
    assert "damaged" in store.take_news()


def test_two_processes_find_the_damage_at_once(written: Path, start_process: StartProcess) -> None:
    garbage(written)
    processes = [start_process(OPEN_AND_TELL, written) for _number in range(2)]
    assert [process.communicate(b"\n")[0] for process in processes] == [b"40\n", b"40\n"]
    assert [place.name for place in written.parent.glob("*.damaged*")] == [DAMAGED]
    assert not list(written.parent.glob("*.restoring*"))


def test_a_second_damage_leaves_the_first_file_alone(written: Path, open_store: OpenStore) -> None:
    garbage(written)
    with closing(open_store()) as store:
        store.save("card-0", "between")
    cut(written)
    store = open_store()
    assert texts(store) == NOTES | {"card-0": "between"}
    assert {place.name for place in written.parent.glob("*.damaged*")} == {DAMAGED, f"{DAMAGED}-2"}


def test_an_emptied_note_stays_empty(path: Path, store: NoteStore, open_store: OpenStore) -> None:
    store.save("card", "words")
    store.save("card", "")
    store.close()
    garbage(path)
    assert texts(open_store()) == {}


def test_the_journal_is_shortened_to_what_the_notes_say(
    path: Path, store: NoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing_app.notes.journal.LARGEST", 20_000)
    for turn in range(60):
        store.save(f"card-{turn % 3}", f"{turn} " + "words " * 100)
    lines = list(Journal(Safe(path)).lines())
    assert len(lines) < 40
    newest = Journal(Safe(path)).newest()
    assert {item: line.text for item, line in newest.items()} == {
        f"note:{note.card_id}": note.text for note in store.all()
    }


def test_a_copy_in_which_a_letter_changed_is_passed_over(path: Path, store: NoteStore, open_store: OpenStore) -> None:
    store.save("card", "the first words")
    with closing(sqlite3.connect(path)) as connection:
        keep_copies(connection, Safe(path), datetime.now(UTC) + timedelta(hours=2), refuse_faulty)
    store.close()
    newest = copies_of(path)[0]
    newest.write_bytes(newest.read_bytes().replace(b"the first words", b"the worst words"))
    garbage(path)
    journal_file_of(path).unlink()
    assert texts(open_store()) == {"card": "the first words"}


def test_copies_of_the_last_hours_days_and_weeks_are_kept(path: Path, store: NoteStore) -> None:
    store.save("card", "words")
    for copy in copies_of(path):
        copy.unlink()
    start = datetime(2025, 1, 1, tzinfo=UTC)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for minutes in range(0, 60 * 24 * 60, 30):
            keep_copies(connection, Safe(path), start + timedelta(minutes=minutes), refuse_faulty)
    times = [datetime.fromisoformat(copy.stem) for copy in copies_of(path)]
    end = start + timedelta(days=60)
    assert times[0] == end - timedelta(hours=1)
    assert [time for time in times if time > end - timedelta(hours=copies.HOURS)]
    assert len({time.date() for time in times[: copies.HOURS + copies.DAYS]}) >= copies.DAYS
    assert copies.HOURS + copies.DAYS + copies.WEEKS - 4 <= len(times) <= copies.HOURS + copies.DAYS + copies.WEEKS
    assert (end - times[-1]).days >= 7 * (copies.WEEKS - 1) - 1
    newest = NoteStore(copies_of(path)[0])
    assert texts(newest) == {"card": "words"}
    newest.close()


def test_a_copy_from_the_future_keeps_no_other_from_being_made(path: Path, store: NoteStore) -> None:
    """A clock that was wrong once."""
    store.save("card", "words")
    today = datetime(2025, 1, 1, tzinfo=UTC)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for now in (today + timedelta(days=4000), today, today + timedelta(minutes=5), today + timedelta(hours=2)):
            keep_copies(connection, Safe(path), now, refuse_faulty)
    assert {copy.stem for copy in copies_of(path)} >= {"20250101T000000Z", "20250101T020000Z"}
    assert "20250101T000500Z" not in {copy.stem for copy in copies_of(path)}
