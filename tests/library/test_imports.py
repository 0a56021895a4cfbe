"""Cards are copied in whole or not at all, put back as they were, and never deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_app.errors import BriefingError, MachineError
from briefing_app.library.imports import Imports
from briefing_app.library.library import Library
from tests.builders import write_card


@pytest.fixture
def imports(library: Library, tmp_path: Path) -> Imports:
    return Imports(tmp_path / "imports", tmp_path / "trash", library)


def test_import_says_new_replaced_unchanged_refused(
    imports: Imports, library: Library, tmp_path: Path, shelf: Path
) -> None:
    inbox = tmp_path / "inbox"
    write_card(shelf, "bundled", title="Bundled")
    library.refresh()
    first = write_card(inbox, "one", title="One")
    hurt = write_card(inbox, "hurt", version="x")
    result = imports.take_in([inbox])
    assert (result.new, result.replaced, result.unchanged) == (("one",), (), ())
    (refusal,) = result.refused
    assert refusal.path == hurt and [problem.code for problem in refusal.problems] == ["wrong-type"]
    assert imports.take_in([first]).unchanged == ("one",)
    write_card(inbox, "one", title="One, changed")
    assert imports.take_in([first]).replaced == ("one",)
    assert library.get("one").title == "One, changed"
    assert imports.take_in([write_card(inbox, "bundled", title="Mine")]).replaced == ("bundled",)
    assert library.get("bundled").title == "Mine"
    assert [item.name for item in shelf.iterdir()] == ["bundled.md"]
    assert "Bundled" in (shelf / "bundled.md").read_text()


def test_import_of_an_older_version_is_refused(imports: Imports, library: Library, tmp_path: Path) -> None:
    imports.take_in([write_card(tmp_path / "in", "one", version=2)])
    result = imports.take_in([write_card(tmp_path / "in", "one", version=1)])
    assert [problem.code for refusal in result.refused for problem in refusal.problems] == ["older-version"]
    card = library.get("one").card
    assert card is not None and card.version == 2


def test_import_copies_bytes_and_keeps_one_file_an_id(imports: Imports, library: Library, tmp_path: Path) -> None:
    source = write_card(tmp_path / "in", "Talks")
    source.write_bytes(b"\xef\xbb\xbf" + source.read_bytes().replace(b"\n", b"\r\n"))
    imports.take_in([source])
    copies = list((tmp_path / "imports").iterdir())
    assert [copy.read_bytes() for copy in copies] == [source.read_bytes()]
    assert copies[0].stat().st_mode & 0o777 == 0o600
    imports.take_in([write_card(tmp_path / "in2", "talks", title="Other case")])
    assert len(list((tmp_path / "imports").iterdir())) == 1


def test_import_of_a_missing_file_is_refused(imports: Imports, library: Library, tmp_path: Path) -> None:
    (refusal,) = imports.take_in([tmp_path / "missing.md"]).refused
    assert [problem.code for problem in refusal.problems] == ["unreadable"]


def test_import_that_the_disk_refuses_is_told_and_leaves_nothing(
    imports: Imports, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "imports").write_text("a file where the folder should be")
    with pytest.raises(MachineError):
        imports.take_in([write_card(tmp_path / "in", "one")])
    assert (tmp_path / "imports").read_text() == "a file where the folder should be"


def test_undo_of_an_import_brings_back_what_it_replaced(imports: Imports, library: Library, tmp_path: Path) -> None:
    imports.take_in([write_card(tmp_path / "in", "one", title="Before")])
    changed = write_card(tmp_path / "in", "one", title="After")
    result = imports.take_in([changed, write_card(tmp_path / "in", "two")])
    assert (result.new, result.replaced) == (("two",), ("one",))
    imports.undo(result.changes)
    assert {entry.id: entry.title for entry in library.entries()} == {"one": "Before"}
    assert sorted(file.name.rpartition(" ")[2] for file in (tmp_path / "trash").iterdir()) == ["one.md", "two.md"]


def test_a_removed_card_lies_in_the_trash_and_comes_back(imports: Imports, library: Library, tmp_path: Path) -> None:
    imports.take_in([write_card(tmp_path / "in", "one", title="Kept")])
    change = imports.remove("ONE")
    assert library.entries() == []
    assert change.kept is not None and "Kept" in change.kept.read_text()
    imports.undo([change])
    assert [entry.title for entry in library.entries()] == ["Kept"]


def test_a_card_that_was_not_imported_is_left_where_it_lies(imports: Imports, library: Library, shelf: Path) -> None:
    path = write_card(shelf, "bundled")
    library.refresh()
    with pytest.raises(BriefingError):
        imports.remove("bundled")
    assert path.exists()
