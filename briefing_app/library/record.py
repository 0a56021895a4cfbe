"""What the index keeps of a card: its words by column, facts as words that nobody types, what it is filtered by."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.library.folding import fold, is_paired, joined_words_of_folded, terms, words, words_of_folded

if TYPE_CHECKING:
    from briefing_app.cards.card import Actor, Card, Quote

# In the order of their rank: a hit in the title comes before one in the text.
COLUMNS = ("title", "actors", "bottom_line", "quotes", "text", "place", "topics", "facts")

# Stands between two values of a column, so that no phrase reaches over it; also marks the words of `facts`, which are
# of no letters that a reader could type. Outside ASCII, since the tokenizer takes all such characters for letters.
FENCE = "·"
NEAR_WORDS = 10  # between two words that are near each other
_PARTING = f" {FENCE}" * (NEAR_WORDS + 1) + " "  # so many that words of two values are never near

_ID_LETTERS = str.maketrans("-._", "‐․‗")  # what parts words in ASCII does not outside it


class Fields(NamedTuple):
    """The searched texts of a card as they were written, each with its path ("quotes[2].text")."""

    texts: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    actors: tuple[ActorFacts, ...]
    quotes: tuple[QuoteFacts, ...]
    pairs: tuple[tuple[str, str], ...]


class ActorFacts(NamedTuple):
    """A card's actor as the actor's own page shows it."""

    name: str
    native_name: str | None
    aliases: tuple[str, ...]
    id: str | None
    country: str | None
    role: str | None
    organisation: str | None


class QuoteFacts(NamedTuple):
    """A card's quote; `actor` is the place of its speaker among the actors, None for somebody else."""

    actor: int | None
    speaker: str
    text: str
    kind: str
    date: str | None
    venue: str | None
    source: str | None


class Facet(NamedTuple):
    """What a card can be filtered by: `value` is compared, `label` is shown."""

    kind: str
    value: str
    label: str


def read_fields(card: Card, shelf: PurePath) -> Fields:
    """The texts and facts of a card that lies on `shelf`, the path of its folder below that of the library.

    Raises:
        CardError: the body or a biography is over a limit.
    """
    from briefing_app.prose.plain import card_fields

    texts = tuple((field.path, field.text) for field in card_fields(card) if column_of(field.path) is not None)
    actors = tuple(map(_actor_facts, card.actors))
    quotes = tuple(_quote_facts(card, quote) for quote in card.quotes)
    return Fields(texts, tuple(_facts(card, actors, shelf)), actors, quotes, _pairs(card.actors))


def broken_fields(card_id: str, title: str, shelf: PurePath) -> Fields:
    """What can be found of a card that cannot be read."""
    facts = (EVERY, BROKEN, id_fact(card_id), *_shelf_facts(shelf))
    return Fields((("title", title),), facts, (), (), ())


def column_of(path: str) -> str | None:
    """The column in which the text of a field is looked for, None where only an operator or nothing asks for it."""
    head, _, rest = path.partition("[")
    name = rest.partition(".")[2].partition("[")[0]
    if head in ("title", "place", "bottom_line", "topics"):
        return head
    if head == "actors":
        return {"bio": "text", "pronunciation": None}.get(name, "actors")
    if head == "quotes":
        return "quotes" if name in ("text", "original") else None
    return "text" if head.startswith(("body", "timeline")) else None


def column_words(fields: Fields) -> tuple[str, ...]:
    """What the index holds of each column: folded terms between blanks."""
    columns: dict[str, list[str]] = {name: [] for name in COLUMNS}
    for path, text in fields.texts:
        columns[column_of(path) or ""].append(text)
    indexed = [_indexed(columns[name]) for name in COLUMNS[:-1]]
    return (*indexed, f" {FENCE} ".join(fields.facts))


