"""Who may see the card's own note: kept with it, whatever is written after, and carried wherever the note goes."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from briefing_app.errors import BriefingError, NotFoundError
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.exchange import all_items, from_json, merge, to_json
from briefing_app.notes.journal import Journal, note_checksum
from briefing_app.notes.safe import Safe
from briefing_app.notes.store import NoteStore

OpenStore = Callable[..., NoteStore]


def audiences(store: NoteStore) -> dict[str, str]:
    return {note.card_id: note.audience for note in store.all()}


def test_a_note_is_for_its_writer_until_it_is_raised(store: NoteStore) -> None:
    store.save("lake", "words")
    assert audiences(store) == {"lake": "me"}
    raised = store.set_audience("LAKE", "delegation")
    assert (raised.audience, raised.text, raised.card_id) == ("delegation", "words", "lake")
    assert raised.revision > 1
    assert store.save("lake", "other words", raised.revision).audience == "delegation"
    assert store.set_audience("lake", "delegation").revision == store.all()[0].revision  # nothing to change
    assert [edit.text for edit in store.history("lake")] == ["other words", "words", "words"]


def test_a_card_without_a_note_has_no_audience(store: NoteStore) -> None:
    with pytest.raises(NotFoundError):
        store.set_audience("lake", "release")


def test_the_journal_brings_the_audience_back(path: Path, store: NoteStore, open_store: OpenStore) -> None:
    store.save("lake", "words")
    store.set_audience("lake", "release")
    store.close()
    assert Journal(Safe(path)).newest()["note:lake"].facts == {"audience": "release"}
    path.unlink()
    assert audiences(open_store()) == {"lake": "release"}


def test_a_journal_that_is_shortened_keeps_the_audience(
    path: Path, store: NoteStore, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save("lake", "words")
    store.set_audience("lake", "release")
    monkeypatch.setattr("briefing_app.notes.journal.LARGEST", 1)
    store.save("shore", "more")  # by which the journal is too long
    store.close()
    path.unlink()
    assert audiences(open_store()) == {"lake": "release", "shore": "me"}


def test_json_carries_the_audience_and_takes_notes_without_one(
    path: Path, store: NoteStore, tmp_path: Path, open_store: OpenStore
) -> None:
    store.save("lake", "words")
    store.set_audience("lake", "delegation")
    text = to_json(all_items(Safe(path)))
    other = tmp_path / "other" / "notes.sqlite"
    assert merge(Safe(other), from_json(text, "notes.json"), apply=True).added == ["note:lake"]
    taken = NoteStore(other)
    assert audiences(taken) == {"lake": "delegation"}
    taken.close()
    data = json.loads(text)
    del data["items"][0]["audience"]
    assert from_json(json.dumps(data), "old.json")[0].facts == {"audience": "me"}
    data["items"][0]["audience"] = "everybody"
    with pytest.raises(BriefingError, match="this is no note"):
        from_json(json.dumps(data), "bad.json")


def test_of_two_audiences_that_of_the_later_edit_is_taken(path: Path, store: NoteStore) -> None:
    store.save("lake", "words")
    (item,) = all_items(Safe(path))
    later = item._replace(modified="2999-01-01T00:00:00+00:00", facts={"audience": "release"})
    assert merge(Safe(path), [later], apply=True).replaced == ["note:lake"]
    assert audiences(store) == {"lake": "release"}
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT sha256 FROM note").fetchone()[0] == note_checksum("lake", "words")
