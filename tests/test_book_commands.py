"""The commands about named books, as a person or a script calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.builders import write_card
from tests.command_line import Run, data_of

CLOCK = "2026-03-14T09:30:00Z"


@pytest.fixture
def shelf(run: Run, tmp_path: Path) -> Run:
    """A library of three cards and a book of two of them."""
    write_card(tmp_path / "cards", "oslo", title="Oslo channel", marking="PUBLIC")
    write_card(tmp_path / "cards", "vienna", title="Vienna round", marking="PUBLIC")
    data_of(
        run("book", "new", "Geneva round", "--title", "The talks", "--for", "The Minister", "--copy", "3", "--json")
    )
    data_of(run("book", "add", "Geneva round", "talks", "oslo", "--json"))
    return run


def order(run: Run, name: str = "Geneva round") -> list[str]:
    return [card["id"] for card in data_of(run("book", "show", name, "--json"))["cards"]]


def test_a_book_is_begun_filled_and_put_in_order(shelf: Run) -> None:
    assert order(shelf) == ["talks", "oslo"]
    data_of(shelf("book", "add", "geneva ROUND", "vienna", "--at", "1", "--json"))
    assert order(shelf) == ["vienna", "talks", "oslo"]
    for place, expected in (("3", "talks oslo vienna"), ("2", "talks vienna oslo"), ("99", "talks oslo vienna")):
        data_of(shelf("book", "move", "Geneva round", "vienna", place, "--json"))
        assert order(shelf) == expected.split()
    assert data_of(shelf("book", "remove", "Geneva round", "TALKS", "--json"))["cards"] == ["oslo", "vienna"]
    data_of(shelf("book", "add", "Geneva round", "talks", "--at", "1", "--annex", "--json"))
    shown = data_of(shelf("book", "show", "Geneva round", "--json"))["cards"]
    assert [(card["id"], card["annex"]) for card in shown] == [("oslo", False), ("vienna", False), ("talks", True)]


def test_show_tells_cover_cards_and_marking(shelf: Run) -> None:
    shown = data_of(shelf("book", "show", "Geneva round", "--json"))
    assert shown["cover"] == {"title": "The talks", "prepared_for": "The Minister", "copy": "3"}
    assert (shown["marking"], shown["marking_problem"], shown["made"], shown["changes"]) == ("PUBLIC", "", None, [])
    assert shown["cards"][1] == {
        "id": "oslo",
        "title": "Oslo channel",
        "annex": False,
        "version": 1,
        "marking": "PUBLIC",
        "missing": False,
    }
    text = shelf("book", "show", "Geneva round").stdout
    assert "prepared for: The Minister" in text
    assert "2.  oslo  Oslo channel  PUBLIC" in text


def test_a_book_is_made_and_made_again_after_an_update(shelf: Run, tmp_path: Path) -> None:
    target = tmp_path / "book.pdf"
    told = data_of(shelf("book", "export", "Geneva round", "-o", str(target), "--clock", CLOCK, "--json"))
    assert told["path"] == str(target)
    assert told["pages"] == len(PdfReader(target).pages) >= 2
    assert told["marking"] == "PUBLIC"
    first = target.read_bytes()
    assert "Nothing changed since it was made 2026-03-14" in shelf("book", "show", "Geneva round").stdout
    data_of(shelf("book", "export", "Geneva round", "-o", str(target), "--clock", CLOCK, "--json"))
    assert target.read_bytes() == first
    write_card(tmp_path / "cards", "oslo", title="Oslo channel", marking="PUBLIC", version=2)
    (tmp_path / "cards" / "talks.md").unlink()
    shown = data_of(shelf("book", "show", "Geneva round", "--json"))
    assert [(one["kind"], one["card_id"]) for one in shown["changes"]] == [("missing", "talks"), ("version", "oslo")]
    assert shown["cards"][0]["title"] == "The talks"  # as it was called when it was last seen
    told_in_words = shelf("book", "show", "Geneva round").stdout
    assert "“Oslo channel” is version 2 now, before 1." in told_in_words
    done = shelf("book", "export", "Geneva round", "-o", str(target))
    assert (done.returncode, "--without-missing" in done.stderr) == (1, True)
    assert target.read_bytes() == first
    data_of(shelf("book", "export", "Geneva round", "-o", str(target), "--without-missing", "--json"))
    assert target.read_bytes() != first


def test_what_is_chosen_for_a_making_is_kept(shelf: Run, tmp_path: Path) -> None:
    shelf("note", "set", "talks", stdin="Mine alone")
    shelf("note", "add", "talks", "--text", "For us", "--audience", "delegation")
    out = str(tmp_path / "book.pdf")
    told = data_of(
        shelf("book", "export", "Geneva round", "-o", out, "--notes", "delegation", "--paper", "letter", "--json")
    )
    assert (told["notes_included"], told["notes_withheld"]) == (1, 1)
    again = data_of(shelf("book", "export", "Geneva round", "-o", out, "--json"))
    assert again["notes_included"] == 1
    assert data_of(shelf("book", "show", "Geneva round", "--json"))["choices"] == {
        "notes": "delegation",
        "paper": "letter",
    }
    assert "Mine alone" not in "".join(file.read_text() for file in (tmp_path / "data" / "books").glob("*.json"))


def test_cover_name_and_choices_can_be_set(shelf: Run) -> None:
    assert shelf("book", "set", "Geneva round").returncode == 2
    words = ("--occasion", "Spring talks", "--copy", "", "--watermark", "Copy 3", "--name", "Spring")
    assert data_of(shelf("book", "set", "Geneva round", *words, "--json"))["name"] == "Spring"
    shown = data_of(shelf("book", "show", "spring", "--json"))
    assert shown["cover"] == {"title": "The talks", "prepared_for": "The Minister", "occasion": "Spring talks"}
    assert shown["choices"] == {"watermark": "Copy 3"}


def test_two_schemes_in_one_book_are_never_merged_in_silence(shelf: Run, tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "secret", title="Quito summit", marking="SECRET")
    data_of(shelf("book", "add", "Geneva round", "secret", "--json"))
    shown = data_of(shelf("book", "show", "Geneva round", "--json"))
    assert shown["marking"] is None
    assert "SECRET" in shown["marking_problem"]
    target = tmp_path / "book.pdf"
    assert shelf("book", "export", "Geneva round", "-o", str(target)).returncode == 1
    assert not target.exists()
    done = shelf("book", "export", "Geneva round", "-o", str(target), "--marking", "SECRET", "--json")
    assert data_of(done)["marking"] == "SECRET"


def test_a_deleted_book_comes_back(shelf: Run) -> None:
    place = data_of(shelf("book", "delete", "Geneva round", "--json"))["trash"]
    assert data_of(shelf("book", "list", "--json")) == []
    data_of(shelf("book", "undelete", place, "--json"))
    assert [book["name"] for book in data_of(shelf("book", "list", "--json"))] == ["Geneva round"]
    assert order(shelf) == ["talks", "oslo"]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("show", "Genva"), 1, "There is no book “Genva”. Did you mean “Geneva round”?"),
        (("new", "geneva round"), 1, "There is a book “Geneva round” already."),
        (("new", " "), 2, "A book needs a name."),
        (("add", "Geneva round", "nowhere"), 1, "nowhere"),
        (("add", "Nowhere", "oslo"), 1, "There is no book “Nowhere”."),
        (("remove", "Geneva round", "vienna"), 1, "The book “Geneva round” has no card “vienna”."),
        (("move", "Geneva round", "vienna", "1"), 1, "The book “Geneva round” has no card “vienna”."),
        (("move", "Geneva round", "oslo", "0"), 2, "“0” is no place"),
        (("export", "Geneva round", "-o", "book.exe"), 2, "must be a .pdf"),
        (("undelete", "nowhere.json"), 1, "cannot be read"),
    ],
)
def test_a_fault_is_one_sentence(shelf: Run, words: tuple[str, ...], code: int, sentence: str) -> None:
    done = shelf("book", *words)
    assert done.returncode == code
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert order(shelf) == ["talks", "oslo"]


def test_an_empty_book_and_an_empty_shelf_say_what_to_do(run: Run) -> None:
    assert "briefing-app book new" in run("book", "list").stderr
    run("book", "new", "Empty")
    assert "has no cards yet" in run("book", "show", "Empty").stderr
    done = run("book", "export", "Empty", "-o", "x.pdf")
    assert (done.returncode, "it has no cards" in done.stderr) == (1, True)


def test_a_damaged_file_hides_no_other_book(shelf: Run, tmp_path: Path) -> None:
    foreign = tmp_path / "data" / "books" / "foreign.json"
    foreign.write_text('{\n"theme": 3,\n}')
    done = shelf("book", "list", "--json")
    assert (done.returncode, f"“{foreign}” cannot be read; line 3" in done.stderr) == (1, True)
    assert [book["name"] for book in json.loads(done.stdout)] == ["Geneva round"]


def test_a_book_keeps_which_highlights_and_days_go_out_and_says_how_far_it_is(shelf: Run, tmp_path: Path) -> None:
    shelf("note", "add", "oslo", "--text", "Ask Quito", "--audience", "release")
    done = shelf("book", "set", "Geneva round", "--notes", "release", "--highlights", "side")
    assert done.returncode == 0, done.stderr
    target = tmp_path / "book.pdf"
    done = shelf("book", "export", "Geneva round", "--output", str(target))
    assert done.returncode == 0, done.stderr
    assert "Written" in done.stderr and "1 of 1 note" in done.stderr
    assert len(done.stderr.splitlines()) > 2  # what is being done comes first
    told = data_of(shelf("book", "export", "Geneva round", "--output", str(target), "--highlights", "none", "--json"))
    assert (told["notes_included"], told["highlights_included"]) == (1, 0)
    shelf("book", "set", "Geneva round", "--highlights", "end")
    assert "Highlights: “end”, before “none”." in shelf("book", "show", "Geneva round").stdout
