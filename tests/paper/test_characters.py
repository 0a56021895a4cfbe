"""Which texts come out as they went in, and what is said of a character that no font draws."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from briefing_app.cards.card import Card
from briefing_app.errors import ExportError
from briefing_app.paper.edition import Edition, PrintedCard
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import build_card
from tests.paper.readers import A4, letters, noted, pdfium_pages, pypdf_pages

CORPORA = Path(__file__).resolve().parents[2].parent / "shared" / "corpora"
needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared corpora are not beside this checkout")

# Left to right and set letter by letter: readers give these back as they were written.
LETTER_BY_LETTER = {"eng": "en", "ell_monotonic": "el", "rus": "ru", "hye": "hy", "kat": "ka", "cmn_hans": "zh-Hans"}
# Right to left, or letters that stand around each other: readers put back most words, each in its own way.
SHAPED = {"arb": "ar", "heb": "he"}
HANDFUL = ["jpn", "kor", "tha", "hin", "amh", "khm", "mya", "bod"]


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


def declarations() -> dict[str, dict[str, Any]]:
    lines = (CORPORA / "udhr" / "udhr.jsonl").read_text(encoding="utf-8").splitlines()
    return {record["id"].removeprefix("udhr-"): record for record in map(json.loads, lines)}


def card_of(record: dict[str, Any], language: str) -> Card:
    return Card(id="x", title=record["title"], date="1948-12-10", language=language, body=record["background"][:6000])


def words_of(card: Card) -> list[str]:
    plain = re.sub(r"[#*_\\|>`\[\]-]+", " ", card.body)
    return [word for word in plain.split() if any(map(str.isalpha, word))]


@needs_corpora
@pytest.mark.parametrize("code", list(LETTER_BY_LETTER))
def test_what_goes_in_comes_out_in_both_readers(printer: Printer, code: str) -> None:
    record = declarations().get(code)
    if record is None:
        pytest.skip(f"the corpora have no {code}")
    card = card_of(record, LETTER_BY_LETTER[code])
    pdf = printer.pdf([PrintedCard(card)], A4)
    words = words_of(card)
    assert len(words) > 40
    for pages in (pdfium_pages(pdf), pypdf_pages(pdf)):
        found = letters("".join(pages))
        missing = [word for word in words if letters(word) not in found]
        # a word may be parted by the foot of one page and the head of the next
        assert len(missing) <= len(pages), missing


@needs_corpora
@pytest.mark.parametrize("code", list(SHAPED))
def test_most_words_of_a_shaped_script_are_found(printer: Printer, code: str) -> None:
    card = card_of(declarations()[code], SHAPED[code])
    found = bare("".join(pdfium_pages(printer.pdf([PrintedCard(card)], A4))))
    words = [bare(word) for word in words_of(card)]
    assert sum(word in found for word in words) > 0.85 * len(words)


def bare(text: str) -> str:
    """Letters alone, without vowel signs and punctuation."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] == "L")


@needs_corpora
@pytest.mark.parametrize("code", HANDFUL)
def test_a_script_of_the_world_prints(printer: Printer, code: str) -> None:
    record = declarations().get(code)
    if record is None:
        pytest.skip(f"the corpora have no {code}")
    assert printer.pdf([PrintedCard(card_of(record, "und"))], A4).startswith(b"%PDF-1.7")


def records(*names: str, every: int) -> Iterator[dict[str, Any]]:
    for name in names:
        lines = (CORPORA / name).read_text(encoding="utf-8").splitlines()
        yield from map(json.loads, islice(lines, 0, None, every))


