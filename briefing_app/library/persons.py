"""The actors of many cards -> the persons that a name may mean, each with all that the cards say of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from briefing_app.edtf import EdtfError, begin_of
from briefing_app.i18n import _
from briefing_app.library.folding import fold, is_paired, joined_words, terms, words
from briefing_app.library.record import ActorFacts, QuoteFacts

MOST_REASONS = 12  # sentences that say why two names are one person's
SHORTEST_WORD = 3  # of an office or an organisation; "of" is in all of them


class Appearance(NamedTuple):
    """A card in which the name may occur: `date` and `countries` are the card's, as it states them."""

    card_id: str
    date: str
    countries: tuple[str, ...]
    actors: tuple[ActorFacts, ...]
    quotes: tuple[QuoteFacts, ...]
    title: str


class Person(NamedTuple):
    """Somebody whom a name may mean; all but `why` is what `shape` gives.

    `names` are the spellings that differ, the usual one first; `countries` the most frequent first; `roles`, each with
    `role`, `card_id` and `date` of the first card that states it, by date; `quotes`, each with `text`, `kind`, `date`,
    `venue`, `card_id` and `source`, by date and the undated last; `cards` the newest first.
    """

    id: str | None
    name: str
    names: list[str]
    countries: list[str]
    roles: list[dict[str, str]]
    quotes: list[dict[str, str | None]]
    cards: list[str]
    why: tuple[str, ...] = ()

    def shape(self) -> dict[str, object]:
        """The person as JSON has it."""
        return {field: value for field, value in self._asdict().items() if field != "why"}


def persons(name: str, appearances: Iterable[Appearance]) -> list[Person]:
    """Everybody whom `name` may mean, who stands in the most cards first; nobody for a name without words.

    Meant is an actor of whom some spelling has all the words of `name`. Two actors are one person where they have one
    id, or one spelling and nothing that speaks against it (see `_Group.clashes`); who could as well be either of two
    persons is shown apart from both.
    """
    wanted = frozenset(words(name))
    if not wanted:
        return []
    cards = _by_date(appearances)
    meant = _meant(wanted, _actors(cards))
    groups = [group for group in _grouped(meant) if any(_means(wanted, actor) for actor in group.actors)]
    return sorted((_person(group, cards) for group in groups), key=_rank)


def _rank(person: Person) -> tuple[object, ...]:
    return -len(person.cards), fold(person.name), person.name, person.id or "", person.cards


# --- who is meant ------------------------------------------------------------------------------------------------


class _Offices:
    """What somebody is, as sets of marked words: those of the role ("r"), of the organisation ("o"), and the countries
    that are known ("c"). Two of them clash that share nothing."""

    def __init__(self, office: frozenset[str] | None = None) -> None:
        self.all = {office} if office else set[frozenset[str]]()
        self._words = Counter(office or ())

    def clash(self, other: _Offices) -> bool:
        """Whether one of these clashes with one of the others."""
        return any(self._clash(office) for office in other.all) if self.all else False

    def take(self, other: _Offices) -> None:
        """Add the others."""
        for office in other.all - self.all:
            self.all.add(office)
            self._words.update(office)

    def _clash(self, office: frozenset[str]) -> bool:
        if any(self._words[word] == len(self.all) for word in office):  # thousands of cards call one a minister
            return False
        return any(map(office.isdisjoint, self.all))


class _Actor:
    """What cards say of an actor in the same words, and where: (place of the card, place among its actors)."""

    def __init__(self, facts: ActorFacts, card_countries: frozenset[str]) -> None:
        self.facts = facts
        self.places: list[tuple[int, int]] = []
        stated = (facts.name, facts.native_name or "", *facts.aliases)
        self.spellings: dict[str, str] = {}  # as they are compared, as they are written
        for text in stated:
            if found := words(text):
                self.spellings.setdefault(" ".join(found), text)
        self.country = (facts.country or "").upper()
        self.card_countries = card_countries
        self.office = _office(facts, {self.country} if self.country else card_countries)

    @property
    def order(self) -> tuple[object, ...]:
        """Actors of whom more is known come first; after that, the order is the same whatever that of the cards."""
        facts = self.facts
        known = (facts.id is None, not self.country, not facts.role, not facts.organisation)
        texts = tuple(text or "" for text in (facts.id, *facts[:2], *facts[4:]))
        return (*known, texts, facts.aliases, sorted(self.card_countries))


