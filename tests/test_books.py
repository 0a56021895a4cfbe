"""Named books as files: what is kept, that nothing of it is lost, and what is said to have changed."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from briefing_app.book_export import book_cards, export_book, in_library
from briefing_app.books.book import (
    Book,
    BookCard,
    checked_name,
    new_book,
    with_annex,
    with_cards,
    with_cover,
    with_moved,
    with_order,
    without_cards,
)
from briefing_app.books.book_file import read_book, to_json
from briefing_app.books.changes import changes
from briefing_app.books.shelf import Shelf
from briefing_app.errors import BookError, MachineError, MarkingError, NotFoundError, UsageError
from briefing_app.paths import Paths
from briefing_app.workspace import Workspace
from tests.builders import write_card
from tests.processes import StartProcess

NAMES = [
    "Geneva",
    "CON",
    "../../etc/passwd",
    "a/b\\c:d*e?",
    ".hidden",
    "كتاب الاجتماع",
    "\u202eGenf",
    "北京会谈",
    "é" * 200,
    "Round 2.",
    "nul.json",
]


@pytest.fixture
def shelf(paths: Paths) -> Shelf:
    return Shelf(paths.books, paths.trash)


@pytest.fixture
def own(paths: Paths) -> Iterator[Workspace]:
    """A reader with three cards of their own and no others."""
    write_card(paths.library, "geneva", "The lake.", title="Geneva talks")
    write_card(paths.library, "vienna", "The ring.", title="Vienna round")
    write_card(paths.library, "oslo", "The fjord.", title="Oslo channel")
    workspace = Workspace(paths, bundled=False)
    workspace.library.refresh()
    yield workspace
    workspace.close()


def cards(*ids: str) -> list[BookCard]:
    return [BookCard(id=card_id, title=card_id.title()) for card_id in ids]


def ids(book: Book) -> list[str]:
    return [card.id for card in book.cards]


def make(own: Workspace, name: str, target: Path, **wishes: Any) -> None:
    export_book(own, name, target, lambda wish: wish._replace(**wishes))


def said(own: Workspace, name: str) -> list[str]:
    book = own.books.get(name)
    return [change.sentence for change in changes(book, in_library(own, book))]


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_a_file_in_the_folder_and_nowhere_else(shelf: Shelf, paths: Paths, name: str) -> None:
    shelf.create(with_cards(new_book(name), cards("geneva")))
    files = [path for path in paths.data.rglob("*") if path.is_file() and path.name != ".lock"]
    assert [path.parent for path in files] == [paths.books]
    assert files[0].name.isascii()
    assert len(files[0].name) < 80
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.books.stat().st_mode) == 0o700
    assert ids(shelf.get(name.upper() if name.isascii() else name)) == ["geneva"]


def test_names_that_differ_in_case_blanks_or_composition_are_one(shelf: Shelf) -> None:
    shelf.create(new_book("  Évian   round "))
    assert shelf.get("e\u0301VIAN ROUND").name == "Évian round"
    with pytest.raises(BookError, match="There is a book “Évian round” already"):
        shelf.create(new_book("évian round"))


@pytest.mark.parametrize("name", ["", " \n ", "x" * 201])
def test_a_name_has_letters_and_an_end(name: str) -> None:
    with pytest.raises(UsageError):
        checked_name(name)


def test_an_unknown_name_is_answered_with_the_nearest(shelf: Shelf) -> None:
    shelf.create(new_book("Geneva round in the spring"))
    with pytest.raises(NotFoundError) as caught:
        shelf.get("genva")
    assert caught.value.hint == "Did you mean “Geneva round in the spring”?"
    with pytest.raises(NotFoundError) as caught:
        shelf.get("Quito")
    assert caught.value.hint == ""


def test_what_is_written_is_read_again(shelf: Shelf) -> None:
    book = with_cover(with_cards(new_book("Round"), cards("a", "b")), {"title": "The  round", "copy": "3", "day": ""})
    assert shelf.create(with_annex(book, "B", annex=True)) == shelf.get("round")
    assert shelf.get("round").cover.title == "The round"
    assert [card.annex for card in shelf.get("round").cards] == [False, True]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        ('{\n  "briefing_app_book": 1,\n  "name": "X",\n', 4, "truncated"),
        ('{\n  "briefing_app_book": 1,\n  "name": X\n}', 3, "malformed"),
        ('{\n"briefing_app_book": 1,\n"name": "X",\n"cards": [\n{"id": "a"},\n{"id": "b",\n"title": 3}]}', 7, "str"),
        ('{\n"briefing_app_book": 1,\n"made": {\n"when": "now"},\n"name": "X"}', 4, "RFC3339"),
        ('{"theme": "dark"}', 1, "briefing_app_book"),
        ("[1, 2]", 1, "object"),
        ("\n\nnot JSON", 3, "malformed"),
        ("", 1, "truncated"),
        ('{"briefing_app_book": 1, "name": "' + "[" * 5, 1, "truncated"),
        ("[" * 200_000, 1, "JSON"),
        ('{"briefing_app_book": "one", "name": X}', 1, "malformed"),
        ('{\n"briefing_app_book": 1,\n"name": ""}', 3, "length"),
    ],
)
def test_a_file_that_is_no_book_is_told_with_its_line_and_left_alone(
    shelf: Shelf, paths: Paths, data: str, line: int, reason: str
) -> None:
    shelf.create(new_book("Good"))
    foreign = paths.books / "foreign.json"
    foreign.write_text(data)
    books, problems, _latest = shelf.all()
    assert [book.name for book in books] == ["Good"]
    (problem,) = problems
    assert f"“{foreign}” cannot be read; line {line}: " in problem.sentence
    assert reason in problem.sentence
    assert foreign.read_text() == data


def test_a_damaged_book_is_named_by_whoever_asks_for_it_and_never_replaced(shelf: Shelf, paths: Paths) -> None:
    shelf.create(new_book("Round"))
    (file,) = paths.books.glob("*.json")
    file.write_bytes(b"\0" * 100)
    for act in (lambda: shelf.get("Round"), lambda: shelf.create(new_book("Round")), lambda: shelf.delete("Round")):
        with pytest.raises(BookError, match="cannot be read; line 1"):
            act()
    assert file.read_bytes() == b"\0" * 100


def test_a_file_of_a_newer_version_is_read_and_never_written(shelf: Shelf, paths: Paths) -> None:
    paths.books.mkdir(parents=True)
    newer = paths.books / "newer.json"
    data = '{"briefing_app_book": 2, "name": "Newer", "cards": [{"id": "a", "mood": 1}], "sound": []}'
    newer.write_text(data)
    assert ids(shelf.get("newer")) == ["a"]
    with pytest.raises(BookError, match="written by a newer version"):
        shelf.change("newer", lambda book: with_cards(book, cards("b")))
    newer.write_text(data.replace('"a"', "[3]"))
    (problem,) = shelf.all().problems
    assert "was written by a newer version of the app" in problem.sentence


def test_two_files_of_one_name_are_told(shelf: Shelf, paths: Paths) -> None:
    shelf.create(with_cards(new_book("Round"), cards("a")))
    (file,) = paths.books.glob("*.json")
    copy = file.with_name(f"{file.stem} (copy).json")
    copy.write_bytes(to_json(new_book("ROUND")))
    books, problems, _latest = shelf.all()
    assert len(books) == len(problems) == 1
    assert "Two files hold a book" in problems[0].sentence


def test_a_book_that_is_deleted_can_be_put_back(shelf: Shelf, paths: Paths) -> None:
    kept = shelf.create(with_cards(new_book("Round"), cards("a")))
    place = shelf.delete("round")
    assert place.parent == paths.trash
    assert shelf.all().books == []
    assert shelf.put_back(place) == kept == shelf.get("Round")
    assert not place.exists()


def test_a_book_that_is_deleted_does_not_come_back_over_another(shelf: Shelf) -> None:
    shelf.create(new_book("Round"))
    place = shelf.delete("Round")
    shelf.create(with_cards(new_book("Round"), cards("new")))
    with pytest.raises(BookError, match="already"):
        shelf.put_back(place)
    assert place.exists()
    assert ids(shelf.get("Round")) == ["new"]


def test_another_name_leads_to_the_same_book(shelf: Shelf) -> None:
    shelf.create(with_cards(new_book("Round"), cards("a")))
    shelf.create(new_book("Other"))
    shelf.rename("Round", "ROUND")
    with pytest.raises(BookError, match="already"):
        shelf.rename("Round", "other")
    shelf.rename("Round", "Spring")
    shelf.create(new_book("Round"))
    assert (ids(shelf.get("spring")), ids(shelf.get("round"))) == (["a"], [])
    assert [book.name for book in shelf.all().books] == ["Other", "Round", "Spring"]


def test_two_processes_lose_no_change(shelf: Shelf, paths: Paths, start_process: StartProcess) -> None:
    shelf.create(new_book("Round"))
    code = (
        "import sys; from pathlib import Path\n"
        "from briefing_app.books.book import BookCard, with_cards\n"
        "from briefing_app.books.shelf import Shelf\n"
        "shelf = Shelf(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "for n in range(40):\n"
        "    shelf.change('round', lambda book: with_cards(book, [BookCard(id=f'{sys.argv[3]}{n}')]))\n"
    )
    running = [start_process(code, paths.books, paths.trash, letter) for letter in "xyz"]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    assert [process.wait() for process in running] == [0, 0, 0]
    # A change of the three that overwrote another's would be missing here.
    assert len(shelf.get("Round").cards) == 120


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_a_sentence(shelf: Shelf, paths: Paths) -> None:
    shelf.create(new_book("Round"))
    paths.books.chmod(0o500)
    with pytest.raises(MachineError, match="could not be saved"):
        shelf.create(new_book("Other"))
    paths.books.chmod(0o700)


def test_a_folder_in_the_way_is_a_sentence(shelf: Shelf, paths: Paths) -> None:
    paths.data.mkdir()
    paths.books.write_text("a file")
    with pytest.raises(MachineError, match="“Round” could not be saved"):
        shelf.create(new_book("Round"))
    assert shelf.all() == ([], [], "")


# --- order -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moved", "to", "order"),
    [
        (["a"], 0, "abcd"),
        (["a"], 1, "abcd"),
        (["a"], 2, "bacd"),
        (["a"], 4, "bcda"),
        (["d"], 0, "dabc"),
        (["c", "a"], 4, "bdac"),
        (["b"], 99, "acdb"),
        (["b", "c"], 0, "bcad"),
        (["B"], -5, "bacd"),
    ],
)
def test_cards_are_put_before_the_one_that_stands_there(moved: list[str], to: int, order: str) -> None:
    book = with_cards(new_book("Round"), cards(*"abcd"))
    assert "".join(ids(with_moved(book, moved, to))) == order
    assert "".join(ids(with_order(with_moved(book, moved, to), [*"abcd"]))) == "abcd"


@given(st.permutations(range(12)), st.sets(st.integers(0, 11)), st.integers(-1, 13))
def test_no_move_loses_a_card(order: list[int], moved: set[int], to: int) -> None:
    book = with_cards(new_book("Round"), cards(*map(str, order)))
    assert sorted(ids(with_moved(book, [*map(str, moved)], to))) == sorted(map(str, range(12)))


def test_annexes_stand_behind_the_other_cards() -> None:
    book = with_annex(with_cards(new_book("Round"), cards(*"abcd")), "b", annex=True)
    assert ids(book) == [*"acdb"]
    assert ids(with_moved(book, ["d"], 4)) == [*"acdb"]
    assert ids(with_moved(book, ["b"], 0)) == [*"acdb"]
    assert ids(with_cards(book, cards("e"))) == [*"acdeb"]
    assert ids(with_annex(with_annex(book, "a", annex=True), "b", annex=False)) == [*"cdba"]
    with pytest.raises(NotFoundError):
        with_annex(book, "nowhere", annex=True)


def test_a_card_is_in_a_book_once(shelf: Shelf) -> None:
    book = with_cards(with_cards(new_book("Round"), cards("a", "b", "A")), cards("c", "B"), at=0)
    assert ids(book) == ["c", "a", "b"]
    assert ids(without_cards(book, ["C", "nowhere"])) == ids(book)[1:]
    with pytest.raises(UsageError, match="at most 2,000 cards"):
        with_cards(book, cards(*map(str, range(2000))))


# --- made, and made again --------------------------------------------------------------------------------------------


def test_nothing_is_said_to_have_changed_right_after_making(own: Workspace, tmp_path: Path) -> None:
    own.books.create(with_cards(new_book("Round"), book_cards(own, ["oslo", "GENEVA"])))
    make(own, "Round", tmp_path / "book.pdf")
    book = own.books.get("Round")
    assert said(own, "Round") == []
    assert book.made is not None
    assert (book.made.pages, book.made.marking, ids(book)) == (4, "PUBLIC", ["oslo", "geneva"])
    assert (tmp_path / "book.pdf").stat().st_size > 1000


def test_every_change_between_two_makings_is_said(own: Workspace, paths: Paths, tmp_path: Path) -> None:
    write_card(paths.library, "paris", title="Paris meeting")
    write_card(paths.library, "berne", title="Berne meeting")
    own.library.refresh()
    all_ids = ["geneva", "vienna", "oslo", "paris", "berne"]
    own.books.create(with_cards(new_book("Round"), book_cards(own, all_ids)))
    make(own, "Round", tmp_path / "book.pdf")
    write_card(paths.library, "geneva", title="Geneva talks resumed", version=2, marking="RESTRICTED")
    write_card(paths.library, "vienna", "Another ring.", title="Vienna round")
    (paths.library / "oslo.md").unlink()
    write_card(paths.library, "quito", title="Quito summit")
    (paths.library / "berne.md").write_text("---\ntitle: Berne meeting\n---\n")
    own.library.refresh()
    own.books.change("Round", lambda book: with_cards(book, book_cards(own, ["quito"])))
    own.books.change("Round", lambda book: without_cards(book, ["paris"]))
    own.books.change("Round", lambda book: with_moved(book, ["oslo"], 0))
    own.books.change("Round", lambda book: with_annex(with_cover(book, {"occasion": "Talks"}), "vienna", annex=True))
    own.books.change("Round", lambda book: replace(book, choices=replace(book.choices, notes="release")))
    assert said(own, "Round") == [
        "“Oslo channel” is missing: no folder of the library has it.",
        "“Oslo channel” stands at place 1, before at 3.",
        "“Geneva talks resumed” is version 2 now, before 1.",
        "“Geneva talks resumed” was called “Geneva talks”.",
        "“Geneva talks resumed” is marked RESTRICTED now, before PUBLIC.",
        "“Berne meeting” cannot be read: its file has errors.",
        "“Quito summit” was added.",
        "“Vienna round” is an annex now.",
        "“Vienna round” says something else, under the same version.",
        "“Paris meeting” was taken out.",
        "Cover, occasion: “Talks”, before nothing.",
        "Notes that go out: “release”, before “none”.",
    ]


@given(st.permutations(range(9)))
def test_those_that_are_said_to_have_moved_explain_the_order(order: list[int]) -> None:
    from briefing_app.books.book import MadeCard
    from briefing_app.books.changes import _moved

    before = {str(n): (n, MadeCard(id=str(n), title="", version=1, digest="")) for n in range(9)}
    kept = [n for n in order if str(n) not in _moved(before, cards(*map(str, order)))]
    assert kept == sorted(kept)
    assert len(order) == 1 or kept


def test_a_missing_card_stops_the_book_unless_it_is_to_be_left_out(
    own: Workspace, paths: Paths, tmp_path: Path
) -> None:
    own.books.create(with_cards(new_book("Round"), book_cards(own, ["geneva", "oslo"])))
    (paths.library / "oslo.md").unlink()
    own.library.refresh()
    target = tmp_path / "book.pdf"
    with pytest.raises(BookError, match=r"A card of the book “Round” is missing: “Oslo channel” \(oslo\)"):
        make(own, "Round", target)
    assert not target.exists()
    export_book(own, "Round", target, lambda wish: wish, without_missing=True)
    made = own.books.get("Round").made
    assert made is not None
    assert [card.id for card in made.cards] == ["geneva"]
    assert said(own, "Round") == ["“Oslo channel” is missing: no folder of the library has it."]


def test_a_book_without_cards_cannot_be_made(own: Workspace, tmp_path: Path) -> None:
    own.books.create(new_book("Round"))
    with pytest.raises(BookError, match="it has no cards"):
        make(own, "Round", tmp_path / "book.pdf")


def test_a_reason_for_a_lower_marking_counts_for_the_markings_it_was_given_for(
    own: Workspace, paths: Paths, tmp_path: Path
) -> None:
    from briefing_app.cards.markings import Banner

    write_card(paths.library, "geneva", title="Geneva talks", marking="OFFICIAL")
    write_card(paths.library, "oslo", title="Oslo channel", marking="SECRET")
    own.library.refresh()
    own.books.create(with_cards(new_book("Round"), book_cards(own, ["geneva"])))
    make(own, "Round", tmp_path / "a.pdf", banner=Banner("PUBLIC", "released by the desk"))
    assert own.books.get("Round").choices.lowering_reason == "released by the desk"
    make(own, "Round", tmp_path / "b.pdf")  # the same cards: nobody need say it again
    own.books.change("Round", lambda book: with_cards(book, book_cards(own, ["oslo"])))
    with pytest.raises(MarkingError):
        make(own, "Round", tmp_path / "c.pdf")
    assert not (tmp_path / "c.pdf").exists()


def test_no_word_of_a_note_is_in_a_book(own: Workspace, paths: Paths, tmp_path: Path) -> None:
    own.notes.save("geneva", "Zanzibar is mine")
    own.books.create(with_cards(new_book("Round"), book_cards(own, ["geneva"])))
    make(own, "Round", tmp_path / "book.pdf", notes="all")
    made = own.books.get("Round").made
    assert made is not None
    assert made.notes_included == 1
    (file,) = paths.books.glob("*.json")
    assert b"Zanzibar" not in file.read_bytes()
    assert read_book(file).choices.notes == "all"
    assert json.loads(file.read_bytes())["made"]["choices"] == {"notes": "all"}
