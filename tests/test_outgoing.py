"""Which notes go out: a withheld one is not in what paper is given."""

from __future__ import annotations

import msgspec
import pytest

from briefing_app.errors import NotFoundError, UsageError
from briefing_app.notes.anchors import Anchor
from briefing_app.outgoing import CHOICES, NotesChoice, Tally, counts, goes_out, in_words, tally
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
    found = noted.printable([noted.card(CARD.upper())], choice)
    handed = repr(found) + msgspec.json.encode(found.items).decode()
    for audience in AUDIENCES:
        for kind in ("note", "comment"):
            assert (f"CANARY-{kind}-{audience}" in handed) == (audience in GOING[choice])
    assert ("CANARY-OWN-me" in handed) == (choice == "all")
    assert "elsewhere" not in handed and "CANARY-journal" not in handed
    assert (found.notes_included, found.notes_withheld) == (
        handed.count("CANARY") // 2,
        7 - handed.count("CANARY") // 2,
    )


def test_the_cards_own_note_comes_first_then_passages_then_others(noted: Workspace) -> None:
    (notes,) = (item.notes for item in noted.printable([noted.card(CARD)], "all").items)
    assert [note.text.split("-")[1] for note in notes] == ["OWN", *["comment"] * 3, *["note"] * 3]
    assert notes[0].details == ()
    assert {note.details for note in notes[1:4]} == {("Agree",), ("Agree", "Delegation"), ("Agree", "Release")}
    assert all(note.text.startswith("☐ ") for note in notes[-3:])


def test_what_goes_to_others_does_not_say_how_the_reader_marked_it(noted: Workspace) -> None:
    (notes,) = (item.notes for item in noted.printable([noted.card(CARD)], "delegation").items)
    assert notes and all(note.details == () for note in notes)


def test_without_notes_no_file_of_notes_is_made(workspace: Workspace) -> None:
    workspace.library.refresh()
    found = workspace.printable([workspace.card(CARD)], "all")
    assert (found.notes_included, found.notes_withheld) == (0, 0)
    assert not workspace.paths.notes.exists()


def test_a_note_for_an_audience_of_a_later_version_is_the_readers_alone() -> None:
    assert [goes_out("everybody", choice) for choice in CHOICES] == [False, False, False, True]


@pytest.fixture
def marked(workspace: Workspace) -> Workspace:
    """A highlight for each audience, without and with a comment, and one whose words are gone."""
    workspace.library.refresh()
    text = workspace.card_text(CARD)
    for audience, word in zip(AUDIENCES, ("treaty", "Brussels", "Warsaw"), strict=True):
        start = text.text.index(word)
        anchor = text.anchor(start, start + len(word))
        workspace.annotations.add(CARD, anchor=anchor, colour="raise", audience=audience)
        workspace.annotations.add(CARD, f"About {word}", anchor=anchor, colour="check", audience=audience)
    gone = Anchor("words that never stood here at all", "", "", 5, 39, "title")
    workspace.annotations.add(CARD, anchor=gone, audience="release")
    return workspace


def test_a_highlight_on_words_that_were_changed_says_so(marked: Workspace) -> None:
    text = marked.card_text(CARD)
    words = text.text[text.text.index("twelve") :][:60]
    before = words.replace("twelve", "eleven")
    start = text.text.index(words)
    anchor = text.anchor(start, start + len(words))._replace(exact=before)
    marked.annotations.add(CARD, "Who was the twelfth?", anchor=anchor, audience="release")
    (item,) = marked.printable([marked.card(CARD)], "release").items
    (said,) = [note for note in item.notes if note.passage == before]
    assert "text changed" in said.details


@pytest.mark.parametrize("choice", CHOICES)
def test_a_withheld_highlight_is_not_handed_to_paper(marked: Workspace, choice: NotesChoice) -> None:
    found = marked.printable([marked.card(CARD)], choice)
    (item,) = found.items
    text = dict(marked.card_text(CARD).fields)
    words = [text[path][start:end] for one in item.highlights for path, start, end in one.places]
    expected = dict(zip(AUDIENCES, ("treaty", "Brussels", "Warsaw"), strict=True))
    assert sorted(words) == sorted(expected[audience] for audience in GOING[choice] for _twice in range(2))
    assert [item.notes[one.comment].passage for one in item.highlights if one.comment is not None] == [
        words[n] for n, one in enumerate(item.highlights) if one.comment is not None
    ]
    lost = [note for note in item.notes if "lost its place" in note.details]
    assert [note.passage for note in lost] == (["words that never stood here at all"] if choice != "none" else [])


def test_highlights_that_are_not_wanted_stay_while_their_comments_go(marked: Workspace) -> None:
    found = marked.printable([marked.card(CARD)], "all", "none")
    assert found.items[0].highlights == ()
    assert {note.text for note in found.items[0].notes} == {"About treaty", "About Brussels", "About Warsaw"}
    assert found.tally == Tally(3, 3, 0, 7)


def test_a_highlight_follows_its_words(marked: Workspace) -> None:
    text = marked.card_text(CARD)
    word = "Luxembourg"
    start = text.text.index(word)
    moved = text.anchor(start, start + len(word))._replace(start=3, end=3 + len(word))
    marked.annotations.add(CARD, anchor=moved, audience="release")
    latest = marked.printable([marked.card(CARD)], "release").items[0].highlights
    path, at, _end = next(text.pieces(start, start + len(word)))
    assert (path, at, at + len(word)) in [tuple(place) for one in latest for place in one.places]


def test_pages_of_the_journal_go_out_by_day_and_audience(workspace: Workspace) -> None:
    workspace.library.refresh()
    for audience in AUDIENCES:
        workspace.annotations.add("", f"CANARY-journal-{audience}", audience=audience)
    today = workspace.written_on("")[0].day.isoformat()
    for choice in CHOICES[1:]:
        for days in (("all",), (today,)):
            found = workspace.printable([workspace.card(CARD)], choice, journal=days)
            assert {page.text.rpartition("-")[2] for page in found.journal} == set(GOING[choice])
            assert found.tally is not None
            assert (found.tally.pages, found.tally.of_pages) == (len(GOING[choice]), 3)
            assert all(page.day.isoformat() == today for page in found.journal)
    assert workspace.printable([workspace.card(CARD)], "all").journal == ()


@pytest.mark.parametrize(
    ("choice", "days", "failure", "sentence"),
    [
        ("none", ("all",), UsageError, "say which of them"),
        ("all", ("2001-01-01",), NotFoundError, "no page of 2001-01-01"),
        ("all", ("tomorrow",), UsageError, "“tomorrow” is no day"),
    ],
)
def test_a_day_without_a_page_is_said(
    workspace: Workspace, choice: NotesChoice, days: tuple[str, ...], failure: type[Exception], sentence: str
) -> None:
    workspace.library.refresh()
    with pytest.raises(failure, match=sentence):
        workspace.printable([workspace.card(CARD)], choice, journal=days)


def test_one_line_says_what_goes_out(marked: Workspace) -> None:
    written = marked.written_on(CARD)
    assert counts(written) == {"none": 0, "release": 1, "delegation": 2, "all": 3}
    assert tally(written, "delegation") == Tally(2, 3, 5, 7)
    assert in_words(tally(written, "delegation")) == (
        "Going out, for whoever gets the pages to read: 2 of 3 notes, 5 of 7 highlights."
    )
    assert in_words(Tally(1, 1, 0, 0, 2, 3)).endswith("1 of 1 note, 2 pages of the journal.")
    assert in_words(tally(written, "none")) == "Nothing of what you wrote goes out."
