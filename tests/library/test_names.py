"""The spellings of a name: they lead to each other, and to nobody else."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing_app.library.folding import words
from briefing_app.library.names import name_pairs
from briefing_app.library.persons import Appearance, persons
from briefing_app.library.record import ActorFacts

RECALL = 0.98
LONGEST_PARTICLE = 4  # "el", "bin", "خامنه‌ای": letters that a joined form may have beside its surname

Pairs = set[tuple[str, str]]


class Known(NamedTuple):
    """A real person: the spellings of the whole name in use, and of the surname where that is one word."""

    spellings: list[str]
    surnames: list[str]
    country: str
    office: str

    @property
    def facts(self) -> ActorFacts:
        """The person as a card's actor; surnames that no whole name has are aliases."""
        written = [f" {form(spelling)} " for spelling in self.spellings]
        alone = [name for name in self.surnames if not any(f" {form(name)} " in spelling for spelling in written)]
        return actor(*self.spellings, *alone, country=self.country, role=self.office)


def actor(
    name: str,
    *aliases: str,
    native: str | None = None,
    id: str | None = None,  # noqa: A002
    country: str | None = None,
    role: str | None = None,
    organisation: str | None = None,
) -> ActorFacts:
    return ActorFacts(name, native, aliases, id, country, role, organisation)


def form(spelling: str) -> str:
    return " ".join(words(spelling))


def known() -> list[Known]:
    entries = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))
    return [Known(**entry) for entry in entries]


def reached(pairs: Iterable[tuple[str, str]], start: str) -> set[str]:
    """All that a spelling leads to, over any number of steps."""
    others = defaultdict(set)
    for one, other in pairs:
        others[one].add(other)
    found, todo = {start}, [start]
    while todo:
        fresh = others[todo.pop()] - found
        found |= fresh
        todo += fresh
    return found


def single_words(pairs: Pairs) -> Pairs:
    return {(one, other) for one, other in pairs if " " not in one + other and one < other}


@pytest.fixture(scope="module")
def everybody() -> list[Known]:
    return known()


@pytest.fixture(scope="module")
def all_pairs(everybody: list[Known]) -> Pairs:
    return set().union(*(name_pairs(person.facts) for person in everybody))


def test_the_list_has_a_hundred_persons_and_names_nobody_twice(everybody: list[Known]) -> None:
    names = [person.spellings[0] for person in everybody]
    assert len(set(names)) == len(names) >= 100
    for person in everybody:
        assert 2 <= len({form(spelling) for spelling in person.spellings}) <= 5, person


def test_the_list_has_namesakes(everybody: list[Known]) -> None:
    """Else it would not show who is taken for somebody else."""
    bearers = defaultdict(set)
    for person in everybody:
        for surname in person.surnames:
            bearers[form(surname)].add(person.spellings[0])
    shared = {surname for surname, names in bearers.items() if len(names) > 1}
    assert {"aliyev", "bush", "assad", "bhutto", "castro", "clinton", "gandhi", "kennedy", "trudeau"} <= shared
    assert sum(person.spellings[0].startswith("Kim ") for person in everybody) >= 3


def test_every_spelling_leads_to_every_other_one(everybody: list[Known]) -> None:
    wanted, missed = 0, []
    for person in everybody:
        pairs = name_pairs(person.facts)
        for spellings in (person.spellings, person.surnames):
            for one, other in permutations(dict.fromkeys(map(form, spellings)), 2):
                wanted += 1
                if other not in reached(pairs, one):
                    missed.append((one, other))
    assert wanted > 2500
    assert 1 - len(missed) / wanted >= RECALL, missed


def test_a_whole_name_leads_straight_to_every_other_one(everybody: list[Known]) -> None:
    for person in everybody:
        pairs = name_pairs(person.facts)
        whole = dict.fromkeys(spelling for spelling in map(form, person.spellings) if " " in spelling)
        assert set(permutations(whole, 2)) <= pairs


def test_no_whole_name_leads_to_another_person(everybody: list[Known], all_pairs: Pairs) -> None:
    owner = {form(spelling): person.spellings[0] for person in everybody for spelling in person.spellings}
    for spelling, name in owner.items():
        assert {owner[found] for found in reached(all_pairs, spelling) if found in owner} == {name}


def test_a_surname_stands_for_no_other_word(everybody: list[Known]) -> None:
    for person in everybody:
        surnames = [form(surname).replace(" ", "") for surname in person.surnames]
        for pair in single_words(name_pairs(person.facts)) if surnames else ():
            sides = {any(_is_of(word, surname) for surname in surnames) for word in pair}
            assert len(sides) == 1, pair


def _is_of(word: str, surname: str) -> bool:
    return word == surname or (word.endswith(surname) and len(word) - len(surname) <= LONGEST_PARTICLE)


def test_nobody_is_taken_for_somebody_else(everybody: list[Known]) -> None:
    cards = [
        Appearance(f"card-{number}", "2025", (person.country,), (person.facts,), (), "A title")
        for number, person in enumerate(everybody)
    ]
    for number, person in enumerate(everybody):
        for spelling in person.spellings:
            found = persons(spelling, cards)
            assert all(len(one.cards) == 1 for one in found)
            assert [f"card-{number}"] in [one.cards for one in found]


# --- what stands for what ----------------------------------------------------------------------------------------


