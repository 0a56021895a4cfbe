"""Text out equals text in, for every script that the bundled fonts cover: two readers find the words of real texts.

Words are runs of letters, marks and digits. They are compared after NFKC, which takes ligatures and presentation forms
back to their letters, without what no reader sees: joiners, marks of direction, white space, hyphens at lines' ends.
"""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from briefing_app.cards.card import Card
from briefing_app.cards.card_file import read_card
from briefing_app.errors import ExportError
from briefing_app.paper.edition import PrintedCard
from briefing_app.paper.glyphs import Coverage
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import build_card
from tests.paper.readers import A4, letters, pdfium_pages, poppler_pages

CORPORA = Path(__file__).resolve().parents[2].parent / "shared" / "corpora"
needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared corpora are not beside this checkout")
PART = 5_000  # characters of each text

BCP47 = {
    "arb": "ar", "amh": "am", "ben": "bn", "bod": "bo", "deu": "de", "div": "dv", "ell": "el", "fas": "fa", "fra": "fr",
    "heb": "he", "hin": "hi", "hye": "hy", "jpn": "ja", "kat": "ka", "khm": "km", "kor": "ko", "lao": "lo", "mya": "my",
    "prs": "fa", "pus": "ps", "rus": "ru", "sin": "si", "spa": "es", "tam": "ta", "tha": "th", "uig": "ug", "urd": "ur",
    "vie": "vi", "zho-CN": "zh-Hans", "zho-TW": "zh-Hant",
}  # fmt: skip

# The share of words that the better reader finds at least; of every other text both find each word. Both readers turn a
# letter and its vowel sign round where letters run to the left, whatever the file states.
BY_THE_BETTER = {
    "udhr-arb": 0.98, "udhr-heb": 1.0, "udhr-hin": 1.0, "udhr-khm": 0.99, "udhr-tha": 1.0, "udhr-urd": 0.97,
    "ntrex-arb": 0.97, "ntrex-ben": 1.0, "ntrex-div": 0.85, "ntrex-fas": 1.0, "ntrex-heb": 1.0, "ntrex-hin": 1.0,
    "ntrex-khm": 1.0, "ntrex-lao": 0.99, "ntrex-mya": 1.0, "ntrex-prs": 0.99, "ntrex-pus": 0.99, "ntrex-tam": 1.0,
    "ntrex-tha": 1.0, "ntrex-uig": 1.0, "ntrex-urd": 1.0,
}  # fmt: skip
LACKING = {
    "udhr-aii": "U\\+0712 ܒ",
    "udhr-cmn_hant": "U\\+8991 覑",
}  # Syriac; one character, which is a slip of the text


class Text(NamedTuple):
    """A published text: its name here, its language as BCP 47."""

    name: str
    language: str
    title: str
    body: str


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


@cache
def texts() -> dict[str, Text]:
    """The declaration in 51 languages, six news articles in 40."""
    declarations = [Text(r["id"], bcp47(r), r["title"], r["background"]) for r in records("udhr")]
    articles: dict[str, list[dict[str, Any]]] = {}
    for record in records("ntrex"):
        articles.setdefault(record["language"], []).append(record)
    news = [
        Text(f"ntrex-{language}", bcp47(found[0]), found[0]["title"], "\n\n".join(r["background"] for r in found[:6]))
        for language, found in articles.items()
    ]
    return {text.name: text for text in (*declarations, *news)}


def records(name: str) -> Iterator[dict[str, Any]]:
    path = CORPORA / name / f"{name}.jsonl"
    yield from map(json.loads, path.read_text(encoding="utf-8").splitlines() if path.exists() else ())


def bcp47(record: dict[str, Any]) -> str:
    language = str(record["language"])
    return BCP47.get(language, language)


def card_of(text: Text) -> Card:
    body = text.body[:PART].rpartition(" ")[0]
    return Card(id="x", title=text.title, date="1948-12-10", language=text.language, body=body)


def words_of(text: str) -> list[str]:
    runs = "".join(c if unicodedata.category(c)[0] in "LMN" or c in "\u200c\u200d" else " " for c in text)
    return [letters(run) for run in runs.split() if any(map(str.isalpha, run))]


