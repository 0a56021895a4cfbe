"""The library: folders read in place, the index behind it, search and import."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from briefing_app.errors import MachineError, NotFoundError
from briefing_app.library.folding import find_folded, fold
from briefing_app.library.index import Index
from briefing_app.library.library import Library

MakeLibrary = Callable[..., Library]


def write_card(
    folder: Path, card_id: str, title: str = "A title", date: str = "2025", more: str = "", body: str = ""
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{card_id}.md"
    path.write_text(f"---\nid: {card_id}\ntitle: {title}\ndate: {date}\n{more}---\n{body}", encoding="utf-8")
    return path


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    return folder


@pytest.fixture
def make_library(tmp_path: Path, shelf: Path) -> MakeLibrary:
    def make(*folders: Path) -> Library:
        imports = tmp_path / "imports"
        places = [shelf, imports, *folders]
        return Library(places, imports, Index(tmp_path / "cache" / "index.sqlite", places))

    return make


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
    write_card(shelf, "hurt", date="2025", more="version: x\n")
    library = make_library()
    library.refresh()
    assert ids(library) == ["hurt", "old"]
    file = library.get("hurt")
    assert file.card is None and [problem.line for problem in file.problems if problem.level == "error"] == [5]


def test_changed_new_and_vanished_files_are_seen(make_library: MakeLibrary, shelf: Path) -> None:
    path = write_card(shelf, "one", title="First")
    library = make_library()
    assert library.refresh() and not library.refresh()
    write_card(shelf, "one", title="Changed at length")
    write_card(shelf / "deep" / "er", "two")
    assert library.refresh()
    assert [(entry.id, entry.title) for entry in library.entries()] == [
        ("two", "A title"),
        ("one", "Changed at length"),
    ]
    path.unlink()
    assert library.refresh() and ids(library) == ["two"]


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
    write_card(shelf, "talks", title="Second", more="version: 2\n")
    write_card(other, "talks", title="First", more="version: 1\n")
    write_card(shelf, "visit", title="Sound")
    write_card(other, "visit", title="Hurt", more="version: none\n")
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
    written = write_card(shelf, "named")
    os.rename(written, os.path.join(os.fsencode(shelf), b"caf\xe9.md"))
    library = make_library()
    library.refresh()
    assert ids(library) == ["named"] and library.get("named").card is not None


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
        connection.execute("update meta set app_version = '0.0.0'")
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


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ceasefire", ["talks"]),
        ("CEASEFIRE talks", ["talks"]),
        ("turkiye", ["talks"]),
        ("Türkiye", ["talks"]),
        ("Փաշինյան", ["talks"]),
        ("和平", ["talks"]),
        ("zelenskyy", ["talks"]),
        ("ceasefire nowhere", []),
        ("", []),
        ("%", []),
        ("summit", ["summit", "talks"]),
    ],
)
def test_search_finds_cards_that_hold_every_word(
    make_library: MakeLibrary, shelf: Path, words: str, expected: list[str]
) -> None:
    actors = "actors:\n- {name: Volodymyr Zelensky, aliases: [Zelenskyy], native_name: Փաշինյան}\n"
    write_card(
        shelf, "talks", title="The talks", more=actors, body="A ceasefire in Türkiye. 关于和平的讨论. A summit.\n"
    )
    write_card(shelf, "summit", title="The Summit", date="1979")
    library = make_library()
    library.refresh()
    assert [hit.id for hit in library.search(words)] == expected


def test_a_snippet_shows_the_words_as_they_stand(make_library: MakeLibrary, shelf: Path) -> None:
    write_card(shelf, "talks", body="Long before. " * 40 + "They met in TÜRKIYE in spring. " + "Long after. " * 40)
    library = make_library()
    library.refresh()
    (hit,) = library.search("türkiye")
    assert "met in TÜRKIYE in" in hit.snippet and hit.snippet.startswith("…") and hit.snippet.endswith("…")
    assert len(hit.snippet) < 200


def test_import_says_new_replaced_unchanged_refused(make_library: MakeLibrary, tmp_path: Path, shelf: Path) -> None:
    inbox = tmp_path / "inbox"
    write_card(shelf, "bundled", title="Bundled")
    first = write_card(inbox, "one", title="One")
    hurt = write_card(inbox, "hurt", more="version: x\n")
    library = make_library()
    result = library.import_files([inbox])
    assert (result.new, result.replaced, result.unchanged) == (("one",), (), ())
    (refusal,) = result.refused
    assert refusal.path == hurt and [problem.code for problem in refusal.problems] == ["wrong-type"]
    assert library.import_files([first]).unchanged == ("one",)
    write_card(inbox, "one", title="One, changed")
    assert library.import_files([first]).replaced == ("one",)
    assert library.get("one").title == "One, changed"
    assert library.import_files([write_card(inbox, "bundled", title="Mine")]).replaced == ("bundled",)
    assert library.get("bundled").title == "Mine"
    assert [item.name for item in shelf.iterdir()] == ["bundled.md"]
    assert "Bundled" in (shelf / "bundled.md").read_text()


def test_import_of_an_older_version_is_refused(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library()
    library.import_files([write_card(tmp_path / "in", "one", more="version: 2\n")])
    result = library.import_files([write_card(tmp_path / "in", "one", more="version: 1\n")])
    assert [problem.code for refusal in result.refused for problem in refusal.problems] == ["older-version"]
    card = library.get("one").card
    assert card is not None and card.version == 2


def test_import_copies_bytes_and_keeps_one_file_an_id(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library()
    source = write_card(tmp_path / "in", "Talks")
    source.write_bytes(b"\xef\xbb\xbf" + source.read_bytes().replace(b"\n", b"\r\n"))
    library.import_files([source])
    copies = list((tmp_path / "imports").iterdir())
    assert [copy.read_bytes() for copy in copies] == [source.read_bytes()]
    assert copies[0].stat().st_mode & 0o777 == 0o600
    library.import_files([write_card(tmp_path / "in2", "talks", title="Other case")])
    assert len(list((tmp_path / "imports").iterdir())) == 1


def test_import_of_a_missing_file_is_refused(make_library: MakeLibrary, tmp_path: Path) -> None:
    (refusal,) = make_library().import_files([tmp_path / "missing.md"]).refused
    assert [problem.code for problem in refusal.problems] == ["unreadable"]


def test_import_that_the_disk_refuses_is_told_and_leaves_nothing(make_library: MakeLibrary, tmp_path: Path) -> None:
    (tmp_path / "imports").write_text("a file where the folder should be")
    with pytest.raises(MachineError):
        make_library().import_files([write_card(tmp_path / "in", "one")])
    assert (tmp_path / "imports").read_text() == "a file where the folder should be"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TÜRKIYE", "turkiye"),
        ("İlham Əliyev", "ilham əliyev"),
        ("Straße", "STRASSE"),
        ("ё", "е"),
        ("أنور", "انور"),
        ("מֹשֶׁה", "משה"),
        ("ﾃﾍﾗﾝ", "テヘラン"),
        ("Ａｂｕ", "abu"),
        ("e\u0301", "é"),
        ("قــطر", "قطر"),
    ],
)
def test_spellings_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_thai_and_hindi_keep_their_vowels() -> None:
    assert fold("กิน") != fold("กน") and fold("दिल्ली") != fold("दल्ली")


def test_a_folded_match_is_found_in_the_unfolded_text() -> None:
    text = "Die große STRAẞE von Türkiye"
    start, end = find_folded(text, fold("türkiye")) or (0, 0)
    assert text[start:end] == "Türkiye"
    assert find_folded(text, "nowhere") is None
