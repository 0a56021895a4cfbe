"""The language of queries: whatever is typed is read, means what it says, and can be said in words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefing_app.library.explain import explain
from briefing_app.library.query import (
    OPERATORS,
    STATES,
    THINGS,
    And,
    Country,
    Has,
    InNotes,
    Is,
    Language,
    Last,
    Near,
    Node,
    Not,
    Or,
    Period,
    Shelf,
    Term,
    parse,
    written,
)
from tests.prose.corpora import naughty_strings, needs_corpora, payloads

TALKS = Term(("talks",))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("talks", TALKS),
        ("TALKS  border", And((TALKS, Term(("border",))))),
        ("talk*", Term(("talk",), prefix=True)),
        ('"Border Talks"', Term(("border", "talks"))),
        ("“border talks”", Term(("border", "talks"))),
        ("-talks", Not(TALKS)),
        ("--talks", Not(TALKS)),
        ("talks OR visit", Or((TALKS, Term(("visit",))))),
        ("a talks OR visit", And((Term(("a",)), Or((TALKS, Term(("visit",))))))),
        ("(talks visit) OR a", Or((And((TALKS, Term(("visit",)))), Term(("a",))))),
        ("near(peace treaty)", Near((Term(("peace",)), Term(("treaty",))))),
        ("title:talks", Term(("talks",), field="title")),
        ("Title:talks", Term(("talks",), field="title")),
        ('speaker:"Ilham Aliyev"', Term(("ilham", "aliyev"), field="speaker")),
        ("cease-fire", Or((Term(("cease", "fire")), Term(("ceasefire",))))),
        ("Sana’a", Or((Term(("sana", "a")), Term(("sanaa",))))),
        ("country:am", Country("am")),
        ("country:Armenia", Country("am")),
        ("country:Türkiye", Country("tr")),
        ('country:"united states"', Country("us")),
        ("country:Atlantis", Country("atlantis")),
        ("lang:de", Language("de")),
        ("lang:German", Language("de")),
        ("lang:zh-Hant", Language("zh-hant")),
        ("date:2025-07", Period("in", "2025-07")),
        ("after:2025", Period("after", "2025")),
        ("before:2025-7-1", Period("before", "2025-07-01")),
        ("last:30d", Last(30, "d")),
        ("last:30", Last(30, "d")),
        ("last:2W", Last(2, "w")),
        ("id:Abc.d-e_f", Term(("abc.d-e_f",), field="id")),
        ("shelf:visits/2025/", Shelf("visits/2025")),
        ("in:notes", InNotes()),
        *((f"is:{state}", Is(state)) for state in STATES),
        *((f"has:{thing}", Has(thing)) for thing in THINGS),
        ("http://example", Term(("http", "example"))),
        ("停火谈判", Term(("停火谈判",))),
    ],
)
def test_what_is_written_means_what_it_says(text: str, node: Node) -> None:
    query = parse(text)
    assert (repr(query.node), query.ignored) == (repr(node), ())


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("border tal", And((Term(("border",)), Term(("tal",), prefix=True)))),
        ("border ", Term(("border",))),
        ('"border tal', Term(("border", "tal"), prefix=True)),
        ('"border talks"', Term(("border", "talks"))),
        ("speaker:ali", Term(("ali",), prefix=True, field="speaker")),
        ("country:arm", Country("am")),
        ("talks country:", TALKS),
        ("talks -", TALKS),
        ("talks OR", TALKS),
        ("talks (", TALKS),
        ("date:2025-0", Period("in", "2025")),
        ("near(peace tr", Near((Term(("peace",)), Term(("tr",), prefix=True)))),
    ],
)
def test_what_is_half_typed_is_searched_as_far_as_it_makes_sense(text: str, node: Node) -> None:
    assert repr(parse(text, typing=True).node) == repr(node)


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        ("talks is:foo", ("is:foo",)),
        ("talks date:2025-13", ("date:2025-13",)),
        ("talks before:yesterday last:x", ("before:yesterday", "last:x")),
        ("talks title:", ("title:",)),
        ("talks has:", ("has:",)),
    ],
)
def test_what_makes_no_sense_is_left_out_and_told(text: str, ignored: tuple[str, ...]) -> None:
    query = parse(text)
    assert (query.node, query.ignored) == (TALKS, ignored)
    assert all(piece in explain(query) for piece in ignored)


pieces = st.sampled_from(
    [*(f"{name}:" for name in OPERATORS), '"', "(", ")", "near(", " ", "-", "*", "OR ", "notes", "2025-07", "30d",
     "unread", "quotes", "cease-fire", "Sana'a", "停火", "АЛИЕВ", "Türkiye", "e\u0301", "de", "Armenia"]
)  # fmt: skip
typed = st.lists(st.one_of(pieces, st.text(max_size=6)), max_size=30).map("".join)


@given(st.one_of(st.text(), typed), st.booleans())
@example("near(", True)
@example("(" * 500 + "a" + ")" * 500, False)
@example("a OR " * 500, False)
@example('-(a OR "b', True)
def test_anything_typed_is_a_query_that_says_the_same_when_written(text: str, typing: bool) -> None:
    query = parse(text, typing=typing)
    again = parse(written(query.node))
    assert repr(again.node) == repr(query.node) and again.ignored == ()
    assert again.text == written(again.node)


@given(st.one_of(st.text(), typed), st.booleans(), st.sampled_from(["en", "de", "ar", "zh-Hans"]))
@example("-(-(a OR -b) near(c d))", False, "en")
@example("country:zz OR country:am OR lang:xx", False, "en")
@example("before:0001 after:9999-12-31 last:9999y", False, "en")
def test_anything_typed_can_be_said_in_a_sentence(text: str, typing: bool, language: str) -> None:
    query = parse(text, typing=typing, language=language)
    sentence = explain(query, language)
    assert sentence.startswith("cards " if query.node else "all cards")
    assert sentence == sentence.strip() and "{" not in sentence.translate(dict.fromkeys(map(ord, text)))
    assert all(piece in sentence for piece in query.ignored)


@needs_corpora
@pytest.mark.parametrize("typing", [False, True])
def test_strings_that_break_programs_are_queries(typing: bool) -> None:
    for text in (*naughty_strings(), *payloads()[:300]):
        query = parse(text, typing=typing)
        assert repr(parse(written(query.node)).node) == repr(query.node), text
        assert explain(query).strip(), text


def test_a_query_in_words() -> None:
    query = parse("ceasefire speaker:Aliyev after:2025-06 -visit country:AM OR country:AZ is:unread")
    assert explain(query) == (
        "cards with “ceasefire”, someone named “Aliyev” is quoted, since 1 July 2025, without “visit”, "
        "about Armenia or Azerbaijan, not yet read"
    )


def test_no_query_is_all_cards() -> None:
    assert explain(parse("  ")) == "all cards"


def test_a_text_without_end_is_read_as_far_as_there_is_room() -> None:
    query = parse("word " * 5000)
    assert isinstance(query.node, And) and len(query.node.nodes) == 64 and query.ignored
