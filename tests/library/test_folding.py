"""What readers do not tell apart is the same, and what they do is not; a word is a run of letters, marks and digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.library.folding import (
    find_folded,
    fold,
    joined_words,
    placed_joined_words,
    placed_words,
    sought_terms,
    terms,
    words,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TÜRKIYE", "turkiye"),
        ("İlham Əliyev", "ilham əliyev"),
        ("Straße", "STRASSE"),
        ("ё", "е"),
        ("أنور", "انور"),
        ("מֹשֶׁה", "משה"),
        ("ﾃﾍﾗﾝ", "テヘラン"),
        ("Ａｂｕ", "abu"),
        ("e\u0301", "é"),
        ("قــطر", "قطر"),
        ("Łódź", "lodz"),
        ("ØRE", "ore"),
        ("Đukić", "dukic"),
    ],
)
def test_spellings_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_thai_and_hindi_keep_their_vowels() -> None:
    assert fold("กิน") != fold("กน") and fold("दिल्ली") != fold("दल्ली")


def test_a_folded_match_is_found_in_the_unfolded_text() -> None:
    text = "Die große STRAẞE von Türkiye"
    start, end = find_folded(text, fold("türkiye")) or (0, 0)
    assert text[start:end] == "Türkiye"
    assert find_folded(text, "nowhere") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sana'a, cease-fire; U.S.", ["sana", "a", "cease", "fire", "u", "s"]),
        ("किताब पढ़ो", ["किताब", "पढ़ो"]),
        ("COVID-19 v2", ["covid", "19", "v2"]),
        ("停火。谈判", ["停火", "谈判"]),
        ("йод и ёлка", ["йод", "и", "елка"]),
        ("", []),
        ("· — …", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == [fold(word) for word in expected]


def test_short_i_is_a_letter_of_its_own() -> None:
    assert fold("Й") == "й" != fold("И") and fold("и\u0306") == "й"


def test_hyphens_and_apostrophes_may_be_left_out() -> None:
    assert joined_words("Sana’a and the cease-fire of 2020-21") == ["sanaa", "ceasefire"]
    assert joined_words("हिन्दी-उर्दू और") == ["हिन्दीउर्दू"]


@given(st.text(max_size=80))
def test_placed_words_are_the_words(text: str) -> None:
    placed = list(placed_words(text))
    assert all(0 <= word.start < word.end <= len(text) for word in placed)
    assert [word.start for word in placed] == sorted(word.start for word in placed)


@given(st.text(max_size=80) | st.text("aB1-'_ ", max_size=20) | st.text("aé’'-\u00ad\u0301 日ि가1", max_size=20))
def test_placed_joined_words_are_the_joined_words(text: str) -> None:
    placed = list(placed_joined_words(text))
    assert all(0 <= word.start < word.end <= len(text) for word in placed)
    if text.isascii():
        assert [word.text for word in placed] == joined_words(text)


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


@given(st.text(alphabet="停火谈判テヘラン서울ก ab1", max_size=30), st.data())
def test_whatever_stands_inside_a_word_without_blanks_is_found_by_its_pairs(text: str, data: st.DataObject) -> None:
    for word in words(text):
        start = data.draw(st.integers(0, len(word) - 1))
        piece = word[start : data.draw(st.integers(start + 1, len(word)))]
        if piece.isascii() or any(letter.isascii() for letter in piece):
            continue
        sought, goes_on = sought_terms(piece)
        kept = terms(word)
        fits = [
            kept[at : at + len(sought) - goes_on] == sought[: len(sought) - goes_on]
            and (not goes_on or any(term.startswith(sought[-1]) for term in kept[at + len(sought) - 1 :][:1]))
            for at in range(len(kept))
        ]
        assert any(fits)
