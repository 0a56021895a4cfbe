"""A note is kept as it was written, one a card, and two writers lose nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing_app.notes.store import Note, NoteStore
from tests.notes.conftest import FILES

OpenStore = Callable[..., NoteStore]


def test_reading_creates_nothing(store: NoteStore, path: Path) -> None:
    assert store.get("card") is None
    assert store.all() == []
    assert store.ids_with_text() == frozenset()
    assert not store.changed_elsewhere()
    assert not path.parent.exists()


def test_a_saved_note_is_found_by_the_next_store(store: NoteStore, open_store: OpenStore) -> None:
    saved = store.save("abu-dhabi", "Ask about the timetable.")
    assert open_store().get("abu-dhabi") == saved
    assert (saved.card_id, saved.text, saved.created) == ("abu-dhabi", "Ask about the timetable.", saved.modified)
    assert datetime.fromisoformat(saved.created).utcoffset() == timedelta(0)


def test_ids_that_differ_in_case_alone_are_one_card(store: NoteStore) -> None:
    store.save("Abu-Dhabi", "first")
    again = store.save("abu-DHABI", "second")
    assert again.card_id == "Abu-Dhabi"
    assert store.get("ABU-dhabi") == again
    assert len(store.all()) == 1
    assert store.ids_with_text() == {"abu-dhabi"}


def test_a_blank_note_is_kept_but_not_listed(store: NoteStore) -> None:
    store.save("card", "words")
    store.save("card", " \n\t\u00a0\u3000")
    assert store.all() == []
    assert store.ids_with_text() == frozenset()
    blank = store.get("card")
    assert blank is not None
    assert blank.text == " \n\t\u00a0\u3000"


def test_the_same_text_again_is_no_edit(store: NoteStore) -> None:
    saved = store.save("card", "words")
    assert store.save("card", "words", saved.revision) == saved


def test_order_and_revision_do_not_trust_the_clock(open_store: OpenStore) -> None:
    times = iter(datetime(2026, 11, 24, tzinfo=UTC) - timedelta(days=n) for n in range(4))
    store = open_store(clock=lambda: next(times))
    revisions = [store.save(card, text).revision for card, text in (("a", "1"), ("b", "2"), ("c", "3"), ("a", "4"))]
    assert revisions == sorted(set(revisions))
    assert [note.card_id for note in store.all()] == ["a", "c", "b"]
    rewritten = store.get("a")
    assert rewritten is not None
    assert rewritten.created > rewritten.modified


@pytest.mark.parametrize(
    "text",
    [
        "a\0b\0",
        "\r\n line ends \r as \u2028 written \u2029\n\n",
        "👩🏽‍🚀🇦🇪 e\u0301 é",
        "\u202eevil\u202c \u2066left\u2069 \u200bhidden\ufeff",
        "'); DROP TABLE note; --",
        "Նիկոլ · أنور قرقاش · 中文 · ܣܘܪܝܝܐ",
        "x" * 5_000_000,
    ],
    ids=["nul", "line-ends", "emoji", "bidi", "sql", "scripts", "5-MB"],
)
def test_any_text_comes_back_as_it_was(text: str, store: NoteStore, open_store: OpenStore) -> None:
    assert store.save("card", text).text == text
    read = open_store().get("card")
    assert read is not None
    assert read.text == text


@given(text=st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_every_string_comes_back(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    store = NoteStore(tmp_path_factory.getbasetemp() / "any-string" / "notes.sqlite")
    store.save("card", text)
    read = store.get("card")
    store.close()
    assert read is not None
    assert read.text == text


def test_a_lone_surrogate_becomes_the_replacement_character(store: NoteStore) -> None:
    assert store.save("card", "a\ud800b \ud83d\ude00 c\udcff").text == "a\ufffdb 😀 c\ufffd"
    assert store.get("\udcff") is None  # what a terminal passes on for a byte that is no UTF-8


def test_an_edit_made_from_an_older_revision_keeps_both_texts(store: NoteStore, open_store: OpenStore) -> None:
    mine = store.save("card", "The agenda.\nMy point.")
    open_store().save("card", "The agenda.\nTheir point.")
    merged = store.save("card", "The agenda.\nMy point, sharper.", mine.revision)
    assert merged.text.startswith("The agenda.\nMy point, sharper.\n\n——— Also written elsewhere, 2")
    assert merged.text.endswith(" ———\n\nTheir point.")
    assert merged.other is not None and merged.other.text == "The agenda.\nTheir point."
    assert open_store().get("card") == merged._replace(other=None)
    said = [edit.text for edit in store.history("card")]
    assert said[:3] == [merged.text, "The agenda.\nMy point, sharper.", "The agenda.\nTheir point."]


def test_what_is_wiped_out_within_a_minute_stays_in_the_history(store: NoteStore) -> None:
    for text in ("A", "A paragraph", "A paragraph of some length that is worth keeping.", "", "Anew"):
        store.save("card", text)
    said = [edit.text for edit in store.history("card")]
    assert said == ["Anew", "A paragraph of some length that is worth keeping.", "A"]


def test_a_first_note_meets_another_first_note(store: NoteStore, open_store: OpenStore) -> None:
    open_store().save("card", "theirs")
    assert {"mine", "theirs"} <= set(store.save("card", "mine", base_revision=0).text.split("\n"))


@pytest.mark.parametrize(
    ("mine", "theirs", "kept"),
    [("a b c", "a b", "a b c"), ("a", "a b c", "a b c"), ("", "words", "words"), ("words", " \n", "words")],
    ids=["mine-holds-theirs", "theirs-holds-mine", "i-cleared", "they-cleared"],
)
def test_a_text_that_holds_the_other_is_enough(
    mine: str, theirs: str, kept: str, store: NoteStore, open_store: OpenStore
) -> None:
    base = store.save("card", "base")
    open_store().save("card", theirs)
    assert store.save("card", mine, base.revision).text == kept


def test_saving_without_a_base_replaces(store: NoteStore, open_store: OpenStore) -> None:
    store.save("card", "old")
    assert open_store().save("card", "new").text == "new"


def test_a_change_elsewhere_is_noticed_once(store: NoteStore, open_store: OpenStore) -> None:
    other = open_store()
    assert not store.changed_elsewhere()
    other.save("card", "the first note of all")
    assert store.changed_elsewhere()
    assert not store.changed_elsewhere()
    store.save("card", "mine")
    assert not store.changed_elsewhere()
    other.save("card", "theirs")
    assert store.changed_elsewhere()
    assert not store.changed_elsewhere()


def test_a_closed_store_opens_again_and_leaves_no_log(store: NoteStore, path: Path) -> None:
    store.save("card", "words")
    store.close()
    assert {entry.name for entry in path.parent.iterdir()} == FILES
    note = store.get("card")
    assert isinstance(note, Note)
    assert note.text == "words"


def test_old_text_is_kept_in_the_history(store: NoteStore) -> None:
    first = store.save("card", "first")
    second = store.save("card", "second")
    third = store.save("card", "third")  # less than a minute after the first: in place of the second
    assert [(edit.text, edit.revision) for edit in store.history("Card")] == [
        ("third", third.revision),
        ("first", first.revision),
    ]
    assert second.revision < third.revision and store.history("other") == []
