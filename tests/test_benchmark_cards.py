"""The cards that the benchmarks of a large library are made of: sound, distinct, and the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_app.cards.card import Card
from briefing_app.cards.card_file import read_card
from tests.benchmarks.library_cards import card_files, cards, count_words, write_cards
from tests.prose.corpora import needs_corpora

COUNT = 50


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Card]:
    folder = tmp_path_factory.mktemp("cards")
    write_cards(folder, COUNT)
    files = [read_card(path) for path in sorted(folder.rglob("*.md"))]
    assert [problem for file in files for problem in file.problems if problem.level == "error"] == []
    return [file.card for file in files if file.card is not None]


@needs_corpora
def test_the_cards_are_distinct(written: list[Card]) -> None:
    assert len(written) == COUNT
    for name in ("id", "title", "body"):
        assert len({getattr(card, name) for card in written}) == COUNT, name


@needs_corpora
def test_the_cards_have_words_enough_and_not_too_many(written: list[Card]) -> None:
    assert {card.id: count for card in written if not 300 <= (count := count_words(card.body)) <= 500} == {}


@needs_corpora
def test_the_cards_have_something_of_everything(written: list[Card]) -> None:
    for name in ("place", "countries", "actors", "timeline", "quotes", "sources", "bottom_line"):
        assert any(getattr(card, name) for card in written), name
    assert len({card.language for card in written}) > 5
    assert {card.date[:4] < "1990" for card in written} == {True, False}


@needs_corpora
def test_a_seed_gives_the_same_cards_however_many_are_asked_for() -> None:
    some = list(cards(COUNT))
    assert list(cards(COUNT + 10))[:COUNT] == some
    assert [text for _id, text in cards(COUNT, seed=5)] != [text for _id, text in some]


@needs_corpora
def test_cards_are_made_once_and_again_where_they_were_left_unfinished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.benchmarks.library_cards.BENCH", tmp_path)
    (tmp_path / "cards-5" / "shelf 000").mkdir(parents=True)
    (tmp_path / "cards-5" / "shelf 000" / "left.md").write_text("half a")
    folders = [card_files(5) for _twice in range(2)]
    assert folders == [tmp_path / "cards-5"] * 2
    assert len(list(folders[0].rglob("*.md"))) == 5
    assert capsys.readouterr().err.count("Making 5 cards") == 1


def test_words_of_scripts_without_blanks_are_counted_by_letters() -> None:
    counted = [count_words(text) for text in ("", "one two", "中文", "中文中文中文", "ไทยไทย and")]
    assert counted == [0, 2, 1, 2, 3]