def test_zelensky_in_five_spellings() -> None:
    pairs = name_pairs(actor("Volodymyr Zelenskyy", "Zelensky", "زيلينسكي", "泽连斯基", native="Володимир Зеленський"))
    spellings = ["zelenskyy", "zelensky", "зеленський", "زيلينسكي", "泽连斯基"]
    assert set(permutations(spellings, 2)) <= pairs
    assert not any("volodymyr" in pair or "володимир" in pair for pair in pairs)


def test_a_name_that_is_wholly_different_stands_for_the_whole_name_alone() -> None:
    pairs = name_pairs(actor("Mahmoud Abbas", "Abu Mazen", "MBS"))
    names = ("mahmoud abbas", "abu mazen", "mbs")
    assert pairs == set(permutations(names, 2))


@pytest.mark.parametrize(
    "names",
    [
        ("Golda Meir", "Golda Meyerson", "Golda Mabovitch"),
        ("Kim Il Sung", "Kim Song Ju"),
        ("Hillary Clinton", "Hillary Rodham"),
        ("Vladimir Lenin", "Vladimir Ulyanov"),
        ("Mohammed bin Salman", "Crown Prince Mohammed", "President Salman"),
        ("Ernesto Guevara", "Che Guevara"),
        ("Josip Broz Tito", "President Broz"),
        ("African Union", "Union africaine", "AU"),
        ("United Nations", "Naciones Unidas", "ООН"),
        ("Ministry of Foreign Affairs", "Ministère des Affaires étrangères"),
        ("Boutros Boutros-Ghali", "بطرس"),
        ("Hassan Nasrallah", "حسن نصر الله"),
    ],
)
def test_words_that_are_but_alike_do_not_stand_for_one_another(names: tuple[str, ...]) -> None:
    whole = {form(name) for name in names}
    assert {pair for pair in single_words(name_pairs(actor(*names))) if not set(pair) <= whole} == set()


def test_titles_and_first_names_stand_for_nothing() -> None:
    pairs = name_pairs(actor("Volodymyr Zelenskyy", "President Zelensky", "Президент Зеленський", "Володимир"))
    assert single_words(pairs) == {
        ("zelensky", "zelenskyy"),
        ("zelensky", "зеленський"),
        ("zelenskyy", "зеленський"),
    }


def test_a_word_of_the_name_alone_does_not_stand_for_it() -> None:
    """Else whoever looks for one George Bush finds the other one."""
    pairs = name_pairs(actor("George W. Bush", "Bush", "Джордж Буш"))
    assert ("george w bush", "bush") not in pairs
    assert ("george w bush", "джордж буш") in pairs
    assert ("bush", "буш") in pairs


def test_short_words_are_not_alike() -> None:
    assert single_words(name_pairs(actor("Xi Jinping", "Si Jinping", country="CN"))) == set()
    assert ("ban", "пан") not in name_pairs(actor("Ban Ki-moon", "Пан Ги Мун", country="KR"))
    assert ("xi jinping", "习近平") in name_pairs(actor("Xi Jinping", native="习近平", country="CN"))


def test_a_chinese_whole_name_is_not_a_surname() -> None:
    pairs = name_pairs(actor("Jiang Jieshi", "Chiang Kai-shek", native="蒋介石", country="TW"))
    assert ("蒋介石", "jiang") not in pairs
    assert ("蒋介石", "chiang kai shek") in pairs


def test_hyphens_may_be_left_out() -> None:
    pairs = name_pairs(actor("Kim Jong-un", native="김정은", country="KP"))
    assert {("kim jongun", "김정은"), ("kim jong un", "김정은"), ("kim jongun", "kim jong un")} <= pairs
    assert {("elsisi", "السيسي"), ("el sisi", "السيسي"), ("sisi", "السيسي")} <= name_pairs(
        actor("Abdel Fattah el-Sisi", native="عبد الفتاح السيسي", country="EG")
    )


@pytest.mark.parametrize(
    "facts",
    [
        actor(""),
        actor("·", "-"),
        actor("Angela Merkel"),
        actor("Angela Merkel", "ANGELA MERKEL"),
        actor("x " * 5000, "y"),
    ],
)
def test_one_spelling_stands_for_nothing(facts: ActorFacts) -> None:
    assert name_pairs(facts) == set()


def test_many_aliases_are_bounded_and_none_is_lost() -> None:
    pairs = name_pairs(actor("Name Surname", *(f"Alias{number} Other-Surname{number}" for number in range(150))))
    assert len(pairs) < 5000
    assert ("alias149 other surname149", "name surname") in pairs
    assert len(name_pairs(actor("Name Surname", *(f"Alias-{number} Surnam{number}" for number in range(5000))))) < 8000


LETTERS = "aeiou lmnrst'-· ·.аеиклмнӏ中国金정은プあのابدمןอแ\u0301\u200c\u00adİßﬁ"
SPELLING = st.text(max_size=30) | st.text(LETTERS, max_size=30)
FACTS = st.builds(
    ActorFacts,
    SPELLING,
    st.none() | SPELLING,
    st.lists(SPELLING, max_size=6).map(tuple),
    st.none() | st.sampled_from("ab"),
    st.none() | st.sampled_from(["US", "CN", "JP", "??"]),
    st.none() | SPELLING,
    st.none() | SPELLING,
)


@given(FACTS)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_pairs_of_folded_words_in_both_directions(facts: ActorFacts) -> None:
    pairs = name_pairs(facts)
    assert all((other, one) in pairs and one != other for one, other in pairs)
    assert all(_is_folded(one) for one, _other in pairs)


def _is_folded(text: str) -> bool:
    return bool(text) and form(text) == text