def _by_date(appearances: Iterable[Appearance]) -> list[Appearance]:
    """The cards, the oldest first, each once."""
    cards = {appearance.card_id: appearance for appearance in appearances}
    return sorted(cards.values(), key=lambda card: (_begin(card.date), card.card_id))


def _actors(cards: Sequence[Appearance]) -> list[_Actor]:
    found: dict[tuple[ActorFacts, frozenset[str]], _Actor] = {}
    for at, card in enumerate(cards):
        countries = frozenset(code.upper() for code in card.countries if code)
        for place, facts in enumerate(card.actors):
            key = (facts, frozenset() if facts.country else countries)
            actor = found.get(key)
            if actor is None:
                actor = found[key] = _Actor(*key)
            actor.places.append((at, place))
    return sorted(found.values(), key=lambda actor: actor.order)


def _meant(wanted: frozenset[str], actors: Sequence[_Actor]) -> list[_Actor]:
    """The actors with the name, and those who share a spelling or an id with one of them and so may be the same."""
    sharing: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, actor in enumerate(actors):
        for tie in _ties(actor):
            sharing[tie].append(at)
    reached = {at for at, actor in enumerate(actors) if _means(wanted, actor)}
    todo = list(reached)
    while todo:
        for tie in _ties(actors[todo.pop()]):
            fresh = set(sharing.pop(tie, ())) - reached
            reached |= fresh
            todo += fresh
    return [actors[at] for at in sorted(reached)]


def _ties(actor: _Actor) -> Iterator[tuple[str, str]]:
    yield from (("spelling", spelling) for spelling in actor.spellings)
    if actor.facts.id is not None:
        yield ("id", actor.facts.id)


def _means(wanted: frozenset[str], actor: _Actor) -> bool:
    return any(_has_all(wanted, spelling) for spelling in actor.spellings.values())


def _has_all(wanted: frozenset[str], spelling: str) -> bool:
    own = {*words(spelling), *joined_words(spelling)}
    return all(word in own or (is_paired(word) and any(word in longer for longer in own)) for word in wanted)


# --- who is one person -------------------------------------------------------------------------------------------


class _Group:
    """Actors that are one person, and what is known of them together."""

    def __init__(self, actor: _Actor, number: int) -> None:
        self.number = number
        self.actors = [actor]
        self.id = actor.facts.id
        self.names = dict.fromkeys(actor.spellings, actor.facts.name)  # by spelling, who has it
        self.countries = {actor.country} - {""}
        self.cards = {at for at, _place in actor.places}
        self.is_narrow = bool(actor.office and not actor.country)
        self.offices = _Offices(None if actor.country else actor.office)
        self.offices_of_country = _Offices(actor.office if actor.country else None)
        self.why: dict[str, None] = {}
        self.is_unsure = False

    def clashes(self, other: _Group) -> bool:
        """Whether two groups cannot be one person: their ids differ; they state countries, and these differ; one card
        lists both; or they hold offices that share no word, in organisations that share none, and no country is known
        that both have to do with. Who goes from one office to another one in a country does not clash."""
        if self.id is not None and other.id is not None and self.id != other.id:
            return True
        if self.countries and other.countries and len(self.countries | other.countries) > 1:
            return True
        if not self.cards.isdisjoint(other.cards):
            return True
        # Where both state a country it is the same by now.
        return (
            self.offices.clash(other.offices)
            or self.offices.clash(other.offices_of_country)
            or self.offices_of_country.clash(other.offices)
        )

    def take(self, other: _Group) -> None:
        """Make this group's what is the other one's."""
        self.actors += other.actors
        self.is_narrow = False
        self.id = self.id if self.id is not None else other.id
        for spelling, name in other.names.items():
            self.names.setdefault(spelling, name)
        self.countries |= other.countries
        self.cards |= other.cards
        self.offices.take(other.offices)
        self.offices_of_country.take(other.offices_of_country)
        self.why |= other.why


def _grouped(actors: Sequence[_Actor]) -> list[_Group]:
    """The actors as persons. Those of whom more is known come first, so that who is known by name alone meets all whom
    the name may mean."""
    groups = _Groups()
    for number, actor in enumerate(actors):
        groups.add(_Group(actor, number))
    return groups.all()


