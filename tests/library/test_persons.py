"""Whom a name may mean: one person from many cards, and two persons of one name kept apart."""

from __future__ import annotations

import json
import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing_app.library.folding import words
from briefing_app.library.persons import Appearance, Person, persons
from briefing_app.library.record import ActorFacts, QuoteFacts

NAME = "Ana Silva"  # nobody in particular


def actor(
    name: str = NAME,
    *aliases: str,
    native: str | None = None,
    id: str | None = None,  # noqa: A002
    country: str | None = None,
    role: str | None = None,
    organisation: str | None = None,
) -> ActorFacts:
    return ActorFacts(name, native, aliases, id, country, role, organisation)


def card(
    card_id: str,
    *actors: ActorFacts,
    date: str = "2025",
    countries: tuple[str, ...] = (),
    quotes: tuple[QuoteFacts, ...] = (),
) -> Appearance:
    return Appearance(card_id, date, countries, actors, quotes, "A title")


def quote(text: str, date: str | None = None, actor: int | None = 0) -> QuoteFacts:
    return QuoteFacts(actor, "A speaker", text, "verbatim", date, None, None)


def together(*actors: ActorFacts, name: str = NAME) -> list[list[str]]:
    """The cards of each person, of cards with one actor each."""
    return [sorted(person.cards) for person in persons(name, _one_each(actors))]


def _one_each(actors: tuple[ActorFacts, ...]) -> list[Appearance]:
    return [card(str(number), one) for number, one in enumerate(actors)]


# --- who is one person -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (actor(), actor()),
        (actor(id="as"), actor("Ana Maria Silva", id="as")),
        (actor(id="as", country="PT"), actor(id="as", country="BR")),
        (actor(country="PT"), actor(country="pt")),
        (actor(country="PT"), actor()),
        (actor(id="as"), actor()),
        (actor("Ana da Silva", NAME), actor()),
        (actor("Ана Силва", native=NAME), actor()),
        (actor(country="PT", role="Minister of Justice"), actor(country="PT", role="President")),
        (actor(role="Minister"), actor(role="Painter")),
        (actor(role="Minister", organisation="Ministry of Justice"), actor(role="Painter")),
        (
            actor(role="Minister", organisation="Ministry of Justice"),
            actor(role="Judge", organisation="Court of Justice"),
        ),
    ],
)
def test_nothing_speaks_against_one_person(one: ActorFacts, other: ActorFacts) -> None:
    assert together(one, other) == together(other, one) == [["0", "1"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (actor(country="PT"), actor(country="BR")),
        (actor(id="as"), actor(id="ana")),
        (actor(id="as", country="PT", role="President"), actor(id="ana", country="PT", role="President")),
        (actor("Ana Maria Silva"), actor("Ana Paula Silva")),
        (
            actor("Ana Maria Silva", id="president", country="PT"),
            actor("Ana Paula Silva", id="president", country="BR"),
        ),
        (actor(role="Minister", organisation="Foreign Office"), actor(role="Painter", organisation="Art Academy")),
        (
            actor(role="Minister of State", organisation="Foreign Office", country="PT"),
            actor(role="Director of Art", organisation="National Museum"),
        ),
    ],
)
def test_two_persons_are_kept_apart(one: ActorFacts, other: ActorFacts) -> None:
    assert sorted(together(one, other)) == [["0"], ["1"]]


def test_a_country_of_the_cards_keeps_two_offices_with_one_person() -> None:
    minister = actor(role="Minister", organisation="Foreign Office")
    painter = actor(role="Painter", organisation="Art Academy")
    here = [card("a", minister, countries=("PT",)), card("b", painter, countries=("PT", "BR"))]
    abroad = [card("a", minister, countries=("PT",)), card("b", painter, countries=("BR",))]
    assert [person.cards for person in persons(NAME, here)] == [["a", "b"]]
    assert len(persons(NAME, abroad)) == 2


def test_who_could_be_either_is_neither() -> None:
    assert sorted(together(actor(country="PT"), actor(country="BR"), actor(), actor(role="Judge"))) == [
        ["0"],
        ["1"],
        ["2", "3"],
    ]


def test_two_spellings_meet_in_a_card_that_states_both() -> None:
    assert together(actor("Ana Silva"), actor("Ana Sylva"), actor("Ana Silva", "Ana Sylva")) == [["0", "1", "2"]]