def pack(fields: Fields) -> bytes:
    """The fields in the form in which the index keeps them."""
    return zlib.compress(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack(data: bytes) -> Fields:
    """The fields that `pack` kept."""
    texts, facts, actors, quotes, pairs = json.loads(zlib.decompress(data))
    return Fields(
        tuple((path, text) for path, text in texts),
        tuple(facts),
        tuple(ActorFacts(name, native, tuple(aliases), *rest) for name, native, aliases, *rest in actors),
        tuple(QuoteFacts(*quote) for quote in quotes),
        tuple((one, other) for one, other in pairs),
    )


def facets(card: Card, shelf: PurePath) -> Iterator[Facet]:
    """What a card can be filtered by."""
    yield from (Facet("country", code, code) for code in dict.fromkeys(card.countries) if code)
    yield from _once("topic", card.topics)
    yield from _once("actor", (actor.name for actor in card.actors))
    yield Facet("language", card.language.lower(), card.language)
    yield Facet("year", card.date[:4], card.date[:4])
    if card.marking:
        yield Facet("marking", fold(card.marking), card.marking)
    for above in (shelf, *shelf.parents):
        if above.parts:
            yield Facet("shelf", above.as_posix(), above.as_posix())


def fact(kind: str, value: str) -> str:
    """A fact as one word of the index. Kinds are single letters: "c" country, "l" language, "h" has, "i" id, "d" shelf,
    "y" date, "m" marking, "s" speaker, "q" source."""
    return f"{FENCE}{kind}{FENCE}{value}"


def fact_words(kind: str, text: str) -> str:
    """A text whose words are looked for under `kind`, as words of the index."""
    return " ".join(fact(kind, term) for word in words(text) for term in terms(word))


def id_fact(card_id: str) -> str:
    """The word that stands for a card's id."""
    return fact("i", card_id.lower().translate(_ID_LETTERS))


def shelf_fact(shelf: PurePath | str) -> str:
    """The word that stands for a shelf and all below it."""
    return fact("d", fold(PurePath(shelf).as_posix()).encode("utf-8", "surrogateescape").hex())


def _shelf_facts(shelf: PurePath) -> Iterator[str]:
    """A shelf and those above it, each by every end of its path, too: "Visits/2025" is also "2025"."""
    for end in range(len(shelf.parts), 0, -1):
        yield from (shelf_fact(PurePath(*shelf.parts[start:end])) for start in range(end))


EVERY = fact("e", "")  # the word that every card has
BROKEN = fact("b", "")


def _indexed(texts: Sequence[str]) -> str:
    """Texts as terms, fences between two; behind them the words that apostrophes and hyphens would else part."""
    folded = list(map(fold, texts))
    parts = [*map(_terms_of, folded), *(joined for text in folded for joined in joined_words_of_folded(text))]
    return _PARTING.join(parts)


def _terms_of(folded: str) -> str:
    found = words_of_folded(folded)
    if not is_paired(folded):
        return " ".join(found)
    return " ".join(term for word in found for term in terms(word))


def _facts(card: Card, actors: Sequence[ActorFacts], shelf: PurePath) -> Iterator[str]:
    yield EVERY
    yield id_fact(card.id)
    yield from (fact("c", code.lower()) for code in dict.fromkeys(card.countries))
    subtags = card.language.lower().split("-")
    yield from (fact("l", FENCE.join(subtags[: count + 1])) for count in range(len(subtags)))
    date = card.date.split("-")
    yield from (fact("y", FENCE.join(date[: count + 1])) for count in range(len(date)))
    yield from _shelf_facts(shelf)
    yield from (fact("h", name) for name in ("quotes", "timeline") if getattr(card, name))
    if card.marking:
        yield fact_words("m", card.marking)
    yield from (fact_words("s", name) for name in _speakers(card, actors))
    for source in card.sources:
        yield from (fact_words("q", text) for text in (source.title, source.publisher, source.note) if text)


def _speakers(card: Card, actors: Sequence[ActorFacts]) -> Iterable[str]:
    """Every name of everybody who is quoted, each once."""
    names: dict[str, None] = {}
    for quote in card.quotes:
        number = _number_of(card, quote)
        actor = actors[number] if number is not None else None
        spellings = (actor.name, actor.native_name, *actor.aliases) if actor else (quote.speaker,)
        names |= dict.fromkeys(name for name in spellings if name)
    return names


def _number_of(card: Card, quote: Quote) -> int | None:
    actor = card.speaker_of(quote)
    return next((number for number, other in enumerate(card.actors) if other is actor), None) if actor else None


def _actor_facts(actor: Actor) -> ActorFacts:
    return ActorFacts(
        actor.name, actor.native_name, actor.aliases, actor.id, actor.country, actor.role, actor.organisation
    )


def _quote_facts(card: Card, quote: Quote) -> QuoteFacts:
    source = next((source for source in card.sources if source.id and source.id == quote.source), None)
    named = (source.title or source.publisher or source.id) if source else quote.source
    actor = card.speaker_of(quote)
    speaker = actor.name if actor else quote.speaker
    return QuoteFacts(_number_of(card, quote), speaker, quote.text, quote.kind, quote.date, quote.venue, named)


def _pairs(actors: Sequence[Actor]) -> tuple[tuple[str, str], ...]:
    """The spellings that this card states for one name (see `names.name_pairs`)."""
    several = [actor for actor in actors if actor.native_name or actor.aliases]
    if not several:
        return ()
    from briefing_app.library.names import name_pairs

    return tuple(sorted(set().union(*(name_pairs(_actor_facts(actor)) for actor in several))))


def _once(kind: str, values: Iterable[str]) -> Iterator[Facet]:
    """Each value once, whatever its case and accents."""
    seen = {fold(value): value for value in reversed(tuple(values)) if value}
    return (Facet(kind, folded, label) for folded, label in seen.items())