class _Groups:
    """The groups so far, as they are found by their spellings and ids."""

    def __init__(self) -> None:
        self._by_tie: dict[tuple[str, str], set[int]] = defaultdict(set)  # numbers, also of groups that were joined
        self._all: dict[int, _Group] = {}

    def all(self) -> list[_Group]:
        """The groups in the order in which they were begun."""
        return list(self._all.values())

    def add(self, fresh: _Group) -> None:
        """Put a new actor with the group that is the same person, if there is just one such."""
        same = self._with_id(fresh) or self._with_a_spelling(fresh)
        if same is None:
            self._all[fresh.number] = fresh
        else:
            same.take(fresh)
        self._remember(same or fresh, fresh.actors)

    def _with_id(self, fresh: _Group) -> _Group | None:
        """The group with the same id. An id that two authors use for persons who share neither a spelling nor a country
        ("president") does not make them one."""
        if fresh.id is None:
            return None
        for group in self._found([("id", fresh.id)]):
            shared = _shared(group, fresh)
            if shared or not (group.countries and fresh.countries) or group.countries & fresh.countries:
                fresh.why[_same_id(group, fresh)] = None
                return group
        return None

    def _with_a_spelling(self, fresh: _Group) -> _Group | None:
        fits = [group for group in self._found(_lookups(fresh)) if not group.clashes(fresh)]
        sure = [group for group in fits if not group.is_unsure]
        same = self._one_of(sure, fresh)
        if same is None and fits:
            fresh.is_unsure = bool(sure)
            same = self._one_of([group for group in fits if group.is_unsure], fresh)
        return same

    def _one_of(self, fits: Sequence[_Group], fresh: _Group) -> _Group | None:
        """All of the groups as one; None where there is none, or where two of them are two persons."""
        if not fits or any(one.clashes(other) for one, other in combinations(fits, 2)):
            return None
        for group in fits:
            fresh.why[_same_spelling(group, fresh)] = None
        for group in fits[1:]:
            self._join(fits[0], group)
        return fits[0]

    def _join(self, group: _Group, other: _Group) -> None:
        del self._all[other.number]
        group.take(other)
        self._remember(group, other.actors)

    def _remember(self, group: _Group, actors: Iterable[_Actor]) -> None:
        for tie in (tie for actor in actors for tie in _ties_of(group, actor)):
            self._by_tie[tie].add(group.number)

    def _found(self, ties: Iterable[tuple[str, str]]) -> list[_Group]:
        """The groups that have one of the ties, in the order in which they were begun."""
        numbers = {number for tie in ties for number in self._by_tie.get(tie, ())}
        return [self._all[number] for number in sorted(numbers) if number in self._all]


def _ties_of(group: _Group, actor: _Actor) -> Iterator[tuple[str, str]]:
    """By what a group is found. A narrow one, which can be the person of none of the narrow ones whose office shares no
    word, is found by the words of its office, too: else thousands of one name would all be compared."""
    yield from _ties(actor)
    for spelling in actor.spellings:
        if group.is_narrow:
            yield from (("word", f"{word} {spelling}") for word in actor.office or ())
        else:
            yield "wide", spelling


def _lookups(fresh: _Group) -> Iterator[tuple[str, str]]:
    """By what the groups are found that may be the person of an actor."""
    (actor,) = fresh.actors
    for spelling in fresh.names:
        if fresh.is_narrow:
            yield "wide", spelling
            yield from (("word", f"{word} {spelling}") for word in actor.office or ())
        else:
            yield "spelling", spelling


def _shared(group: _Group, fresh: _Group) -> str | None:
    """The first spelling of an actor that the group has, too; folded."""
    return next((spelling for spelling in fresh.names if spelling in group.names), None)


def _same_id(group: _Group, fresh: _Group) -> str:
    """Why an actor is in a group by its id, as a sentence."""
    one, other = group.names.get(_shared(group, fresh) or "", group.actors[0].facts.name), fresh.actors[0].facts.name
    if fold(one) == fold(other):
        return _("“{name}” has the same id, {id}, in several cards.").format(name=one, id=fresh.id)
    return _("“{one}” and “{other}” have the same id, {id}.").format(one=one, other=other, id=fresh.id)