def lost(words: Sequence[str], pages: Sequence[str]) -> list[str]:
    """The words that a reader does not find, but for those that the foot of a page parts."""
    found = [letters(page) for page in pages]
    whole = "".join(found)
    return [word for word in words if word not in whole and not is_parted(word, found)]


def is_parted(word: str, pages: Sequence[str]) -> bool:
    """Whether a page ends in the first letters of a word, before its foot, and the next one has the others."""
    return any(
        word[:place] in page[-400:] and word[place:] in following[:400]
        for page, following in itertools.pairwise(pages)
        for place in range(1, len(word))
    )


@needs_corpora
@pytest.mark.parametrize("name", sorted(texts().keys() - LACKING.keys()))
def test_the_words_of_a_real_text_come_out(printer: Printer, name: str) -> None:
    card = card_of(texts()[name])
    pdf = printer.pdf([PrintedCard(card)], A4)
    words = words_of(re.sub(r"[#*_\\|>`\[\]]+", " ", card.body))
    assert len(words) > 40
    by_pdfium, by_poppler = (lost(words, pages) for pages in (pdfium_pages(pdf), poppler_pages(pdf)))
    if name in BY_THE_BETTER:
        better = min(by_pdfium, by_poppler, key=len)
        assert len(better) <= (1 - BY_THE_BETTER[name]) * len(words), better
    else:
        assert (by_pdfium, by_poppler) == ([], [])


@needs_corpora
@pytest.mark.parametrize("name", sorted(LACKING))
def test_what_the_bundled_fonts_lack_is_named_before_anything_is_written(printer: Printer, name: str) -> None:
    text = texts()[name]
    card = Card(id="x", title=text.title, date="1948-12-10", language=text.language, body=text.body)
    with pytest.raises(ExportError, match=f"no font of the app can draw {LACKING[name]}, in the"):
        printer.pdf([PrintedCard(card)], A4)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("georgia-country-profile", 1.0),
        ("universal-declaration-armenian", 1.0),
        ("universal-declaration-chinese", 1.0),
        ("universal-declaration-russian", 1.0),
        ("universal-declaration-arabic", 0.98),
    ],
)
def test_the_words_of_a_bundled_card_come_out(printer: Printer, name: str, least: float) -> None:
    card = read_card(resources() / "library" / f"{name}.md").card
    assert card is not None
    pdf = printer.pdf([PrintedCard(card)], A4)
    words = words_of(re.sub(r"\[\^[^\]]*\]|\]\([^)]*\)|[#*_\\|>`\[\]]+", " ", card.body))
    assert len(words) > 40
    fewest, most = sorted((lost(words, pages) for pages in (pdfium_pages(pdf), poppler_pages(pdf))), key=len)
    assert len(fewest) <= (1 - least) * len(words), fewest
    assert least < 1 or not most


def test_every_accent_of_latin_greek_and_cyrillic_comes_out(printer: Printer) -> None:
    coverage = Coverage(resources() / "fonts")
    blocks = (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000))
    alphabet = [c for c in map(chr, blocks) if c.isalpha() and coverage.draws(c)]
    assert len(alphabet) > 1200
    words = ["".join(alphabet[begin : begin + 8]) for begin in range(0, len(alphabet), 8)]
    pdf = printer.pdf([PrintedCard(build_card("\n\n".join(words)))], A4)
    for pages in (pdfium_pages(pdf), poppler_pages(pdf)):
        assert lost([letters(word) for word in words], pages) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "في ١٢٣٤ و 5678 من 2025-07-10"),
        ("fa", "در ۱۲۳۴ و 5678 تا ۱۲٫۵"),
        ("he", "בשנת 1948 עד 12.5 אחוז"),
        ("ko", "한국 외교부는 2025년 7월 10일"),
        ("vi", "Nghị quyết về quyền được hưởng ưu đãi"),
        ("uk", "Постанова № 12 від 10 липня ⅓"),
    ],
)
def test_digits_stay_in_their_order_among_letters_of_any_direction(printer: Printer, language: str, text: str) -> None:
    pdf = printer.pdf([PrintedCard(build_card(text, language=language, title=text))], A4)
    for pages in (pdfium_pages(pdf), poppler_pages(pdf)):
        assert lost(words_of(text), pages) == []
