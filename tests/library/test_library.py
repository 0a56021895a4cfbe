"""The library: folders read in place, and the index behind it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from briefing_app.errors import NotFoundError
from briefing_app.library.library import Library
from tests.builders import write_card
from tests.library.conftest import MakeLibrary


def ids(library: Library) -> list[str]:
    return [entry.id for entry in library.entries()]


def test_newest_card_comes_first_and_unreadable_dates_last(make_library: MakeLibrary, shelf: Path) -> None:
    write_card(shelf, "old", date="1979-03-26")
    write_card(shelf, "new", date="2025-07-10")
    write_card(shelf, "month", date="2025-07")
    (shelf / "broken.md").write_text("no card")
    library = make_library()
    library.refresh()
    assert ids(library) == ["new", "month", "old", "broken"]
    assert [entry.broken for entry in library.entries()] == [False, False, False, True]


def test_a_broken_card_stays_in_its_place(make_library: MakeLibrary, shelf: Path) -> None:
    write_card(shelf, "old", date="1979")
    write_card(shelf, "hurt", date="2025", version="x")
    library = make_library()
    library.refresh()
    assert ids(library) == ["hurt", "old"]
    file = library.get("hurt")
    assert file.card is None and [problem.line for problem in file.problems if problem.level == "error"] == [6]


def test_changed_new_and_vanished_files_are_seen(make_library: MakeLibrary, shelf: Path) -> None:
    path = write_card(shelf, "one", title="First")
    library = make_library()
    assert library.refresh().changed and not library.refresh().changed
    write_card(shelf, "one", title="Changed at length")
    write_card(shelf / "deep" / "er", "two")
    assert library.refresh().changed
    assert [(entry.id, entry.title) for entry in library.entries()] == [
        ("one", "Changed at length"),
        ("two", "Talks on the border"),
    ]
    path.unlink()
    assert library.refresh().changed and ids(library) == ["two"]


def test_ids_are_the_same_whatever_their_case(make_library: MakeLibrary, shelf: Path) -> None:
    write_card(shelf, "Talks")
    library = make_library()
    library.refresh()
    assert library.get("tALKS").id == "Talks"


def test_an_unknown_id_is_not_found(make_library: MakeLibrary) -> None:
    with pytest.raises(NotFoundError):
        make_library().get("nothing")


def test_the_higher_version_wins_and_a_readable_card_over_a_broken_one(
    make_library: MakeLibrary, shelf: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    write_card(shelf, "talks", title="Second", version=2)
    write_card(other, "talks", title="First", version=1)
    write_card(shelf, "visit", title="Sound")
    write_card(other, "visit", title="Hurt", version="none")
    write_card(shelf, "equal", title="Earlier folder")
    write_card(other, "equal", title="Later folder")
    library = make_library(other)
    library.refresh()
    assert {entry.id: entry.title for entry in library.entries()} == {
        "talks": "Second",
        "visit": "Sound",
        "equal": "Later folder",
    }


def test_folders_of_another_session_stay_out_of_this_one(
    make_library: MakeLibrary, shelf: Path, tmp_path: Path
) -> None:
    write_card(shelf, "mine")
    write_card(tmp_path / "other", "other")
    make_library(tmp_path / "other").refresh()
    library = make_library()
    library.refresh()
    assert ids(library) == ["mine"]


def test_a_folder_that_is_gone_keeps_its_cards_in_the_list_and_is_told(
    make_library: MakeLibrary, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    write_card(stick, "far")
    library = make_library(stick)
    library.refresh()
    stick.rename(tmp_path / "pulled-out")
    library.refresh()
    assert ids(library) == ["far"]
    (problem,) = library.folder_problems()
    assert str(stick) in problem.sentence


def test_read_me_files_hidden_folders_and_circles_are_left_out(make_library: MakeLibrary, shelf: Path) -> None:
    write_card(shelf, "README")
    write_card(shelf / ".git", "hidden")
    write_card(shelf, "seen")
    (shelf / "circle").symlink_to(shelf)
    (shelf / "nowhere.md").symlink_to(shelf / "missing")
    library = make_library()
    library.refresh()
    assert ids(library) == ["seen"]


def test_a_file_name_that_is_not_unicode_is_read(make_library: MakeLibrary, shelf: Path) -> None:
    written = write_card(shelf, "named", id="named")
    write_card(shelf, "unnamed").rename(shelf / os.fsdecode(b"caf\xe8.md"))
    os.rename(written, os.path.join(os.fsencode(shelf), b"caf\xe9.md"))
    library = make_library()
    library.refresh()
    assert ids(library) == ["caf\ufffd", "named"] and library.get("named").card is not None
    assert [problem.code for problem in library.problems()] == ["bad-id"]


@pytest.mark.parametrize(
    "damage",
    [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\x00" * 200, b""],
)
def test_a_damaged_index_is_made_anew(make_library: MakeLibrary, shelf: Path, tmp_path: Path, damage: bytes) -> None:
    write_card(shelf, "one")
    file = tmp_path / "cache" / "index.sqlite"
    file.parent.mkdir()
    file.write_bytes(damage)
    library = make_library()
    library.refresh()
    assert ids(library) == ["one"]
    assert ids(make_library()) == ["one"]


def test_an_index_of_another_version_is_made_anew(make_library: MakeLibrary, shelf: Path, tmp_path: Path) -> None:
    write_card(shelf, "one")
    make_library().refresh()
    with sqlite3.connect(tmp_path / "cache" / "index.sqlite") as connection:
        connection.execute("update meta set format = '0 0.0.0'")
    connection.close()
    library = make_library()
    assert ids(library) == []
    library.refresh()
    assert ids(library) == ["one"]


def test_without_a_place_for_the_index_the_library_still_works(
    make_library: MakeLibrary, shelf: Path, tmp_path: Path
) -> None:
    write_card(shelf, "one")
    (tmp_path / "cache").write_text("a file where the folder should be")
    library = make_library()
    library.refresh()
    assert ids(library) == ["one"]