def _same_spelling(group: _Group, fresh: _Group) -> str:
    """Why an actor is in a group by a spelling of its name, as a sentence."""
    shared = _shared(group, fresh) or ""
    actor = fresh.actors[0]
    one, other, spelling = group.names[shared], actor.facts.name, actor.spellings[shared]
    country = ", ".join(sorted(group.countries & fresh.countries))
    if fold(one) == fold(other):
        sentence = (
            _("“{one}” has the same name and country, {country}, in several cards.")
            if country
            else _("“{one}” has the same name in several cards, and neither country nor office contradicts.")
        )
    else:
        sentence = (
            _("“{one}” and “{other}” share the spelling “{spelling}” and the country {country}.")
            if country
            else _("“{one}” and “{other}” share the spelling “{spelling}”, and neither country nor office contradicts.")
        )
    return sentence.format(one=one, other=other, spelling=spelling, country=country)


# --- what the cards say of a person ------------------------------------------------------------------------------


def _person(group: _Group, cards: Sequence[Appearance]) -> Person:
    usual = Counter[str]()
    spellings = Counter[str]()
    countries = Counter[str]()
    for actor in group.actors:
        count = len(actor.places)
        usual[actor.facts.name] += count
        countries[actor.country] += count
        for text in actor.spellings.values():
            spellings[text] += count
    name = _frequent(usual)[0]
    places = sorted(place for actor in group.actors for place in actor.places)
    return Person(
        group.id,
        name,
        list(_unlike([name, *_frequent(spellings)])),
        [country for country in _frequent(countries) if country],
        list(_roles(places, cards)),
        _quotes(places, cards),
        [cards[at].card_id for at in sorted(group.cards, key=lambda at: _newest_first(cards[at]))],
        tuple(group.why)[:MOST_REASONS],
    )


def _frequent(counted: Counter[str]) -> list[str]:
    return sorted(counted, key=lambda text: (-counted[text], text))


def _unlike(spellings: Iterable[str]) -> Iterable[str]:
    """The spellings that readers tell apart, in their order."""
    found: dict[str, str] = {}
    for spelling in spellings:
        found.setdefault(" ".join(words(spelling)) or spelling, spelling)
    return found.values()


def _roles(places: Iterable[tuple[int, int]], cards: Sequence[Appearance]) -> Iterator[dict[str, str]]:
    """Each office once, with the oldest card that states it."""
    seen = set()
    for at, place in places:
        card = cards[at]
        role = _role_of(card.actors[place])
        if role and fold(role) not in seen:
            seen.add(fold(role))
            yield {"role": role, "card_id": card.card_id, "date": card.date}


def _role_of(actor: ActorFacts) -> str:
    """The role with its organisation, if the role does not name it."""
    role, organisation = actor.role or "", actor.organisation or ""
    if role and fold(organisation) in fold(role):
        return role
    return ", ".join(filter(None, (role, organisation)))


def _quotes(places: Iterable[tuple[int, int]], cards: Sequence[Appearance]) -> list[dict[str, str | None]]:
    """What is quoted, by date; what several cards quote of one day, from the oldest of them."""
    spoken: dict[tuple[str, str | None], dict[str, str | None]] = {}
    speakers: dict[int, set[int]] = defaultdict(set)
    for at, place in places:
        speakers[at].add(place)
    for at, own in speakers.items():
        card = cards[at]
        for quote in card.quotes:
            if quote.actor in own:
                told = {
                    "text": quote.text,
                    "kind": quote.kind,
                    "date": quote.date,
                    "venue": quote.venue,
                    "card_id": card.card_id,
                    "source": quote.source,
                }
                spoken.setdefault((quote.text, quote.date), told)
    return sorted(spoken.values(), key=lambda told: _begin(told["date"]))


def _begin(date: str | None) -> tuple[bool, tuple[int, int, int]]:
    """For sorting by date; what has none that can be read comes last."""
    try:
        return (False, begin_of(date)) if date else (True, (0, 0, 0))
    except EdtfError:
        return True, (0, 0, 0)


def _newest_first(card: Appearance) -> tuple[bool, tuple[int, ...], str]:
    undated, day = _begin(card.date)
    return undated, tuple(-part for part in day), card.card_id


def _office(facts: ActorFacts, countries: Iterable[str]) -> frozenset[str] | None:
    """The marked words of an office, None where role or organisation is not known: these clash with nothing."""
    role, organisation = list(_telling(facts.role)), list(_telling(facts.organisation))
    if not (role and organisation):
        return None
    marked = (("r", role), ("o", organisation), ("c", countries))
    return frozenset(mark + word for mark, found in marked for word in found)


def _telling(text: str | None) -> Iterator[str]:
    """The words that tell one office or organisation from another."""
    for word in words(text or ""):
        if len(word) >= SHORTEST_WORD or is_paired(word):
            yield from terms(word)
