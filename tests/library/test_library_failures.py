"""Whatever happens to the folders, the disk or the process: the index says what the files say, or is made anew."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from briefing_app.cli import main
from briefing_app.errors import MachineError
from briefing_app.library import index as index_module
from briefing_app.library import library as library_module
from briefing_app.library.folders import roots
from briefing_app.library.index import Index, is_damage
from briefing_app.library.library import Library
from briefing_app.library.query import parse
from tests.builders import write_card
from tests.processes import StartProcess

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals, users or mounts")

CRASH_POINTS = 20
WORDS = ("armistice", "ceasefire", "border", "zelensky")

OPEN = """
import os, signal, sys
from pathlib import Path
from briefing_app.library import library as library_module
from briefing_app.library.folders import roots
from briefing_app.library.index import Index
from briefing_app.library.library import Library

def open_library(file, shelf):
    return Library(roots([Path(shelf)], {Path(shelf)}), Index(Path(file), [Path(shelf)]))
"""

INDEX_UNTIL_KILLED = (
    OPEN
    + """
library_module.FIRST_BATCH_SECONDS = library_module.BATCH_SECONDS = 0.0
library = open_library(*sys.argv[1:3])
left = int(sys.argv[3])

def count(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

library.index._connection.set_trace_callback(count)
library.refresh()
print(int(sys.argv[3]) - left, flush=True)
"""
)

INDEX_WHEN_TOLD = (
    OPEN
    + """
library = open_library(*sys.argv[1:3])
print("ready", flush=True)
sys.stdin.readline()
library.refresh()
print(len(library.entries()), flush=True)
"""
)

INDEX_ON_A_FULL_DISK = (
    OPEN
    + """
from briefing_app.cli import main
from briefing_app.errors import MachineError

shelf, ballast, sentence = Path({shelf!r}), Path(sys.argv[2]), sys.argv[3]
library = open_library(ballast.parent / "cache" / "index.sqlite", shelf)
try:
    library.refresh()
except MachineError as error:
    assert sentence in error.sentence and error.hint, error.sentence
else:
    raise AssertionError("the disk was large enough")
known = len(library.entries())
assert known < {cards}
assert len(library.search().ranked(None).keys) == known
ballast.unlink()
for path in sorted(shelf.glob("*.md"))[3:]:
    path.unlink()
library.refresh()
assert [entry.id for entry in library.entries()] == [path.stem for path in sorted(shelf.glob("*.md"))]
"""
)

READ_AS_NOBODY = (
    OPEN
    + """
# All that is imported when first used: the next lines may take Python's own folder out of reach.
before = open_library(sys.argv[1] + "-before", sys.argv[3])
before.refresh()
before.problems(), before.index.close()
if os.getuid() == 0:  # permissions do not hold root
    os.setgid(65534)
    os.setuid(65534)
library = open_library(*sys.argv[1:3])
library.refresh()
for problem in library.folder_problems():
    print(problem.sentence)
for entry in library.entries():
    print(entry.id, entry.broken)
for problem in library.problems():
    print(problem.code)
"""
)


@pytest.fixture
def make_index(tmp_path: Path, shelf: Path) -> Iterator[Callable[[str], Library]]:
    """Opens the shelf's library with an index of its own name."""
    opened: list[Library] = []

    def make(name: str) -> Library:
        opened.append(Library(roots([shelf], {shelf}), Index(tmp_path / name / "index.sqlite", [shelf])))
        return opened[-1]

    yield make
    for library in opened:
        library.index.close()


@pytest.fixture
def cards(shelf: Path) -> None:
    """Forty cards, some of them hurt, some rivals."""
    for number in range(30):
        body = f"## Background\n\nThe {WORDS[number % 3]} of round {number}."
        write_card(shelf / f"year-{number % 4}", f"card-{number}", body, date=f"20{number:02}-05", title=f"N{number}")
    for number in range(5):
        write_card(shelf / "rivals", f"card-{number}", "The other armistice.", version=1 + number % 2)
        (shelf / f"hurt-{number}.md").write_text(f"no card {number}")
    write_card(shelf, "names", actors=[{"name": "Volodymyr Zelenskyy", "aliases": ["Zelensky"]}])


def state_of(library: Library) -> dict[str, object]:
    """All that a reader may see of the index, free of the numbers that it hands out."""
    found: dict[str, object] = {
        "entries": sorted(entry._replace(key=0) for entry in library.entries()),
        "problems": sorted(library.index.problems()),
        "rivals": sorted(library.index.rivals()),
    }
    with closing(library.search()) as search:
        ids = {entry.key: entry.id for entry in library.entries()}
        for word in WORDS:
            found[word] = sorted(ids[key] for key in search.ranked(parse(word).node).keys)
        found["facets"] = sorted(search.facets(None))
    with library.index._writing() as connection:
        connection.execute("insert into words (words) values ('integrity-check')")
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    return found


@posix
@pytest.mark.usefixtures("cards")
def test_a_crash_at_any_point_of_indexing_loses_nothing(
    make_index: Callable[[str], Library], shelf: Path, tmp_path: Path, start_process: StartProcess
) -> None:
    whole = start_process(INDEX_UNTIL_KILLED, tmp_path / "whole" / "index.sqlite", shelf, 1 << 40)
    statements = int(whole.communicate()[0])
    library = make_index("expected")
    library.refresh()
    expected = state_of(library)
    assert statements > 10 * CRASH_POINTS and expected["armistice"] and expected["zelensky"]
    before = []
    for point in range(CRASH_POINTS):
        name = f"crash-{point}"
        kill_at = 1 + point * (statements - 1) // CRASH_POINTS
        process = start_process(INDEX_UNTIL_KILLED, tmp_path / name / "index.sqlite", shelf, kill_at)
        assert process.wait() == -signal.SIGKILL
        library = make_index(name)
        before.append(len(library.entries()))
        library.refresh()
        assert state_of(library) == expected, kill_at
    assert before[-1] > before[CRASH_POINTS // 2] > 0  # the next start goes on


@pytest.mark.usefixtures("cards")
def test_two_processes_index_at_once(
    make_index: Callable[[str], Library], shelf: Path, tmp_path: Path, start_process: StartProcess
) -> None:
    file = tmp_path / "shared" / "index.sqlite"
    processes = [start_process(INDEX_WHEN_TOLD, file, shelf) for _number in range(2)]
    for process in processes:
        assert process.stdout and process.stdout.readline() == b"ready\n"
    answers = [process.communicate(b"\n")[0] for process in processes]
    library = make_index("expected")
    library.refresh()
    assert {int(answer) for answer in answers} == {len(library.entries())}
    assert state_of(make_index("shared")) == state_of(library)


@posix
def test_a_full_disk_is_told_and_what_was_read_stays(shelf: Path, run_on_a_small_disk: Callable[[str], None]) -> None:
    count = 400
    for number in range(count):
        write_card(shelf, f"card-{number:03}", f"Round {number} " * 300)
    run_on_a_small_disk(INDEX_ON_A_FULL_DISK.replace("{shelf!r}", repr(str(shelf))).replace("{cards}", str(count)))


@posix
def test_what_may_not_be_read_hides_nothing_else(open_to_all: Path, start_process: StartProcess) -> None:
    shelf = open_to_all.parent / "shelf"
    write_card(shelf, "seen")
    write_card(shelf / "open", "seen-too")
    write_card(shelf / "closed", "hidden")
    denied = write_card(shelf, "denied")
    os.chmod(denied, 0)
    os.chmod(shelf / "closed", 0)
    cache = open_to_all.parent / "cache"
    cache.mkdir()
    os.chmod(cache, 0o777)
    known = write_card(cache / "known", "known").parent
    (known / "hurt.md").write_text("no card")
    code = READ_AS_NOBODY
    said = start_process(code, cache / "own" / "index.sqlite", shelf, known).communicate()[0].decode()
    lines = said.splitlines()
    assert len([line for line in lines if str(shelf / "closed") in line]) == 1
    assert {"seen False", "seen-too False", "denied True"} < set(lines)
    assert lines[-1] == "unreadable"


def test_a_file_that_changes_while_it_is_read_is_read_again(library: Library, shelf: Path) -> None:
    write_card(shelf, "talks", title="Before")
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            write_card(shelf, "talks", "Long. " * (number % 50), title=f"Round {number}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _look in range(50):
            library.refresh()
            assert [entry.id for entry in library.entries()] == ["talks"]  # half-written or not, it is in the list
    finally:
        stop.set()
        writer.join()
    write_card(shelf, "talks", title="After")
    library.refresh()
    assert [(entry.title, entry.broken) for entry in library.entries()] == [("After", False)]


def test_a_change_within_one_tick_of_the_clock_is_seen(library: Library, shelf: Path) -> None:
    path = write_card(shelf, "talks", title="Morning")
    library.refresh()
    before = path.stat()
    write_card(shelf, "talks", title="Evening")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    library.refresh()
    assert [entry.title for entry in library.entries()] == ["Evening"]


def test_links_in_a_circle_are_not_followed(library: Library, shelf: Path) -> None:
    write_card(shelf / "deep", "seen")
    (shelf / "deep" / "up").symlink_to(shelf)
    (shelf / "left").symlink_to(shelf / "right")
    (shelf / "right").symlink_to(shelf / "left")
    (shelf / "one.md").symlink_to(shelf / "two.md")
    (shelf / "two.md").symlink_to(shelf / "one.md")
    library.refresh()
    assert [entry.id for entry in library.entries()] == ["seen"]


def test_a_folder_whose_name_is_not_unicode_is_a_shelf(library: Library, shelf: Path) -> None:
    write_card(shelf / os.fsdecode(b"caf\xe9"), "seen")
    library.refresh()
    assert library.get("seen").card is not None
    with closing(library.search()) as search:
        assert search.shelves() == ["caf\ufffd"]


def test_ten_thousand_files_in_one_folder(library: Library, shelf: Path) -> None:
    for number in range(10_000):
        (shelf / f"card-{number}.md").write_text(f"# Card {number}")
    write_card(shelf, "talks")
    library.refresh()
    assert library.index.count() == 10_001
    assert not library.refresh().changed
    (shelf / "card-77.md").unlink()
    write_card(shelf, "talks", title="Changed at length")
    assert library.refresh().changed
    assert library.index.count() == 10_000
    assert library.entry("talks").title == "Changed at length"


def test_more_cards_of_one_day_than_it_has_keys(library: Library, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "SERIAL_BITS", 2)
    write_card(shelf, "after", date="2025-07-11")
    library.refresh()
    for number in range(9):
        write_card(shelf, f"same-{number}", date="2025-07-10")
    library.refresh()
    assert library.index.count() == 10
    write_card(shelf, "one-more", date="2025-07-10")
    library.refresh()
    assert library.index.count() == 11


def test_damage_in_the_midst_of_an_index_is_mended_by_the_next_command(
    shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(200):
        write_card(shelf, f"card-{number}", f"Round {number} " * 200)
    places = ["--data-dir", str(tmp_path / "data"), "--library", str(shelf), "--no-bundled"]
    main(["index", *places])
    (file,) = (tmp_path / "data").rglob("index*.sqlite")
    with file.open("r+b") as damaged:
        damaged.seek(file.stat().st_size // 3)
        damaged.write(b"\xff" * (file.stat().st_size // 2))
    with closing(sqlite3.connect(file)) as connection, pytest.raises(sqlite3.Error) as caught:
        connection.execute("select sum(length(fields)) from record").fetchall()
    assert is_damage(caught.value)
    capsys.readouterr()
    assert main(["search", "round", "--json", "--limit", "3", *places]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["total"] == 200
    assert not [line for line in said.err.splitlines() if "cards read" not in line]  # how far it is, nothing else


def test_a_card_is_read_from_the_index_while_another_is_written(library: Library, shelf: Path) -> None:
    write_card(shelf, "talks")
    library.refresh()
    with library.index._writing() as connection:
        connection.execute("update card set title = 'not yet'")
        found: list[str] = []
        reader = threading.Thread(target=lambda: found.extend(entry.title for entry in library.entries()))
        reader.start()
        reader.join(5)
        library.index.keep_page("key", "<p>page</p>", "", "ltr")
        assert found == ["Talks on the border"]
    assert library.index.page("key") is None  # it did not wait for the writer either
    library.index.keep_page("key", "<p>page</p>", "", "ltr")
    assert library.index.page("key") == ("<p>page</p>", "", "ltr")


def test_after_many_cards_the_index_is_tidied(library: Library, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_module, "FIRST_BATCH_SECONDS", 0.0)
    monkeypatch.setattr(library_module, "BATCH_SECONDS", 0.0)

    def segments() -> int:
        with closing(library.index.connect()) as connection:
            return int(connection.execute("select count(distinct segid) from words_idx").fetchone()[0])

    for number in range(30):
        write_card(shelf, f"card-{number}", f"Round {number}.")
    library.refresh()
    before = segments()
    monkeypatch.setattr(library_module, "MANY", 1)
    write_card(shelf, "talks", "The armistice.")
    library.refresh()
    assert segments() == 1 < before
    with closing(library.search()) as search:
        assert len(search.ranked(parse("round").node).keys) == 30


def test_a_disk_that_is_full_is_no_damage(library: Library, shelf: Path) -> None:
    library.index._connection.execute("pragma max_page_count = 1")
    for number in range(30):
        write_card(shelf, f"card-{number}", f"Round {number} " * 500)
    with pytest.raises(MachineError) as caught:
        library.refresh()
    assert caught.value.hint and "full" in caught.value.sentence
    library.index._connection.execute("pragma max_page_count = 1000000")
    library.refresh()
    assert library.index.count() == 30
