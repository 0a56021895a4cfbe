"""Whatever the disk answers or whoever is killed: an action is done wholly or not at all, and a sentence says why."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from briefing_app.errors import NotesUnreadableError, NotSavedError
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.migrations import MIGRATIONS
from briefing_app.notes.reading import ReadingStore
from briefing_app.notes.store import NoteStore
from tests.notes.conftest import write_old_file
from tests.processes import StartProcess

OpenReading = Callable[..., ReadingStore]
OpenStore = Callable[..., NoteStore]

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX users, limits, signals or mounts")

FILL_THE_DISK = """
import sys
from pathlib import Path
from briefing_app.errors import NotSavedError
from briefing_app.notes.reading import ReadingStore

path, ballast, sentence = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
reading = ReadingStore(path)
reading.save_search("name", "query")
marked = refused = 0
for number in range(1, 60):
    before = reading.all(), reading.queue(), reading.revision()
    try:
        reading.mark_read((f"card-{card}", number, "digest") for card in range(number * 100))
        reading.enqueue(f"card-{card}" for card in range(number * 100))
        marked += 1
    except NotSavedError as error:
        assert sentence in error.sentence and error.sentence.startswith("The change is not saved"), error.details
        assert error.hint and "card-" not in error.details
        refused += 1
        versions = {state.read_version for state in reading.all()}
        assert len(versions) == 1, versions
        if versions != {number}:
            assert (reading.all(), reading.queue(), reading.revision()) == before
assert marked and refused > 10
assert ReadingStore(path).all() == reading.all()
if ballast.exists():
    ballast.unlink()
    reading.star(["card-0"], True)
    assert ReadingStore(path).get("card-0").starred
"""

LIMIT_FILE_SIZE = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
"""

READ_WITHOUT_PERMISSION = """
import os, sys
from pathlib import Path
from briefing_app.errors import NotSavedError
from briefing_app.i18n import _
from briefing_app.notes.reading import ReadingStore

_("")  # gettext imports more when first used, and the next lines may take Python's own folder out of reach
if os.getuid() == 0:  # permissions do not hold root
    os.setgid(65534)
    os.setuid(65534)
reading = ReadingStore(Path(sys.argv[1]))
assert reading.revision() == reading.revision()
print(reading.all(), reading.queue(), reading.searches(), list(reading.rows()), flush=True)
for action in (lambda: reading.star(["card"], True), lambda: reading.save_search("a", "b")):
    try:
        action()
    except NotSavedError as error:
        print(error.sentence, flush=True)
"""

HOLD_THE_FILE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(f"PRAGMA locking_mode = {sys.argv[2]}")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE reading SET starred = 1")
print("held", flush=True)
sys.stdin.readline()
"""

CHANGE_ALL_UNTIL_KILLED = """
import os, sys
from itertools import count
from pathlib import Path
from briefing_app.notes.reading import ReadingStore

reading = ReadingStore(Path(sys.argv[1]))
cards = [f"card-{number}" for number in range(4000)]
for version in count(int(sys.argv[2])):
    reading.mark_read((card, version, f"digest {version}") for card in cards)
    os.write(1, b"%d\\n" % version)
    reading.enqueue(cards)
    reading.dequeue(cards)
"""

CHANGE_OWN_CARDS = """
import sys
from pathlib import Path
from briefing_app.notes.reading import ReadingStore

path, who = Path(sys.argv[1]), sys.argv[2]
reading = ReadingStore(path, busy_seconds=30)
print("ready", flush=True)
sys.stdin.readline()
for turn in range(100):
    cards = [f"{who}-{number}" for number in range(turn % 7 + 1)]
    reading.mark_read((card, turn, who) for card in cards)
    undo = reading.star(cards, True)
    reading.undo(undo)
    reading.enqueue(cards)
    reading.move(cards[0], turn % 5)
    reading.undo(reading.dequeue(cards[1:]))
    reading.save_search(f"{who} {turn % 3}", f"query {turn}")
