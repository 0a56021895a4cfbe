"""Who is named in a book and where: the index of people, and the marks in the cards' data that tell its pages."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from briefing_app import i18n
from briefing_app.cards.card import Card
from briefing_app.paper.fields import BREAK, UNSPACED, Data, Name, as_printed, name, text_of

SHORTEST_NAME = 4  # letters; a shorter spelling stands in too many words that mean nobody
_UNSPACED = re.compile(f"[{UNSPACED}]")
_WORD = re.compile(r"[^\W_]+")


class Named(NamedTuple):
    """An entry: a person or a body, as the first card that states one has it; `spellings` are those of all cards."""

    name: str
    native_name: str
    country: str
    spellings: frozenset[str]


class People:
    """The actors of some cards, and whoever is quoted.

    Two actors are one where they have one id, or one name without a country that speaks against it.
    """

    def __init__(self, cards: Iterable[Card], language: str) -> None:
        self._language = language
        self._entries = sorted(_merged(_stated(cards)), key=lambda one: (_folded(one.name), one.name))
        self._pattern = re.compile("(?!)")
        self._numbers = {form: number for number, one in enumerate(self._entries) for form in one.spellings}
        self._escaped = {form: json.dumps(form, ensure_ascii=False)[1:-1] for form in self._numbers}
        self._first_words = {form: _first_word(form) for form in self._numbers}

    def index(self) -> list[Data]:
        """The entries in their order; the number of each is its place."""
        direction = i18n.direction(self._language)
        return [
            {
                "name": name(one.name, direction),
                "native_name": name(one.native_name, direction),
                "country": name(i18n.country_name(one.country, self._language) if one.country else "", direction),
            }
            for one in self._entries
        ]

    def mark(self, card: Data) -> None:
        """Say in the data of a card who is named where: inside running text at the very place, else of the part."""
        self._pattern = self._pattern_for(card)
        for actor in card["actors"]:
            actor["people"] = self._in([actor["name"]])
            actor["blocks"] = self._blocks(actor["blocks"])
        card["people"] = self._in([card["title"], *card["bottom_line"]])
        for section in card["sections"]:
            section["blocks"] = self._blocks(section["blocks"])
        for entry in card["timeline"]:
            entry["people"] = self._in([entry["event"]])
        for quote in card["quotes"]:
            quote["people"] = self._in([quote["speaker"], *quote["paragraphs"]])

    def _in(self, texts: Sequence[Name]) -> list[int]:
        found = (self._numbers[match[0]] for text in texts for match in self._pattern.finditer(text_of(text)))
        return list(dict.fromkeys(found))

    def _blocks(self, blocks: list[Data]) -> list[Data]:
        return [self._block(block) for block in blocks]

    def _block(self, block: Data) -> Data:
        match block["type"]:
            case "paragraph" | "heading":
                return {**block, "runs": self._runs(block["runs"])}
            case "list":
                return {**block, "items": [self._blocks(item) for item in block["items"]]}
            case "quotation":
                return {**block, "blocks": self._blocks(block["blocks"])}
            case "table":
                rows = [[self._runs(cell) for cell in row] for row in block["rows"]]
                return {**block, "rows": rows}
        return block

    def _runs(self, runs: list[Data]) -> list[Data]:
        return [part for run in runs for part in self._run(run)]

    def _run(self, run: Data) -> Iterator[Data]:
        """A run, or its parts with a mark before each name."""
        if "tied" in run:
            yield {**run, "tied": self._runs(run["tied"])}
        elif "footnote" in run:
            yield {**run, "blocks": self._blocks(run["blocks"])}
        elif "text" not in run or "code" in run:
            yield run
        else:
            begin, text = 0, run["text"]
            for match in self._pattern.finditer(text):
                if match.start() > begin:
                    yield {**run, "text": text[begin : match.start()]}
                    begin = match.start()
                yield {"person": self._numbers[match[0]]}
            yield {**run, "text": text[begin:]}

    def _pattern_for(self, card: Data) -> re.Pattern[str]:
        """The spellings that stand in a card at all: trying a book’s hundreds at each letter would take seconds."""
        text = json.dumps(card, ensure_ascii=False)
        words = {"", *_WORD.findall(text)}  # asked first: a book has ten thousands of pairs of card and spelling
        candidates = (form for form, word in self._first_words.items() if word in words)
        forms = (form for form in candidates if self._escaped[form] in text)
        return re.compile("|".join(map(_alone, sorted(forms, key=len, reverse=True))) or "(?!)")


def _stated(cards: Iterable[Card]) -> Iterator[tuple[str, Named]]:
    """Everybody whom the cards name as actor or speaker, each with an id, "" for none."""
    for card in cards:
        for actor in card.actors:
            forms = {actor.name, *actor.aliases, *([actor.native_name] if actor.native_name else [])}
            printed = {printed_form for form in forms if len(printed_form := _printed(form)) >= SHORTEST_NAME}
            spellings = frozenset(printed | {_printed(actor.name)})
            yield actor.id or "", Named(actor.name, actor.native_name or "", actor.country or "", spellings)
        for quote in card.quotes:
            if card.speaker_of(quote) is None:
                yield "", Named(quote.speaker, "", "", frozenset({_printed(quote.speaker)}))


def _merged(stated: Iterable[tuple[str, Named]]) -> list[Named]:
    found: list[Named] = []
    by_id: dict[str, int] = {}
    by_name: dict[str, list[int]] = defaultdict(list)
    for actor_id, one in stated:
        namesakes = (place for place in by_name[one.name] if _may_be_one(found[place], one))
        same = by_id[actor_id] if actor_id in by_id else next(namesakes, None)
        if same is None:
            same = len(found)
            found.append(one)
            by_name[one.name].append(same)
        else:
            found[same] = _with(found[same], one)
        if actor_id:
            by_id[actor_id] = same
    return found


def _may_be_one(one: Named, other: Named) -> bool:
    return one.country == other.country or not one.country or not other.country


def _with(one: Named, other: Named) -> Named:
    return one._replace(
        native_name=one.native_name or other.native_name,
        country=one.country or other.country,
        spellings=one.spellings | other.spellings,
    )


def _alone(form: str) -> str:
    """The pattern of a spelling that is no part of a longer word; where words have no spaces around them, anywhere."""
    before = "" if _UNSPACED.match(form[0]) else r"(?<![^\W_])"
    after = "" if _UNSPACED.match(form[-1]) else r"(?![^\W_])"
    return f"{before}{re.escape(form)}{after}"


def _first_word(form: str) -> str:
    """Its first word as any text has it; "" for none, and where words have no spaces around them."""
    found = None if _UNSPACED.search(form) else _WORD.search(form)
    return found[0] if found else ""


def _printed(form: str) -> str:
    return as_printed(" ".join(form.split())).replace(BREAK, "")


def _folded(text: str) -> str:
    """As names are sorted: without accents and case."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()
