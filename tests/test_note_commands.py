"""The commands about notes and highlights, on a card that is revised."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import write_card
from tests.command_line import Run, data_of

LAKE = "## Background\n\nThe parties met in Geneva. The parties met in Vienna.\n\nThey agreed to meet again."


@pytest.fixture
def marked(run: Run, tmp_path: Path) -> Callable[[str], None]:
    """Writes the card "lake" with a body."""

    def write(body: str) -> None:
        write_card(tmp_path / "cards", "lake", body, title="The lake")

    write(LAKE)
    return write


def test_a_passage_is_marked_and_listed(run: Run, marked: object) -> None:
    done = run("note", "add", "lake", "--passage", "parties met", "--occurrence", "3", "--text", "Where?")
    (listed,) = data_of(run("note", "list", "--json", "--card", "LAKE"))
    assert done.stdout.strip() == listed["id"]
    assert {name: listed[name] for name in listed if name not in ("id", "created", "modified")} == {
        "card_id": "lake",
        "kind": "highlight",
        "text": "Where?",
        "passage": "parties met",
        "original_passage": "parties met",
        "state": "placed",
        "where": "body.section-1",
        "start": 42,
        "colour": "agree",
        "audience": "me",
    }
    assert data_of(run("note", "list", "--json", "--card", "talks")) == []


def test_words_that_do_not_stand_in_the_card_are_not_marked(run: Run, marked: object) -> None:
    for extra in (("--passage", "parties left"), ("--passage", " ")):
        done = run("note", "add", "lake", *extra)
        assert done.returncode == 1 and "do not stand in the card" in done.stderr
    assert run("note", "add", "lake").returncode == 2
    assert run("note", "add", "nothing", "--text", "x").returncode == 1
    assert data_of(run("note", "list", "--json")) == []


def test_a_mark_follows_its_words_through_a_revision(run: Run, marked: Callable[[str], None]) -> None:
    for passage in ("met in Vienna", "They agreed to meet again", "met in Geneva", "Background", "met and agreed"):
        run("note", "add", "lake", "--passage", passage, "--colour", "question", "--audience", "release")
    marked(
        "## Background\n\nA new beginning. The parties met in Vienna.\n\nThey agreed to talk again.\n\n"
        "## Elsewhere\n\nThe parties met in Geneva."
    )
    found = {one["original_passage"]: one for one in data_of(run("note", "list", "--json"))}
    states = {passage: (one["state"], one["passage"], one["where"]) for passage, one in found.items()}
    assert states == {
        "met in Vienna": ("placed", "met in Vienna", "body.section-1"),
        "They agreed to meet again": ("changed", "They agreed to talk again", "body.section-1"),
        "met and agreed": ("placed", "met and agreed", "bottom_line"),
        "met in Geneva": ("moved", "met in Geneva", "body.section-2"),
        "Background": ("placed", "Background", "body.section-1"),
    }
    marked("Nothing of it.")
    left = {one["original_passage"]: one["state"] for one in data_of(run("note", "list", "--json"))}
    assert (left["met in Vienna"], left["Background"], left["met and agreed"]) == ("lost", "lost", "placed")


def test_marks_outlive_their_card(run: Run, marked: object, tmp_path: Path) -> None:
    run("note", "add", "lake", "--passage", "parties met", "--text", "keep me")
    (tmp_path / "cards" / "lake.md").unlink()
    (left,) = data_of(run("note", "list", "--json"))
    assert (left["text"], left["state"], left["passage"], left["where"]) == ("keep me", "lost", None, None)
    assert "lost its place" in run("note", "list").stdout


def test_the_journal_has_one_page_a_day(run: Run) -> None:
    first = run("note", "add", "--journal", "--text", "Met him.").stdout.strip()
    page = data_of(run("note", "add", "--journal", "--text", "Again.", "--json"))
    assert (page["id"], page["kind"], page["card_id"]) == (first, "journal", None)
    assert page["text"] == "Met him.\n\nAgain."
    for words in (("talks", "--journal", "--text", "x"), ("--journal", "--passage", "x"), ("--text", "x")):
        assert run("note", "add", *words).returncode == 2


def test_who_may_see_a_note_is_said(run: Run, marked: object) -> None:
    run("note", "set", "lake", stdin="my own")
    mark = run("note", "add", "lake", "--passage", "parties met").stdout.strip()
    done = run("note", "audience", "lake", "delegation")
    assert done.returncode == 0 and "Delegation" in done.stderr
    assert data_of(run("note", "audience", mark, "release", "--json"))["audience"] == "release"
    found = {one["id"]: one["audience"] for one in data_of(run("note", "list", "--json"))}
    assert found == {"lake": "delegation", mark: "release"}
    assert run("note", "audience", "nothing", "me").returncode == 1
    assert run("note", "audience", "lake", "everybody").returncode == 2


def test_notes_go_into_the_bin_and_come_back(run: Run, marked: object) -> None:
    run("note", "set", "lake", stdin="my own")
    other = data_of(run("note", "add", "lake", "--text", "another", "--json"))
    for note_id in ("lake", other["id"]):
        assert run("note", "delete", note_id).returncode == 0
    assert data_of(run("note", "list", "--json")) == []
    assert [one["id"] for one in data_of(run("note", "list", "--deleted", "--json"))] == [other["id"]]
    for note_id in ("lake", other["id"]):
        assert run("note", "undelete", note_id).returncode == 0
    assert {one["text"] for one in data_of(run("note", "list", "--json"))} == {"my own", "another"}
    assert data_of(run("note", "history", "lake", "--json"))[0]["text"] == "my own"
    assert set(data_of(run("note", "history", other["id"], "--json"))[0]) == {"revision", "text", "when"}
    assert run("note", "history", "nothing").returncode == 1


def test_notes_are_destroyed(run: Run, marked: object, tmp_path: Path) -> None:
    run("note", "set", "lake", stdin="CANARY one")
    other = data_of(run("note", "add", "lake", "--text", "CANARY two", "--passage", "parties", "--json"))
    done = run("note", "shred", "lake", other["id"])
    assert done.returncode == 0 and "2 notes are destroyed" in done.stderr and "may still hold them" in done.stderr
    folder = Path(data_of(run("where", "--json"))["notes"]).parent
    assert not [place for place in folder.rglob("*") if place.is_file() and b"CANARY" in place.read_bytes()]
    assert data_of(run("note", "list", "--json")) == []
    assert run("note", "shred", "lake").returncode == 1


# Backups, other files, damage


def test_a_backup_is_made_and_restored(run: Run, marked: object, tmp_path: Path) -> None:
    backup = tmp_path / "on the stick" / "notes.backup"
    backup.parent.mkdir()
    assert run("backup", str(backup)).returncode == 1 and not backup.exists()  # no notes yet
    run("note", "set", "lake", stdin="as it was")
    mark = data_of(run("note", "add", "lake", "--passage", "parties met", "--text", "Who?", "--json"))
    assert data_of(run("backup", str(backup), "--json")) == {"path": str(backup), "notes": 2}
    assert run("backup", str(backup)).returncode == 1  # nothing is written over
    run("note", "set", "lake", stdin="written later")
    run("note", "shred", mark["id"])
    asked = data_of(run("restore", str(backup), "--json"))
    item = f"mark:{mark['id']}"
    assert asked == {"added": [item], "replaced": [], "older": ["note:lake"], "unchanged": [], "applied": False}
    assert [one["text"] for one in data_of(run("note", "list", "--json"))] == ["written later"]
    assert data_of(run("restore", str(backup), "--apply", "--json"))["applied"]
    found = {one["id"]: one for one in data_of(run("note", "list", "--json"))}
    assert found["lake"]["text"] == "written later" and found[mark["id"]] == mark
    assert {edit["text"] for edit in data_of(run("note", "history", "lake", "--json"))} >= {
        "as it was",
        "written later",
    }
    again = data_of(run("restore", str(backup), "--json"))
    assert (again["added"], again["older"], again["unchanged"]) == ([], ["note:lake"], [item])


def test_the_newer_text_of_a_backup_is_shown(run: Run, marked: object, tmp_path: Path) -> None:
    run("note", "set", "lake", stdin="here")
    exported = tmp_path / "notes.json"
    run("note", "export", str(exported))
    data = json.loads(exported.read_text("utf-8"))
    data["items"][0] |= {"text": "from elsewhere", "modified": "2099-01-01T00:00:00+00:00"}
    exported.write_text(json.dumps(data), encoding="utf-8")
    assert data_of(run("note", "import", str(exported), "--json"))["replaced"] == ["note:lake"]
    assert data_of(run("note", "show", "lake", "--json"))["text"] == "from elsewhere"
    assert [edit["text"] for edit in data_of(run("note", "history", "lake", "--json"))] == ["from elsewhere", "here"]


def test_notes_travel_as_json_and_as_markdown(run: Run, marked: object, tmp_path: Path) -> None:
    run("note", "set", "lake", stdin="Բարև 🕊")
    mark = data_of(run("note", "add", "lake", "--passage", "parties met", "--text", "Who?", "--json"))
    file = tmp_path / "notes.json"
    assert data_of(run("note", "export", str(file), "--json")) == {"path": str(file), "notes": 2}
    elsewhere = ["--data-dir", str(tmp_path / "other"), "--library", str(tmp_path / "cards"), "--no-bundled"]
    assert len(data_of(run("note", "import", str(file), "--json", *elsewhere, places=False))["added"]) == 2
    there = data_of(run("note", "list", "--json", *elsewhere, places=False))
    assert {one["text"] for one in there} == {"Բարև 🕊", "Who?"} and mark in there
    page = tmp_path / "notes.md"
    run("note", "export", str(page))
    assert page.read_text("utf-8") == "# Notes\n\n## The lake\n\nԲարև 🕊\n\n> parties met\n\nWho?\n"
    assert run("note", "export", str(tmp_path / "notes.doc")).returncode == 2


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{\n\n oops", ":3"),
        ("[]", ":1"),
        ('{"format": "briefing-app-notes", "version": 2, "items": []}', "later version"),
        ('{"format": "briefing-app-notes", "version": 1, "items": [{"item": "note:a"}]}', "items[0]"),
    ],
)
def test_what_is_no_file_of_notes_changes_nothing(
    run: Run, tmp_path: Path, marked: object, text: str, where: str
) -> None:
    run("note", "set", "lake", stdin="mine")
    file = tmp_path / "notes.json"
    file.write_text(text)
    for command in (("note", "import"), ("restore",)):
        done = run(*command, str(file))
        assert done.returncode == 1 and "Nothing was changed" in done.stderr
        assert where in done.stderr or command == ("restore",)
    assert [one["text"] for one in data_of(run("note", "list", "--json"))] == ["mine"]


def test_verify_tells_what_is_wrong_and_changes_nothing(run: Run, marked: object) -> None:
    assert data_of(run("note", "verify", "--json")) == {"sound": True, "faults": []}
    run("note", "set", "lake", stdin="mine")
    assert run("note", "verify").returncode == 0
    file = Path(data_of(run("where", "--json"))["notes"])
    file.write_bytes(damaged := file.read_bytes()[:5000] + bytes(5000))
    done = run("note", "verify")
    assert done.returncode == 1 and "damaged" in done.stdout
    assert file.read_bytes() == damaged
    assert data_of(run("note", "show", "lake", "--json"))["text"] == "mine"
    assert run("note", "verify").returncode == 0


def test_an_occurrence_that_is_not_there_is_named(run: Run, marked: object) -> None:
    for number in ("4", "0"):
        done = run("note", "add", "lake", "--passage", "parties met", "--occurrence", number)
        assert done.returncode == 1
        assert f"There is no occurrence {number} of these words: parties met" in done.stderr
        assert "They stand there" in done.stderr
    for extra in (("--occurrence", "2"), ("--colour", "raise")):
        done = run("note", "add", "lake", "--text", "x", *extra)
        assert done.returncode == 2 and "--passage" in done.stderr


def test_json_that_no_person_would_write_is_named_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.json"
    file.write_text("[" * 200_000)
    done = run("note", "import", str(file))
    assert done.returncode == 1 and "this is no JSON" in done.stderr and "Traceback" not in done.stderr
    item = {"item": "note:talks", "text": "a \ud800 b", "created": "2026-01-01T00:00:00+00:00"}
    shape = {"format": "briefing-app-notes", "version": 1, "items": [{**item, "modified": item["created"]}]}
    file.write_text(json.dumps(shape))
    assert run("note", "import", str(file)).returncode == 0
    assert run("note", "show", "talks").stdout.strip() == "a \ufffd b"
    assert run("note", "import", str(tmp_path / "nothing.json")).returncode == 1


def test_a_backup_that_cannot_be_made_names_its_own_folder(run: Run, tmp_path: Path) -> None:
    run("note", "set", "talks", stdin="words")
    done = run("backup", str(tmp_path / "nothing" / "notes.backup"))
    assert done.returncode == 3
    assert "The backup is not made" in done.stderr and str(tmp_path / "nothing") in done.stderr


def test_a_page_of_the_journal_takes_no_words_for_another_audience(run: Run) -> None:
    first = run("note", "add", "--journal", "--text", "For all of us", "--audience", "delegation")
    done = run("note", "add", "--journal", "--text", "Mine alone")
    assert done.returncode == 2 and "for “delegation”" in done.stderr and first.stdout.strip() in done.stderr
    (page,) = data_of(run("note", "list", "--json"))
    assert page["text"] == "For all of us"
    assert run("note", "add", "--journal", "--text", "More", "--audience", "delegation").returncode == 0
