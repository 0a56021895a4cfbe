"""The commands about notes and highlights, on a card that is revised."""

from __future__ import annotations

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
    for extra in (("--passage", "parties left"), ("--passage", "parties met", "--occurrence", "4"), ("--passage", " ")):
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