def test_who_was_joined_is_found_by_every_spelling() -> None:
    joined = (
        actor("Ana Silva", country="PT"),
        actor("Ana Sylva", "Ana Sylvia", country="PT"),
        actor("Anna Silva", "Ana Silva", "Ana Sylva", country="PT"),
    )
    assert together(*joined, actor("Ana Sylvia"), name="Ana") == [["0", "1", "2", "3"]]


def test_a_card_that_states_both_spellings_does_not_join_two_countries() -> None:
    found = together(actor(country="PT"), actor("Ana Sylva", country="BR"), actor("Ana Silva", "Ana Sylva"), name="Ana")
    assert sorted(found) == [["0"], ["1"], ["2"]]


def test_two_actors_of_one_card_are_two_persons() -> None:
    cards = [card("a", actor("Ana Silva", "A. Silva"), actor("Alice Silva", "A. Silva"))]
    assert sorted(person.name for person in persons("A. Silva", cards)) == ["Alice Silva", "Ana Silva"]


def test_both_presidents_bush_by_id() -> None:
    son = actor("George W. Bush", "George Bush", id="george-w-bush", country="US", role="President")
    father = actor("George H. W. Bush", "George Bush", id="george-h-w-bush", country="US", role="President")
    unclear = actor("George Bush", country="US")
    found = persons("Bush", [card("a", son), card("b", father), card("c", son, father), card("d", unclear)])
    assert [(person.name, person.cards) for person in found] == [
        ("George H. W. Bush", ["b", "c"]),
        ("George W. Bush", ["a", "c"]),
        ("George Bush", ["d"]),
    ]


# --- whom a name means -------------------------------------------------------------------------------------------


def test_all_words_of_the_name_stand_in_one_spelling() -> None:
    cards = [
        card("a", actor("Viktor Orbán", native="Orbán Viktor"), actor("Viktor Silva", "Orbán")),
        card("b", actor("Kim Jong-un", native="김정은"), actor("弗拉基米尔·普京")),
    ]
    assert [person.name for person in persons("ORBAN viktor", cards)] == ["Viktor Orbán"]
    assert [person.name for person in persons("kim jongun", cards)] == ["Kim Jong-un"]
    assert [person.name for person in persons("普京", cards)] == ["弗拉基米尔·普京"]
    assert len(persons("viktor", cards)) == 2
    assert persons("", cards) == persons("·", cards) == persons("Vik", cards) == persons(NAME, []) == []


def test_who_has_another_spelling_of_the_person_belongs_to_it() -> None:
    cards = [
        card("a", actor("Volodymyr Zelenskyy", native="Володимир Зеленський")),
        card("b", actor("Володимир Зеленський"), actor("Володимир Зеленський-молодший")),
    ]
    assert [person.cards for person in persons("Zelenskyy", cards)] == [["a", "b"]]


# --- what is said of a person ------------------------------------------------------------------------------------


def test_a_person_has_the_shape_that_the_command_line_prints() -> None:
    minister = actor(native="Ана Силва", id="as", country="PT", role="Minister", organisation="Foreign Office")
    said = QuoteFacts(0, NAME, "We agree.", "verbatim", "2024-05-01", "Lisbon", "A newspaper")
    (person,) = persons(NAME, [card("a", minister, quotes=(said,))])
    assert json.loads(json.dumps(person.shape())) == {
        "id": "as",
        "name": NAME,
        "names": [NAME, "Ана Силва"],
        "countries": ["PT"],
        "roles": [{"role": "Minister, Foreign Office", "card_id": "a", "date": "2025"}],
        "quotes": [
            {
                "text": "We agree.",
                "kind": "verbatim",
                "date": "2024-05-01",
                "venue": "Lisbon",
                "card_id": "a",
                "source": "A newspaper",
            }
        ],
        "cards": ["a"],
    }
    assert list(person.shape()) == ["id", "name", "names", "countries", "roles", "quotes", "cards"]


def test_each_office_stands_once_by_date() -> None:
    cards = [
        card("late", actor(role="President", country="PT"), date="2025-01"),
        card("early", actor(role="Minister", country="PT"), date="1999"),
        card("later", actor(role="president", country="PT"), date="2025-02-03"),
        card("named", actor(role="Head of the Court", organisation="Court", country="PT"), date="2024"),
        card("body", actor(organisation="Court", country="PT"), date="when?"),
    ]
    (person,) = persons(NAME, cards)
    assert [(role["role"], role["card_id"]) for role in person.roles] == [
        ("Minister", "early"),
        ("Head of the Court", "named"),
        ("President", "late"),
        ("Court", "body"),
    ]
    assert person.cards == ["later", "late", "named", "early", "body"]


