"""The cards that ship say only what their sources say.

`sources.json` names the text behind each source of each card (a file beside the checkout, `#` the id of a record in it)
and, under `also`, the numbers of a card that its sources do not hold as such, each with its reason. Those texts are not
part of the project; where they are absent, the tests that read them are skipped.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from briefing_app.cards.card import Card
from briefing_app.cards.card_file import read_card
from briefing_app.i18n import is_country
from briefing_app.paths import resources
from briefing_app.prose.plain import prose_text
from briefing_app.prose.reader import read_prose

LIBRARY = sorted((resources() / "library").glob("*.md"))
SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SOURCES: dict[str, dict[str, dict[str, str]]] = json.loads(
    (Path(__file__).parent / "sources.json").read_text(encoding="utf-8")
)
ARTICLE = "armenia-azerbaijan-abu-dhabi"
CHAPTER = "indonesia-recognition-1949"

_CITATION = re.compile(r"\[\^([^\]\s]+)\]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMBER_WORD = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

each_card = pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)


def _card(path: Path) -> Card:
    card = read_card(path).card
    assert card is not None
    return card


@cache
def _records(name: str) -> dict[str, Any]:
    with (SHARED / name).open(encoding="utf-8") as lines:
        return {record["id"]: record for record in map(json.loads, lines)}


def _source_text(place: str) -> str:
    """All that a source says, in one line with straight quotation marks."""
    name, _hash, record_id = place.partition("#")
    if not (SHARED / name).is_file():
        pytest.skip(f"The source text {name} is not on this machine.")
    if not record_id:
        return _plain((SHARED / name).read_text(encoding="utf-8"))
    record = _records(name)[record_id]
    entries = (f"{entry['date']} {entry['event']}" for entry in record["timeline"])
    parts = (record["title"], record["date"] or "", record["summary"], record["background"], *entries)
    return _plain("\n".join(parts))


def _all_sources_text(card: Card) -> str:
    return "\n".join(_source_text(place) for place in SOURCES[card.id]["sources"].values())


def _plain(text: str) -> str:
    """Curly quotation marks straightened and white space run together: nothing else is forgiven."""
    return " ".join(text.translate(str.maketrans("“”‘’", "\"\"''")).split())


def _told(card: Card) -> str:
    """All that a card states in its own name: not its quotes, which have a test of their own, nor its source notes."""
    texts = [card.title, card.bottom_line or "", card.body, *(actor.bio or "" for actor in card.actors)]
    texts += [entry.event for entry in card.timeline]
    texts += [quote.text for quote in card.quotes if quote.kind == "paraphrase"]
    return _CITATION.sub("", "\n".join(texts))


def test_about_twenty_cards_ship() -> None:
    assert len(LIBRARY) >= 20


@each_card
def test_a_card_has_no_problem(path: Path) -> None:
    assert [str(problem) for problem in read_card(path).problems] == []


@each_card
def test_the_id_is_the_name_of_the_file(path: Path) -> None:
    assert _card(path).id == path.stem


def test_no_two_ids_differ_in_case_alone() -> None:
    ids = [path.stem.lower() for path in LIBRARY]
    assert len(set(ids)) == len(ids)


@each_card
def test_country_codes_are_alpha_2(path: Path) -> None:
    card = _card(path)
    codes = [*card.countries, *(actor.country for actor in card.actors if actor.country)]
    assert [code for code in codes if not re.fullmatch("[A-Z]{2}", code) or not is_country(code)] == []


@each_card
def test_every_citation_leads_to_a_source(path: Path) -> None:
    card = _card(path)
    cited = _CITATION.findall("\n".join([card.body, *(actor.bio or "" for actor in card.actors)]))
    assert set(cited) <= {source.id for source in card.sources}


@each_card
def test_the_text_reads_as_prose_with_nothing_left_over(path: Path) -> None:
    card = _card(path)
    ids = [source.id for source in card.sources if source.id]
    read = "\n".join(prose_text(read_prose(text, ids)) for text in [card.body, *(a.bio or "" for a in card.actors)])
    assert re.findall(r"\[\^|\*\*|^#|\| ---", read, re.MULTILINE) == []


@each_card
def test_every_source_of_a_card_is_known_to_these_tests(path: Path) -> None:
    assert set(SOURCES[path.stem]["sources"]) == {source.id for source in _card(path).sources}


def test_these_tests_know_no_other_card() -> None:
    assert set(SOURCES) == {path.stem for path in LIBRARY}


@each_card
def test_the_notice_names_the_card(path: Path) -> None:
    notice = (Path(__file__).resolve().parents[2] / "NOTICE").read_text(encoding="utf-8")
    assert re.search(rf"(?<![\w-]){re.escape(path.stem)}(?![\w-])", notice)


@each_card
def test_quotes_stand_word_for_word_in_their_source(path: Path) -> None:
    card = _card(path)
    for quote in card.quotes:
        if quote.kind != "paraphrase":
            assert quote.source is not None
            assert _plain(quote.text) in _source_text(SOURCES[card.id]["sources"][quote.source])


@each_card
def test_quotation_marks_in_the_text_hold_the_sources_words(path: Path) -> None:
    card = _card(path)
    text = _all_sources_text(card)
    quoted = re.findall("“([^”]+)”|«\u00a0([^»]+)\u00a0»", _told(card))
    assert [words for pair in quoted if (words := _plain("".join(pair))) not in text] == []


@each_card
def test_every_number_of_a_card_stands_in_its_sources(path: Path) -> None:
    card = _card(path)
    known = set(_NUMBER.findall(_all_sources_text(card))) | set(SOURCES[card.id]["also"])
    assert sorted(set(_NUMBER.findall(_told(card))) - known) == []


@each_card
def test_every_date_of_the_timeline_stands_in_the_sources(path: Path) -> None:
    card = _card(path)
    text, also = _all_sources_text(card), SOURCES[card.id]["also"]
    strange = [entry.date for entry in card.timeline if not _stands(entry.date, text) and entry.date not in also]
    assert strange == []


def _stands(date: str, text: str) -> bool:
    """Whether each end of an EDTF date is written in `text`: the year, and beside it the month or the whole day."""
    return all(
        re.search(rf"(?<!\d){year.replace('X', '0')}|\d[-–]{year[2:]}(?!\d)", text)
        and any(re.search(form, text) for form in forms)
        for year, forms in map(_forms, date.split("/"))
    )


def _forms(date: str) -> tuple[str, list[str]]:
    year, _hyphen, rest = date.rstrip("?~").partition("-")
    month_number, _hyphen, day_number = rest.partition("-")
    if not rest:
        return year, [""]
    if month_number == "23":
        return year, [f"autumn of {year}"]
    month, day = _MONTHS[int(month_number) - 1], int(day_number or 0)
    if not day:
        return year, [month, f"{year}-{month_number}"]
    return year, [
        f"{year}-{month_number}-{day_number}",
        rf"\b{day}([-–]\d+)? {month}",
        rf"{month} ([\d]+( and |–))?{day}(?!\d)",
        rf"\b{int(month_number)}/{day}/{year}",
    ]


def test_every_quotation_of_the_article_is_on_its_card() -> None:
    text = _source_text(SOURCES[ARTICLE]["sources"]["article"])
    quoted = [words.strip(" ,.") for words in re.findall('"([^"]+)"', text)]
    card = _card(resources() / "library" / f"{ARTICLE}.md")
    ours = [_plain(quote.text).strip(" ,.") for quote in card.quotes if quote.kind == "verbatim"]
    assert sorted(ours) == sorted(quoted)


def test_every_number_word_of_the_articles_card_stands_in_the_article() -> None:
    text = _source_text(SOURCES[ARTICLE]["sources"]["article"]).lower()
    told = _told(_card(resources() / "library" / f"{ARTICLE}.md"))
    words = {word.lower() for word in _NUMBER_WORD.findall(told)}
    assert sorted(word for word in words if not re.search(rf"\b{word}\b", text)) == []


def test_every_number_of_the_article_is_on_its_card() -> None:
    text = _source_text(SOURCES[ARTICLE]["sources"]["article"])
    assert set(_NUMBER.findall(text)) <= set(_NUMBER.findall(_told(_card(resources() / "library" / f"{ARTICLE}.md"))))


def test_the_long_timeline_is_the_chapters_list() -> None:
    place = SOURCES[CHAPTER]["sources"]["chapter"]
    _source_text(place)  # skips where it is absent
    name, _hash, record_id = place.partition("#")
    printed = [(entry["date"], entry["event"]) for entry in _records(name)[record_id]["timeline"]]
    ours = [(entry.date, entry.event) for entry in _card(resources() / "library" / f"{CHAPTER}.md").timeline]
    assert len(ours) > 300
    assert ours == printed


def test_the_table_of_months_counts_the_long_timeline() -> None:
    card = _card(resources() / "library" / f"{CHAPTER}.md")
    counted = Counter(_MONTHS[int(entry.date[5:7]) - 1] for entry in card.timeline)
    table = {month: int(count) for month, count in re.findall(r"^\| (\w+) \| (\d+) \|$", card.body, re.MULTILINE)}
    assert table == counted
