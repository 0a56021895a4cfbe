"""Both texts of a note stay, each line of them once."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from briefing_app.notes.merge import keep_both

TIME = datetime(2026, 11, 24, 12, tzinfo=UTC)
LINES = st.lists(st.sampled_from(["one", "two", "three", "", "four"]), max_size=6).map("\n".join)


def test_what_was_added_elsewhere_stands_below_a_line_with_its_time() -> None:
    when = f"{TIME.astimezone():%Y-%m-%d %H:%M}"
    merged = keep_both("top\nmine\nend", "top\ntheirs\nend", TIME)
    assert merged == f"top\nmine\nend\n\n——— Also written elsewhere, {when} ———\n\ntheirs"


@given(mine=LINES, other=LINES)
@settings(max_examples=200, deadline=None)
def test_no_line_of_either_is_lost(mine: str, other: str) -> None:
    merged = keep_both(mine, other, TIME)
    assert mine.strip() in merged
    assert set(other.split()) <= set(merged.split())


def test_taking_turns_does_not_double_the_note() -> None:
    text = "common line"
    for turn in range(50):
        text = keep_both(f"{text}\nmine {turn}", f"{text}\ntheirs {turn}", TIME)
    assert text.count("common line") == 1
    assert all(f"mine {turn}" in text and f"theirs {turn}" in text for turn in range(50))


def test_two_writers_who_always_meet_do_not_double_the_note() -> None:
    seen = {"mine": "common line", "theirs": "common line"}
    standing = "common line"
    for turn in range(100):
        for who, text in seen.items():
            standing = keep_both(f"{text}\n{who} {turn}", standing, TIME)
            seen[who] = standing
    assert len(standing.split("\n")) < 800
    assert all(f"{who} {turn}" in standing for who in seen for turn in range(100))


def test_lines_taken_out_elsewhere_add_nothing() -> None:
    assert keep_both("a\nmine\nb", "a\nb", TIME) == "a\nmine\nb"
