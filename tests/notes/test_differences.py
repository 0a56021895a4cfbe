"""The difference of two texts holds both, and is small where little changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing_app.notes.differences import Piece, differences, letters_taken_out

TEXT = st.lists(st.sampled_from(["one ", "two ", "three\n", "\n", "日", "本", " ", ", ", "سلام "]), max_size=20).map(
    "".join
)


@given(before=TEXT, now=TEXT)
@settings(max_examples=300, deadline=None)
def test_both_texts_are_in_it(before: str, now: str) -> None:
    pieces = differences(before, now)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == now


@pytest.mark.parametrize(
    ("before", "now", "pieces"),
    [
        ("Ask who writes.\nEnd.", "Ask who reads.\nEnd.", [("removed", "writes"), ("added", "reads")]),
        ("a\nb\nc", "a\nc", [("removed", "b\n")]),
        ("双方会晤", "双方再会晤", [("added", "再")]),
        ("same", "same", []),
    ],
)
def test_words_are_told_apart(before: str, now: str, pieces: list[Piece]) -> None:
    assert [piece for piece in differences(before, now) if piece.kind != "same"] == pieces


@pytest.mark.parametrize(
    ("before", "now", "count"),
    [
        ("one two", "one", 4),
        ("one", "one two", 0),
        ("one two three", "one three", 4),
        ("abc", "xyz", 3),
        ("aa", "a", 1),
    ],
)
def test_what_is_taken_out_is_counted(before: str, now: str, count: int) -> None:
    assert letters_taken_out(before, now) == count


def test_long_texts_are_compared() -> None:
    text = " ".join(f"word{number}" for number in range(20_000))
    assert len(differences(text, text.replace("word9000 ", "another ").replace("word3", "third", 1))) == 7