def test_each_quote_stands_once_by_date_and_the_undated_last() -> None:
    cards = [
        card("b", actor(), date="2025", quotes=(quote("Two", "2024"), quote("None"), quote("One", "1999-01"))),
        card("a", actor(), date="2024", quotes=(quote("Two", "2024"), quote("Two", "2025"), quote("Bad", "soon"))),
    ]
    (person,) = persons(NAME, cards)
    told = [(said["text"], said["date"], said["card_id"]) for said in person.quotes]
    assert told == [
        ("One", "1999-01", "b"),
        ("Two", "2024", "a"),
        ("Two", "2025", "a"),
        ("Bad", "soon", "a"),
        ("None", None, "b"),
    ]


def test_quotes_are_those_of_the_person() -> None:
    quotes = (quote("Mine"), quote("Theirs", actor=1), quote("Nobody's", actor=None), quote("Lost", actor=7))
    (person,) = persons(NAME, [card("a", actor(), actor("Rui Costa"), quotes=quotes)])
    assert [said["text"] for said in person.quotes] == ["Mine"]


def test_the_usual_spelling_comes_first_and_none_twice() -> None:
    cards = [
        card("a", actor("Ana Silva", "Anna Silva", "ANA SILVA")),
        card("b", actor("Anna Silva")),
        card("c", actor("Anna Silva", "Ana Silva")),
    ]
    (person,) = persons(NAME, cards)
    assert (person.name, person.names) == ("Anna Silva", ["Anna Silva", "Ana Silva"])


def test_who_stands_in_most_cards_comes_first() -> None:
    cards = [card("a", actor("Zoe Silva")), card("b", actor("Ana Silva")), card("c", actor("Rui Silva"))]
    cards += [card("d", actor("Zoe Silva"))]
    assert [person.name for person in persons("Silva", cards)] == ["Zoe Silva", "Ana Silva", "Rui Silva"]


def test_a_card_that_is_given_twice_counts_once() -> None:
    (person,) = persons(NAME, [card("a", actor()), card("a", actor())])
    assert person.cards == ["a"]


# --- why ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (actor(id="as"), actor("Ana Maria Silva", id="as"), "“Ana Maria Silva” and “Ana Silva” have the same id, as."),
        (actor(id="as"), actor(id="as", country="PT"), "“Ana Silva” has the same id, as, in several cards."),
        (
            actor("Ana da Silva", NAME, country="PT"),
            actor(country="PT", role="Judge"),
            "“Ana Silva” and “Ana da Silva” share the spelling “Ana Silva” and the country PT.",
        ),
        (
            actor("Ana da Silva", "Ana S", country="PT"),
            actor("Ana S"),
            "“Ana da Silva” and “Ana S” share the spelling “Ana S”, and neither country nor office contradicts.",
        ),
        (
            actor(country="PT"),
            actor(country="PT", role="Judge"),
            "“Ana Silva” has the same name and country, PT, in several cards.",
        ),
        (
            actor(),
            actor(role="Judge"),
            "“Ana Silva” has the same name in several cards, and neither country nor office contradicts.",
        ),
    ],
)
def test_a_person_says_why_two_names_are_one(one: ActorFacts, other: ActorFacts, why: str) -> None:
    (person,) = persons("Ana", _one_each((one, other)))
    assert person.why == (why,)


def test_one_card_needs_no_reason() -> None:
    (person,) = persons(NAME, [card("a", actor())])
    assert person.why == ()


# --- any cards ---------------------------------------------------------------------------------------------------

