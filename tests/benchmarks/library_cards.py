"""The cards of a large library, made from published texts: distinct documents of 300 to 500 words in many languages.

The texts are real, their order is not: a document is two runs of sentences out of one corpus and language, under the
head of the record in which the first one begins. Dates are spread over eighty years. Nothing here is news.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from briefing_app.i18n import is_country
from tests.builders import card_text
from tests.prose.corpora import CORPORA

BENCH = Path(__file__).parents[2] / "build" / "bench"
FORMAT = "1"  # raised whenever other cards would be made
SEED = 4
FILES_A_SHELF = 200
SECONDS_AGO = 60  # as old are the files: the library reads again what was written just now

LEAST_WORDS, MOST_WORDS = 335, 450  # of a document, before the sentence that reaches so far is ended
LONGEST_SENTENCE = 45  # words; a longer one is taken apart
LONGEST_PARAGRAPH = 100
FIRST_DAY, LAST_DAY = date(1946, 1, 1).toordinal(), date(2026, 6, 30).toordinal()
MARKINGS = ("PUBLIC", "PUBLIC", "INTERNAL", "RESTRICTED")

# How many of a hundred documents come from each corpus: files as in the corpora's README.
SHARES = {
    "frus/frus-documents": 45,
    "ungdc/ungdc": 14,
    "factbook/factbook": 9,
    "historian/historian": 8,
    "ntrex/ntrex": 14,
    "news-de/wikinews-de": 6,
    "udhr/udhr": 4,
}
# What the corpora call countries otherwise than Babel does in English.
OTHER_NAMES = {
    "Burma": "MM",
    "Cabo Verde": "CV",
    "Czech Republic": "CZ",
    "Cote d'Ivoire": "CI",
    "Côte d’Ivoire": "CI",
    "Federal Republic of Germany": "DE",
    "Hong Kong": "HK",
    "Iran, Islamic Republic of": "IR",
    "Korea, North": "KP",
    "Korea, Republic of": "KR",
    "Korea, South": "KR",
    "Myanmar": "MM",
    "Republic of Korea": "KR",
    "Russian Federation": "RU",
    "Sao Tome and Principe": "ST",
    "Syrian Arab Republic": "SY",
    "Turkey": "TR",
    "United States of America": "US",
    "Viet Nam": "VN",
}

# Thai to Tibetan, Myanmar, Khmer, Chinese and Japanese part no words by blanks: three letters count as one.
_UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u2e80-\u9fff"
_WORD = re.compile(rf"[^\s{_UNSPACED}]+|[{_UNSPACED}]{{1,3}}")
_BLOCKS = re.compile(r"\n[ \t]*\n\s*")
_NOT_PROSE = re.compile(r"\[\^|[|>$&:]|[-*+•] |\d+\. ")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]*\]")
_SENTENCE = re.compile(r".+?(?:[.!?…։।॥؟۔።။།។][”“\"')»]*(?:\s+|$)|[。！？][」”]*\s*|$)", re.DOTALL)
_ID_LIKE = re.compile(r"[a-z0-9][a-z0-9._-]*")  # such a speaker is looked for among the actors


class Stream(NamedTuple):
    """All sentences of one corpus in one language, in their order; each ends with what parts it from the next.

    `words[n]` counts those before sentence n, `owners[n]` is the record from which it comes.
    """

    sentences: list[str]
    words: list[int]
    owners: list[int]
    records: list[dict[str, Any]]

    def run(self, start: int, wanted: int) -> int:
        """The end of a run of sentences from `start` on that has `wanted` words, or as many as there are."""
        return bisect_left(self.words, self.words[start] + wanted, hi=len(self.sentences))

    def text(self, start: int, end: int) -> str:
        """The sentences of a run."""
        return "".join(self.sentences[start:end]).strip()


class Document(NamedTuple):
    """A text and the record that gives it its head."""

    body: str
    first_sentence: str
    record: dict[str, Any]


def card_files(count: int) -> Path:
    """The folder with `count` cards, in which they are made once.

    Raises:
        FileNotFoundError: the corpora do not lie beside this checkout.
    """
    folder = BENCH / f"cards-{count}"
    marker = folder / ".complete"
    if not (marker.exists() and marker.read_text("ascii") == FORMAT):
        if not CORPORA.is_dir():
            raise FileNotFoundError(CORPORA)
        print(f"Making {count:,} cards in {folder}.", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        write_cards(folder, count)
        marker.write_text(FORMAT, "ascii")
    return folder


def write_cards(folder: Path, count: int, seed: int = SEED, shares: Mapping[str, int] = SHARES) -> None:
    """Make the first `count` cards of a seed, about FILES_A_SHELF in each sub-folder.

    Args:
        shares: how much of them comes from each corpus.

    Raises:
        FileNotFoundError: the corpora do not lie beside this checkout.
    """
    written = time.time() - SECONDS_AGO
    for number, (name, text) in enumerate(cards(count, seed, shares)):
        shelf = folder / f"shelf {number // FILES_A_SHELF:03}"
        if number % FILES_A_SHELF == 0:
            shelf.mkdir(parents=True)
        path = shelf / f"{name}.md"
        path.write_text(text, "utf-8")
        os.utime(path, (written, written))


def cards(count: int, seed: int = SEED, shares: Mapping[str, int] = SHARES) -> Iterator[tuple[str, str]]:
    """(id, text of the file) of the first `count` cards of a seed."""
    random = Random(seed)
    titles: Counter[str] = Counter()
    for number, document in enumerate(_documents(count, random, shares)):
        title = document.record["title"]
        titles[title] += 1
        title = title if titles[title] == 1 else f"{title} ({titles[title]})"
        name = f"{document.record['id']}-{number}"
        cited = f"{document.body}[^source]\n" if document.record["sources"] else document.body
        yield name, card_text(cited, id=name, title=title, **_head(document, random))


def count_words(text: str) -> int:
    """How many words a text has; three letters count as one in scripts that do not part their words."""
    return len(_WORD.findall(text))


def _documents(count: int, random: Random, shares: Mapping[str, int]) -> Iterator[Document]:
    """As many documents, no two of the same runs of sentences."""
    streams = {corpus: _streams_of(corpus) for corpus in shares}
    seen: set[tuple[str, int, int, int]] = set()
    while len(seen) < count:
        [corpus] = random.choices([*shares], [*shares.values()])
        number = random.randrange(len(streams[corpus]))
        stream = streams[corpus][number]
        first, second = random.randrange(len(stream.sentences)), random.randrange(len(stream.sentences))
        document = _document(stream, first, second, random)
        if document is not None and (corpus, number, first, second) not in seen:
            seen.add((corpus, number, first, second))
            yield document


def _document(stream: Stream, first: int, second: int, random: Random) -> Document | None:
    """A run of sentences from each of two places; None where the texts end before there are words enough."""
    wanted = random.randint(LEAST_WORDS, MOST_WORDS)
    end = stream.run(first, random.randint(wanted // 3, wanted * 2 // 3))
    written = stream.words[end] - stream.words[first]
    last = stream.run(second, wanted - written)
    if written + stream.words[last] - stream.words[second] < wanted:
        return None
    body = f"{stream.text(first, end)}\n\n{stream.text(second, last)}"
    return Document(body, _plain(stream.sentences[first]), stream.records[stream.owners[first]])


def _plain(markdown: str) -> str:
    return markdown.strip().lstrip("# ").translate(dict.fromkeys(map(ord, "*\\")))


# --- the head ------------------------------------------------------------------------------------------------------


def _head(document: Document, random: Random) -> dict[str, object]:
    record = document.record
    quotes = [_quote(quote) for quote in record["quotes"] if not _ID_LIKE.fullmatch(quote["speaker"])]
    source = next(iter(record["sources"]), None)
    fields = {
        "date": _date(random),
        "place": record["place"],
        "language": record["language"],
        "originator": source and source["publisher"],
        "marking": random.choice(MARKINGS),
        "bottom_line": document.first_sentence,
        "topics": record["topics"][:6],
        "countries": list(dict.fromkeys(filter(None, map(_code, record["countries"]))))[:8],
        "actors": [_actor(actor) for actor in record["actors"][:6] if len(actor["name"]) > 2],
        "timeline": _some(record["timeline"], 8, random),
        "quotes": _some(quotes, 4, random),
        "sources": [_stated(id="source", title=source["title"], publisher=source["publisher"])] if source else [],
    }
    return {name: value for name, value in fields.items() if value}


def _date(random: Random) -> str:
    """A day, now and then a month or a year."""
    day = date.fromordinal(random.randint(FIRST_DAY, LAST_DAY)).isoformat()
    return day[: random.choices((10, 7, 4), (90, 7, 3))[0]]


def _actor(actor: dict[str, Any]) -> dict[str, str]:
    return _stated(name=actor["name"], role=actor["role"], country=_code(actor["country"]))


def _quote(quote: dict[str, Any]) -> dict[str, str]:
    return _stated(speaker=quote["speaker"], text=quote["text"], date=quote["date"], source="source")


def _stated(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _some(items: list[dict[str, str]], most: int, random: Random) -> list[dict[str, str]]:
    """A few of the items that follow each other."""
    start = random.randrange(max(len(items) - most, 0) + 1)
    return items[start : start + most]


def _code(country: str | None) -> str | None:
    """The ISO 3166-1 code of a country that is named in English; None for one that no longer exists."""
    return _codes().get(country or "")


@cache
def _codes() -> dict[str, str]:
    from babel import Locale

    named = {name: code for code, name in Locale("en").territories.items() if len(code) == 2 and is_country(code)}
    return {**{name.replace("&", "and").replace("St. ", "Saint "): named[name] for name in named}, **OTHER_NAMES}


# --- the texts -----------------------------------------------------------------------------------------------------


@cache
def _streams_of(corpus: str) -> list[Stream]:
    """The streams of a corpus, one a language in the order of their names."""
    by_language: dict[str, list[dict[str, Any]]] = {}
    with (CORPORA / f"{corpus}.jsonl").open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            by_language.setdefault(record["language"], []).append(record)
    streams = [_stream(records) for _language, records in sorted(by_language.items())]
    return [stream for stream in streams if stream.words[-1] >= 2 * MOST_WORDS]


def _stream(records: list[dict[str, Any]]) -> Stream:
    sentences: list[str] = []
    owners: list[int] = []
    for number, record in enumerate(records):
        found = list(_sentences(record["background"]))
        sentences += found
        owners += [number] * len(found)
    return Stream(sentences, [0, *accumulate(map(count_words, sentences))], owners, records)


def _sentences(markdown: str) -> Iterator[str]:
    """The sentences of headings and paragraphs without marks of footnotes; each last one ends in a blank line."""
    for block in _BLOCKS.split(_FOOTNOTE_MARK.sub("", markdown).strip()):
        if not _NOT_PROSE.match(block):
            yield from _paragraphs(list(_short(_SENTENCE.findall(block))))


def _short(sentences: list[str]) -> Iterator[str]:
    """The sentences; long ones in pieces, or not at all where they have no blanks."""
    for sentence in sentences:
        if count_words(sentence) <= LONGEST_SENTENCE:
            yield sentence
        else:
            pieces = [" ".join(words) + " " for words in _chunks(sentence.split(), LONGEST_SENTENCE * 2 // 3)]
            yield from (piece for piece in pieces if count_words(piece) <= LONGEST_SENTENCE)


def _chunks(words: list[str], most: int) -> Iterator[list[str]]:
    yield from (words[start : start + most] for start in range(0, len(words), most))


def _paragraphs(sentences: list[str]) -> Iterator[str]:
    """The sentences of a block, which is parted where it grows long."""
    written = 0
    for number, sentence in enumerate(sentences, 1):
        written += count_words(sentence)
        if number == len(sentences) or written > LONGEST_PARAGRAPH:
            sentence = sentence.rstrip() + "\n\n"
            written = 0
        yield sentence