@needs_corpora
def test_a_handful_of_real_cards_of_every_kind_prints(printer: Printer) -> None:
    count = 0
    for record in records("ntrex/ntrex.jsonl", every=67):
        assert printer.pdf([PrintedCard(card_of(record, "en"))], A4)
        count += 1
    for record in records("frus/frus-chapters.jsonl", "ungdc/ungdc.jsonl", "news-de/wikinews-de.jsonl", every=60):
        events = [{"date": row["date"], "event": row["event"]} for row in record["timeline"]]
        card = build_card(record["background"], title=record["title"], timeline=events)
        assert printer.pdf([PrintedCard(card)], Edition("letter"))
        count += 1
    assert count > 20


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"title": "The 𓀀 talks"}, "in the title"),
        ({"bottom_line": "𓀀"}, "in the bottom line"),
        ({"marking": "𓀀"}, "in the marking"),
        ({"place": "𓀀"}, "in the place"),
        ({"originator": "𓀀"}, "in the originator"),
        ({"actors": [{"name": "A"}, {"name": "B", "native_name": "𓀀"}]}, "in actor 2"),
        ({"actors": [{"name": "A", "bio": "𓀀"}]}, "in actor 1"),
        ({"timeline": [{"date": "2020", "event": "x"}, {"date": "2021", "event": "𓀀"}]}, "in entry 2 of the timeline"),
        ({"quotes": [{"speaker": "A B", "text": "x", "original": "𓀀"}]}, "in quote 1"),
        ({"sources": [{"id": "a", "title": "x", "note": "𓀀"}]}, "in source 1"),
        ({"body": "𓀀"}, "in the text before the sections"),
        ({"body": "## Press line\n\n- | 𓀀"}, "in the section “Press line”"),
        ({"body": "## A\n\nx[^1]\n\n[^1]: 𓀀"}, "in a footnote"),
    ],
)
def test_a_character_without_a_glyph_is_named_with_its_place(
    printer: Printer, fields: dict[str, Any], place: str
) -> None:
    with pytest.raises(ExportError) as refused:
        printer.pdf([PrintedCard(build_card(**fields))], A4)
    assert str(refused.value) == f"The card cannot be printed: no font of the app can draw U+13000 𓀀, {place}."
    assert refused.value.hint


def test_such_a_character_in_the_note_or_in_the_second_card_is_named_there(printer: Printer) -> None:
    with pytest.raises(ExportError, match="U\\+13000 𓀀, in the note"):
        printer.pdf([PrintedCard(build_card(), noted("𓀀"))], A4)
    with pytest.raises(ExportError, match="in the title of card 2"):
        printer.pdf([PrintedCard(build_card()), PrintedCard(build_card(title="𓀀"))], A4)


def test_many_such_characters_are_named_up_to_a_dozen(printer: Printer) -> None:
    with pytest.raises(ExportError, match="and 28 more"):
        printer.pdf([PrintedCard(build_card("".join(chr(0x13000 + n) for n in range(40))))], A4)


def test_a_link_that_is_not_drawn_may_hold_any_character(printer: Printer) -> None:
    assert printer.pdf([PrintedCard(build_card("[here](https://example.org/𓀀)"))], A4)


def test_signs_of_the_typesetters_are_letters_as_any(printer: Printer) -> None:
    title = r'A "quote", \" \\ \u{41} $x$ #panic() [a] `b` // c'
    pdf = printer.pdf([PrintedCard(build_card("Words.", title=title))], A4)
    assert " ".join(pdfium_pages(pdf)[0].split()).count(title) == 2  # in the running head, too


@pytest.mark.parametrize("text", ["a\u0301", "ᄒ\u1161ᆫ", "❤\ufe0f", "نِم\u200cنِم", "क\u094d\u200dष", "a\u0305\u0332"])
def test_letters_of_several_characters_need_no_glyph_for_each(printer: Printer, text: str) -> None:
    assert printer.pdf([PrintedCard(build_card(f"{text} **{text}** *{text}*", title=text), noted(text))], A4)


def test_what_the_typesetter_refuses_is_told_in_words(tmp_path: Path) -> None:
    printer = Printer(resources(), "en")
    printer.typesetter._templates = tmp_path
    text = '#let file(data) = {\n  set document(title: "T")\n  set text(font: "Noto Sans")\n  [𓀀]\n}'
    (tmp_path / "cards.typ").write_text(text, encoding="utf-8")
    with pytest.raises(ExportError, match="cannot be printed as it stands") as refused:
        printer.pdf([PrintedCard(build_card())], A4)
    assert "could not be displayed" in refused.value.details


def test_every_character_that_counts_as_drawn_is_set_without_complaint(printer: Printer) -> None:
    """A sample of each block, in every style: the coverage, the families tried and the fonts agree."""
    coverage = printer.typesetter._coverage
    sample = [chr(code) for code in range(0x21, 0x30000, 7) if coverage.draws(chr(code))]
    letters_alone = [c for c in sample if unicodedata.category(c)[0] in "LNS"]
    assert len(letters_alone) > 3000
    for begin in range(0, len(letters_alone), 400):
        text = " ".join(letters_alone[begin : begin + 400]).replace("`", "")
        card = build_card(bottom_line=text, marking="X", quotes=[{"speaker": "A B", "text": text, "venue": text}])
        assert printer.pdf([PrintedCard(card, noted(text))], A4)