SPELLING = st.sampled_from(
    ["Ana Silva", "Ana Sylva", "Anna Silva", "Rui Silva", "Ана Силва", "Silva", "席尔瓦", "", "·"]
)
OFFICE = st.sampled_from([None, "Minister of State", "Painter", "Judge", "Minister"])
ACTOR = st.builds(
    ActorFacts,
    SPELLING | st.text(max_size=6),
    st.none() | SPELLING,
    st.lists(SPELLING, max_size=2).map(tuple),
    st.sampled_from([None, None, "a", "b"]),
    st.sampled_from([None, "PT", "BR"]),
    OFFICE,
    OFFICE,
)
QUOTE = st.builds(quote, st.text(max_size=3), st.none() | st.sampled_from(["2024", "?", "1999-12"]), st.integers(-1, 3))
CARDS = st.lists(
    st.builds(
        Appearance,
        st.text("abcdefgh", min_size=1, max_size=2),
        st.sampled_from(["2025", "2024-01", "..", "x"]),
        st.lists(st.sampled_from(["PT", "BR", ""]), max_size=1).map(tuple),
        st.lists(ACTOR, max_size=3).map(tuple),
        st.lists(QUOTE, max_size=3).map(tuple),
        st.just("A title"),
    ),
    max_size=8,
    unique_by=lambda appearance: appearance.card_id,
)


def contradict(one: ActorFacts, other: ActorFacts) -> bool:
    """What no two actors of a person do who have no common id, written down once more."""
    if one.id and other.id:
        return one.id != other.id
    if one.country and other.country:
        return one.country != other.country
    if not all((one.role, one.organisation, other.role, other.organisation)):
        return False
    return not (_shares(one.role, other.role) or _shares(one.organisation, other.organisation))


def _shares(one: str | None, other: str | None) -> bool:
    return bool(({*words(one or "")} & {*words(other or "")}) - {"of"})


def spellings(facts: ActorFacts) -> set[str]:
    stated = (facts.name, facts.native_name or "", *facts.aliases)
    return {" ".join(words(spelling)) for spelling in stated} - {""}


@given(st.sampled_from(["Silva", "Ana", "Ana Silva", "席尔瓦", ""]) | st.text(max_size=4), CARDS)
@settings(max_examples=400, deadline=None)
def test_any_cards_give_persons_without_contradiction_in_an_order_of_their_own(
    name: str, cards: list[Appearance]
) -> None:
    found = persons(name, cards)
    again = random.Random(1).sample(cards, len(cards))
    assert persons(name, again) == found
    assert [len(person.cards) for person in found] == sorted((len(person.cards) for person in found), reverse=True)
    for person in found:
        _holds(person, cards)


def _holds(person: Person, cards: list[Appearance]) -> None:
    assert json.dumps(person.shape())
    assert len(set(person.cards)) == len(person.cards) > 0
    assert len({(said["text"], said["date"]) for said in person.quotes}) == len(person.quotes)
    own = {" ".join(words(spelling)) for spelling in person.names}
    mine = [one for appearance in cards if appearance.card_id in person.cards for one in appearance.actors]
    assert own - {""} <= {spelling for one in mine for spelling in spellings(one)}
    if person.id is None:
        assert len(person.countries) <= 1


@given(st.lists(ACTOR, max_size=6))
@settings(max_examples=400, deadline=None)
def test_actors_of_one_person_do_not_contradict(actors: list[ActorFacts]) -> None:
    facts = {str(number): one for number, one in enumerate(actors)}
    for person in persons("Silva", [card(card_id, one) for card_id, one in facts.items()]):
        for one, other in combinations(person.cards, 2):
            assert not contradict(facts[one], facts[other])


@given(ACTOR, ACTOR)
@settings(max_examples=500, deadline=None)
def test_two_actors_are_one_person_by_id_or_by_a_spelling_without_contradiction(
    one: ActorFacts, other: ActorFacts
) -> None:
    shared = bool(spellings(one) & spellings(other))
    if one.id and one.id == other.id:
        same = shared or not (one.country and other.country and one.country != other.country)
    else:
        same = shared and not contradict(one, other)
    name = next(iter(sorted(spellings(one))), "")
    found = persons(name, [card("a", one), card("b", other)])
    assert (["a", "b"] in [sorted(person.cards) for person in found]) == (same and bool(name))


def test_persons_of_one_name_are_found_among_thousands() -> None:
    offices = [actor(role=f"Role{number}", organisation=f"Body{number}") for number in range(1500)]
    found = together(*offices, *offices)
    assert {frozenset(cards) for cards in found} == {frozenset({str(at), str(at + 1500)}) for at in range(1500)}


def test_one_person_of_thousands_of_offices() -> None:
    ministers = [actor(role=f"Minister {number}000", organisation=f"Body{number}") for number in range(1500)]
    assert len(together(*ministers)[0]) == 1500
