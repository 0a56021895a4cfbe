"""Which notes go out: a withheld one is not in what paper is given."""

from __future__ import annotations

import msgspec
import pytest

from briefing_app.notes.anchors import Anchor
from briefing_app.outgoing import CHOICES, NotesChoice, goes_out
from briefing_app.workspace import Workspace

CARD = "nato-1949"
AUDIENCES = ("me", "delegation", "release")
GOING = {"none": (), "release": ("release",), "delegation": ("delegation", "release"), "all": AUDIENCES}


@pytest.fixture
def noted(workspace: Workspace) -> Workspace:
    workspace.library.refresh()
    workspace.notes.save(CARD, "Own CANARY-OWN-me")
    text = workspace.card_text(CARD).text
    anchor = Anchor(text[:20], "", "", 0, 1, "title")
    for audience in AUDIENCES:
        workspace.annotations.add(CARD, f"- [ ] CANARY-note-{audience}", audience=audience)
        workspace.annotations.add(CARD, f"CANARY-comment-{audience}", anchor=anchor, audience=audience)
        workspace.annotations.add("yalta-conference-1945", f"CANARY-elsewhere-{audience}", audience=audience)
        workspace.annotations.add("", f"CANARY-journal-{audience}", audience=audience)
    return workspace


@pytest.mark.parametrize("choice", CHOICES)
def test_a_withheld_note_is_not_handed_to_paper(noted: Workspace, choice: NotesChoice) -> None:
    found = noted.printable([CARD.upper()], choice)
    handed = repr(found) + msgspec.json.encode(found.items).decode()
    for audience in AUDIENCES:
        for kind in ("note", "comment"):
            assert (f"CANARY-{kind}-{audience}" in handed) == (audience in GOING[choice])
    assert ("CANARY-OWN-me" in handed) == (choice == "all")
    assert "elsewhere" not in handed and "journal" not in handed
    assert (found.notes_included, found.notes_withheld) == (
        handed.count("CANARY") // 2,
        7 - handed.count("CANARY") // 2,
    )


def test_the_cards_own_note_comes_first_then_passages_then_others(noted: Workspace) -> None:
    (notes,) = (item.notes for item in noted.printable([CARD], "all").items)
    assert [note.text.split("-")[1] for note in notes] == ["OWN", *["comment"] * 3, *["note"] * 3]
    assert notes[0].details == ()
    assert {note.details for note in notes[1:4]} == {("Agree",), ("Agree", "Delegation"), ("Agree", "Release")}
    assert all(note.text.startswith("☐ ") for note in notes[-3:])


def test_what_goes_to_others_does_not_say_how_the_reader_marked_it(noted: Workspace) -> None:
    (notes,) = (item.notes for item in noted.printable([CARD], "delegation").items)
    assert notes and all(note.details == () for note in notes)


def test_without_notes_no_file_of_notes_is_made(workspace: Workspace) -> None:
    workspace.library.refresh()
    found = workspace.printable([CARD], "all")
    assert (found.notes_included, found.notes_withheld) == (0, 0)
    assert not workspace.paths.notes.exists()


def test_a_note_for_an_audience_of_a_later_version_is_the_readers_alone() -> None:
    assert [goes_out("everybody", choice) for choice in CHOICES] == [False, False, False, True]
