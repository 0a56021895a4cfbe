"""The journal: whatever is cut or flipped in it, every other line is still read."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.notes import journal as journal_module
from briefing_app.notes.journal import Journal, Line
from briefing_app.notes.notes_file import storable
from briefing_app.notes.safe import Safe

LINES = [
    Line(f"note:card-{number % 3}", number, "2025-07-10T12:00:00+00:00", f"text {number} Ö\n次") for number in range(9)
]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    journal = Journal(Safe(tmp_path / "notes.sqlite"))
    journal.append(LINES)
    return journal


def test_what_is_appended_is_read_again(journal: Journal, tmp_path: Path) -> None:
    journal.append([])
    journal.append([Line("note:card-9", 9, "", "", {"audience": "me"})])
    again = list(Journal(Safe(tmp_path / "notes.sqlite")).lines())
    assert again == [*LINES, Line("note:card-9", 9, "", "", {"audience": "me"})]
    assert journal.last_revision() == 9
    assert {item: line.revision for item, line in journal.newest().items()} == {
        "note:card-0": 6,
        "note:card-1": 7,
        "note:card-2": 8,
        "note:card-9": 9,
    }


def test_it_is_private_and_plain_to_read(journal: Journal) -> None:
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    first = json.loads(journal.path.read_text("utf-8").splitlines()[0])
    assert first["text"] == "text 0 Ö\n次" and len(first["sha256"]) == 64


@pytest.mark.parametrize("place", [0, 40, 200, 400, -30, -2])
def test_a_flipped_byte_costs_one_line_alone(journal: Journal, place: int) -> None:
    data = bytearray(journal.path.read_bytes())
    data[place] ^= 1
    journal.path.write_bytes(data)
    read = list(journal.lines())
    assert len(read) in (len(LINES) - 1, len(LINES) - 2)  # a line feed that is gone joins two
    assert [line for line in LINES if line in read] == read


@pytest.mark.parametrize("left", [0, 1, 150, -1, -40])
def test_a_cut_line_hides_none_that_follows(journal: Journal, left: int) -> None:
    data = journal.path.read_bytes()
    journal.path.write_bytes(data[:left])
    sound = len(list(journal.lines()))
    journal.append([Line("note:new", 10, "", "words")])
    assert [line.item for line in journal.lines()][sound:] == ["note:new"]


def test_no_file_is_an_empty_one(tmp_path: Path) -> None:
    journal = Journal(Safe(tmp_path / "nothing"))
    assert (list(journal.lines()), journal.last_revision(), journal.newest()) == ([], 0, {})
    assert not journal.path.exists()


def test_what_the_disk_refuses_comes_with_the_next_lines(tmp_path: Path) -> None:
    journal = Journal(Safe(tmp_path / "folder" / "notes"))
    (tmp_path / "folder").write_text("a file in its place")
    journal.append(LINES[:2])
    (tmp_path / "folder").unlink()
    journal.append(LINES[2:3])
    assert list(journal.lines()) == LINES[:3]


def test_what_is_not_kept_is_gone_for_good(journal: Journal) -> None:
    assert not journal.is_long()
    journal.keep(line for item, line in journal.newest().items() if item != "note:card-1")
    assert list(journal.lines()) == [LINES[6], LINES[8]]
    assert b"text 1" not in journal.path.read_bytes() and b"text 7" not in journal.path.read_bytes()
    assert [place.name for place in journal.path.parent.iterdir()] == [journal.path.name]


def test_the_last_revision_is_found_behind_a_line_that_is_longer_than_the_tail(journal: Journal) -> None:
    journal.append([Line("note:long", 42, "", "x" * 2 * journal_module.TAIL)])
    assert journal.last_revision() == 42


@given(st.text(max_size=80), st.text(max_size=80), st.integers(0, 2**62))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, item: str, text: str, revision: int) -> None:
    journal = Journal(Safe(tmp_path_factory.mktemp("journal") / "notes"))
    line = Line(storable(item), revision, "", storable(text), {"anchor": [1, None, storable(text)]})
    journal.append([line])
    assert list(journal.lines()) == [line]