print("done", flush=True)
"""


@posix
def test_a_full_disk(run_on_a_small_disk: Callable[[str], None]) -> None:
    run_on_a_small_disk(FILL_THE_DISK)


@posix
def test_a_limit_on_writing(path: Path, start_process: StartProcess) -> None:
    process = start_process(LIMIT_FILE_SIZE + FILL_THE_DISK, path, path.with_name("none"), "the disk refused it")
    assert process.wait() == 0


@posix
@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_a_folder_that_may_not_be_written(version: int, open_to_all: Path, start_process: StartProcess) -> None:
    if version < len(MIGRATIONS):
        write_old_file(open_to_all, version, {"card": "words"})
        with closing(sqlite3.connect(open_to_all)) as connection:  # SQLite reads no log in a folder of others
            connection.execute("PRAGMA journal_mode = DELETE")
        if version > 1:
            with closing(sqlite3.connect(open_to_all)) as connection, connection:
                connection.execute("INSERT INTO reading (card_id, place) VALUES ('card', 0)")
    else:
        with closing(NoteStore(open_to_all)) as store:
            store.save("card", "words")
        with closing(ReadingStore(open_to_all)) as reading:
            reading.enqueue(["card"])
    open_to_all.chmod(0o444)
    open_to_all.parent.chmod(0o555)
    process = start_process(READ_WITHOUT_PERMISSION, open_to_all)
    assert process.stdout
    found, *refusals = process.stdout.read().decode().splitlines()
    assert process.wait() == 0
    if version == 1:  # of a file that stays at its schema, the notes are told
        assert found == "[] [] [] [('card', None, None, False, None, True)]"
    else:
        assert "place=0" in found and found.endswith(" ['card'] [] [('card', None, None, False, 0, True)]")
    assert refusals == ["The change is not saved: the folder of the notes may not be written."] * 2


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    reading = ReadingStore(tmp_path / "a file" / "data" / "notes.sqlite")
    with pytest.raises(NotSavedError, match="change is not saved"):
        reading.star(["card"], True)


def test_a_file_held_by_another_process(path: Path, open_reading: OpenReading, start_process: StartProcess) -> None:
    reading = open_reading(busy_seconds=0.05)
    reading.enqueue(["card"])
    before = reading.all()
    holder = start_process(HOLD_THE_FILE, path, "NORMAL")
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(NotSavedError, match="change is not saved: another program"):
        reading.star(["card"], True)
    assert reading.all() == before
    holder.kill()
    holder.wait()
    assert reading.star(["card"], True).changes


def test_a_file_that_another_process_keeps_for_itself(
    path: Path, open_reading: OpenReading, start_process: StartProcess
) -> None:
    reading = open_reading(busy_seconds=0.05)
    reading.star(["card"], True)
    reading.close()
    holder = start_process(HOLD_THE_FILE, path, "EXCLUSIVE")
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    for question in (reading.all, reading.queue, reading.searches, reading.revision, lambda: list(reading.rows())):
        with pytest.raises(NotesUnreadableError, match="starred and queued is not known: another program"):
            question()


def test_what_can_be_read_of_a_damaged_file_is_kept(
    path: Path, reading: ReadingStore, open_reading: OpenReading
) -> None:
    reading.star(["earlier"], True)  # of which a copy is made
    reading.save_search("Talks", "talks")
    reading.mark_read((f"card-{number:04}", 1, "digest") for number in range(2000))
    reading.enqueue(["card-0007", "card-0003"])
    reading.close()
    data = path.read_bytes()
    middle = len(data) // 8192 * 4096
    path.write_bytes(damaged := data[:middle] + b"\xff" * 4096 + data[middle + 4096 :])
    other = open_reading()
    other.star(["new"], True)
    found = {state.card_id: state for state in other.all()}
    assert found["earlier"].starred and found["new"].starred
    assert len(found) > 1800  # all but those on the page that is gone
    assert other.queue() == ["card-0007", "card-0003"] and len(other.searches()) == 1
    assert path.with_name("notes.sqlite.damaged").read_bytes() == damaged


def test_what_cannot_be_read_is_told_once_and_then_restored(
    path: Path, reading: ReadingStore, open_reading: OpenReading
) -> None:
    reading.mark_read((f"card-{number:04}", 1, "digest") for number in range(2000))
    reading.close()
    data = path.read_bytes()
    middle = len(data) // 8192 * 4096
    path.write_bytes(data[:middle] + b"\xff" * 8192 + data[middle + 8192 :])
    other = open_reading()
    with pytest.raises(NotesUnreadableError, match="damaged"):
        list(other.rows())
    assert len(list(other.rows())) > 1700


def test_notes_of_the_first_schema_are_carried_over(
    path: Path, open_store: OpenStore, open_reading: OpenReading
) -> None:
    notes = {f"card-{number}": f"text {number}" for number in range(20)}
    write_old_file(path, 1, notes)
    old = sqlite3.connect(path, isolation_level=None)
    reading = open_reading()
    reading.star(["card-3"], True)
    assert {note.card_id: note.text for note in open_store().all()} == notes
    assert sum(row[5] for row in reading.rows()) == 20
    copy = path.with_name("notes.sqlite.before-2")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (20,)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'reading'").fetchone() == (0,)
    before = reading.revision()
    columns = "card_id, text, written, revision, created, modified"  # an older version has the file still open
    old.execute(f"INSERT INTO note ({columns}) VALUES ('card-20', 'by an older version', 1, 99, '', '')")
    old.execute("UPDATE note SET text = 'by an older version' WHERE card_id = 'card-1'")
    assert reading.revision() != before
    old.close()
    reading.close()
    after = {note.card_id: note.text for note in open_store().all()}
    assert after["card-1"] == after["card-20"] == "by an older version"
    assert not open_store().take_news()  # it is no damage that their checksums are not known


@posix
def test_a_kill_leaves_a_bulk_action_done_or_not_begun(
    path: Path, start_process: StartProcess, open_reading: OpenReading
) -> None:
    chance, version = random.Random(1979), 1
    for _kill in range(12):
        process = start_process(CHANGE_ALL_UNTIL_KILLED, path, version)
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(chance.randrange(1, 4))]
        time.sleep(chance.random() * 0.1)  # anywhere inside the next actions
        process.kill()
        lines += process.stdout.readlines()
        acknowledged = int(lines[-1])
        reading = open_reading()
        states = reading.all()
        assert len(states) == 4000
        (kept,) = {(state.read_version, state.read_digest) for state in states}
        assert kept in {(number, f"digest {number}") for number in (acknowledged, acknowledged + 1)}
        assert len(reading.queue()) in (0, 4000)
        reading.dequeue(reading.queue())
        reading.close()
        version = acknowledged + 2
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_two_processes_change_at_once(path: Path, start_process: StartProcess, open_reading: OpenReading) -> None:
    processes = [start_process(CHANGE_OWN_CARDS, path, who) for who in ("window", "terminal")]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
    for process in processes:  # the file itself does not exist yet: both create it
        assert process.stdin
        process.stdin.write(b"\n")
        process.stdin.flush()
    for process in processes:
        assert process.wait() == 0
    reading = open_reading()
    last = {number: max(turn for turn in range(100) if turn % 7 >= number) for number in range(7)}
    for who in ("window", "terminal"):
        states = [reading.get(f"{who}-{number}") for number in range(7)]
        assert [state[1:4] for state in states] == [(last[number], who, False) for number in range(7)]
    queue = reading.queue()
    assert sorted(queue) == sorted(f"{who}-{number}" for who in ("window", "terminal") for number in range(7))
    assert [reading.get(card_id).place for card_id in queue] == list(range(14))
    assert {saved[:2] for saved in reading.searches()} == {
        (f"{who} {turn % 3}", f"query {turn}") for who in ("window", "terminal") for turn in (97, 98, 99)
    }
