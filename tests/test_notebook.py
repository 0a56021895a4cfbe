"""What of the notes fits what the reader asks for, and what their page then holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from briefing_app.notebook import JOURNAL, ON_A_PAGE, NoteFilter, _pieces, notes_page
from briefing_app.notes.annotations import AnnotationStore
from briefing_app.notes.colours import colour_names
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths
from briefing_app.screen.pages import NotesPage
from briefing_app.workspace import Workspace
from tests.builders import write_card

LAST_YEAR = datetime(2025, 6, 15, 12, tzinfo=UTC)
TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def written(paths: Paths, library: Path) -> Iterator[Workspace]:
    """A note of last year, a highlight, and a page of the journal."""
    write_card(library, "lake", "The parties agreed to meet again.", title="The lake")
    notes = NoteStore(paths.notes, clock=lambda: LAST_YEAR)
    notes.save("geneva", "Café with @Anna Lake.\n- [ ] call\n- [x] read")
    notes.close()
    workspace = Workspace(paths, bundled=False)
    workspace.library.refresh()
    text = workspace.card_text("lake")
    start = text.text.index("agreed")
    annotations = AnnotationStore(paths.notes, clock=lambda: NOW)
    annotations.add("lake", "Ask when.", anchor=text.anchor(start, start + 6), colour="raise", audience="release")
    annotations.add("", "See [[lake]] and [[gone]].")
    annotations.close()
    yield workspace
    workspace.close()


def page(workspace: Workspace, wanted: NoteFilter) -> NotesPage:
    return notes_page(workspace.finder, wanted, TODAY, colour_names())


def titles(workspace: Workspace, wanted: NoteFilter) -> list[str]:
    return [entry.title for entry in page(workspace, wanted).entries]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (NoteFilter(), ["", "The lake", "Geneva talks"]),
        (NoteFilter("CAFE"), ["Geneva talks"]),
        (NoteFilter("agre"), ["The lake"]),  # of the passage
        (NoteFilter("ask when"), ["The lake"]),
        (NoteFilter('"when ask"'), []),
        (NoteFilter("-café"), ["", "The lake"]),
        (NoteFilter("country:AM"), []),
        (NoteFilter(since="1"), ["", "The lake"]),
        (NoteFilter(since="2025-06"), ["Geneva talks"]),
        (NoteFilter(card_id="LAKE"), ["The lake"]),
        (NoteFilter(card_id=JOURNAL), [""]),
        (NoteFilter(colour="raise"), ["The lake"]),
        (NoteFilter(audience="me"), ["", "Geneva talks"]),
        (NoteFilter(open_tasks=True), ["Geneva talks"]),
        (NoteFilter("café", since="1"), []),
        (NoteFilter("ask", colour="raise", audience="release"), ["The lake"]),
    ],
)
def test_notes_are_narrowed(written: Workspace, wanted: NoteFilter, found: list[str]) -> None:
    assert titles(written, wanted) == found


def test_the_page_says_what_is_shown_and_what_there_is(written: Workspace) -> None:
    shown = page(written, NoteFilter("café"))
    assert (len(shown.items), shown.total, shown.open_tasks, shown.narrowed) == (1, 3, 1, True)
    assert shown.cards == (("", "", 1), ("geneva", "Geneva talks", 1), ("lake", "The lake", 1))
    assert shown.months == ("2026-03", "2025-06")
    assert not page(written, NoteFilter(" ", page=3)).narrowed


def test_lines_have_boxes_and_lead_to_cards_and_persons(written: Workspace) -> None:
    journal, mark, note = page(written, NoteFilter()).entries
    assert [(piece.words, piece.link.partition(":")[0]) for piece in journal.lines[0].pieces] == [
        ("See ", ""),
        ("The lake", "card"),
        (" and ", ""),
        ("[[gone]]", "card"),
        (".", ""),
    ]
    assert (mark.passage, mark.colour, mark.audience) == ("agreed", "To raise", "Release")
    assert [line.box for line in note.lines] == [None, False, True]
    assert note.lines[0].pieces[1].words == "@Anna Lake"


def test_many_notes_go_over_pages(written: Workspace) -> None:
    for number in range(ON_A_PAGE):
        written.annotations.add("lake", f"number {number}")
    first, last = page(written, NoteFilter()), page(written, NoteFilter(page=9))
    assert (len(first.entries), first.page, first.pages) == (ON_A_PAGE, 0, 2)
    assert (len(last.entries), last.page, last.entries[-1].title) == (3, 1, "Geneva talks")


def test_the_search_of_cards_finds_marks_and_comments_in_notes(written: Workspace) -> None:
    finder = written.finder
    for words in ("agreed", "ask when"):
        query = finder.parse(f"in:notes {words}")
        assert [hit.id for hit in finder.hits(query, finder.find(query), 9)] == ["lake"]
    assert [hit.card_id for hit in finder.notes(finder.parse("see"))] == [""]


def test_signs_of_markdown_make_words_stand_out() -> None:
    pieces = _pieces("a **strong word** and *a soft one*, 2 * 3 * 4, [[lake]] **", {"lake": "The lake"})
    assert [(one.words, one.style) for one in pieces] == [
        ("a ", ""),
        ("strong word", "strong"),
        (" and ", ""),
        ("a soft one", "emphatic"),
        (", 2 * 3 * 4, ", ""),
        ("The lake", ""),
        (" **", ""),
    ]


def test_cards_and_persons_are_links_among_words_that_stand_out() -> None:
    pieces = _pieces("**see [[lake]], @Ilham Aliyev** or [[gone]]", {"lake": "The lake"})
    assert [(one.words, bool(one.link), one.style) for one in pieces] == [
        ("see ", False, "strong"),
        ("The lake", True, ""),
        (", ", False, "strong"),
        ("@Ilham Aliyev", True, ""),
        (" or ", False, ""),
        ("[[gone]]", True, ""),
    ]
