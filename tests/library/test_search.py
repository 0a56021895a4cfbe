"""What a query finds, in which order, and where it says that it matched."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from briefing_app.finder import Finder, Hit
from briefing_app.library.hits import spans_in
from briefing_app.library.library import Library
from briefing_app.library.query import OPERATORS
from briefing_app.notes.store import NoteStore
from tests.builders import write_card

TALKS: dict[str, Any] = {
    "title": "The talks",
    "date": "2025-07-10",
    "place": "Abu Dhabi",
    "countries": ["AM", "AZ"],
    "topics": ["Peace treaty"],
    "marking": "RESTRICTED",
    "actors": [
        {"name": "Ilham Aliyev", "id": "aliyev", "role": "President", "native_name": "İlham Əliyev"},
        {"name": "Volodymyr Zelenskyy", "aliases": ["Zelensky"], "native_name": "Володимир Зеленський"},
    ],
    "quotes": [{"speaker": "aliyev", "text": "We meet again.", "source": "report"}],
    "sources": [{"id": "report", "title": "Report of the secretariat"}],
    "timeline": [{"date": "2020", "event": "Armistice"}],
}


@pytest.fixture
def cards(shelf: Path, library: Library) -> None:
    """Three cards; each has the word "summit" in another place."""
    write_card(
        shelf / "visits" / "2025", "talks", "A ceasefire in Türkiye, a summit. 关于和平的讨论. ประเทศไทย.", **TALKS
    )
    write_card(shelf / "visits", "summit", title="The Summit", date="1979-03")
    write_card(shelf, "other", title="Other", date="2001-05-05", bottom_line="Before the summit.", language="de-AT")
    (shelf / "broken.md").write_text("no card")
    library.refresh()


def found(finder: Finder, text: str, sort: Any = "relevance", *, typing: bool = False) -> list[str]:
    query = finder.parse(text, typing=typing)
    ranked = finder.find(query, sort)
    ids = [entry.id for entry in finder._library.index.entries(ranked.keys)]
    first = finder.search.first(query.node, len(ids) or 1, sort)
    assert sorted(first) == sorted(ranked.keys) or "in:notes" in text
    assert first == ranked.keys or sort == "relevance" or "in:notes" in text
    assert finder.search.count(query.node) == len(ids) or "in:notes" in text
    return ids


def hit(finder: Finder, text: str) -> Hit:
    query = finder.parse(text)
    return finder.hits(query, finder.find(query), 1)[0]


@pytest.mark.usefixtures("cards")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ceasefire", "talks"),
        ("CEASEFIRE talks", "talks"),
        ("cease-fire", "talks"),
        ("turkiye", "talks"),
        ("Türkiye", "talks"),
        ("和平", "talks"),
        ("和平的讨", "talks"),
        ("平", "talks"),
        ("เทศไทย", "talks"),
        ("ceasefire nowhere", ""),
        ("%", "talks other summit broken"),
        ("summit", "summit other talks"),
        ("summ", ""),
        ("summ*", "summit other talks"),
        ("summit -ceasefire", "summit other"),
        ("-summit", "broken"),
        ("ceasefire OR title:summit", "summit talks"),
        ('"a ceasefire"', "talks"),
        ('"ceasefire a"', ""),
        ("near(ceasefire summit)", "talks"),
        ("near(ceasefire again)", ""),
        ("title:summit", "summit"),
        ("actor:aliyev", "talks"),
        ("actor:president", "talks"),
        ("actor:summit", ""),
        ("speaker:Əliyev", "talks"),
        ("speaker:zelensky", ""),
        ('speaker:"ilham aliyev"', "talks"),
        ("quote:again", "talks"),
        ("text:again", ""),
        ("text:armistice", "talks"),
        ("source:secretariat", "talks"),
        ("secretariat", ""),
        ("place:dhabi", "talks"),
        ("country:AM", "talks"),
        ("country:azerbaijan", "talks"),
        ("country:atlantis", ""),
        ("topic:treaty", "talks"),
        ("marking:restricted", "talks"),
        ("lang:de", "other"),
        ("lang:de-AT", "other"),
        ("lang:German", "other"),
        ("lang:at", ""),
        ("id:talks", "talks"),
        ("id:TALKS", "talks"),
        ("id:tal", ""),
        ("id:tal*", "talks"),
        ("date:2025", "talks"),
        ("date:2025-07", "talks"),
        ("date:2025-08", ""),
        ("date:1979", "summit"),
        ("after:2001-05-05", "talks"),
        ("after:2001-05-04", "talks other"),
        ("after:2001", "talks"),
        ("before:2001-05-05", "summit"),
        ("before:1979-03", ""),
        ("date:2025 OR date:1979", "talks summit"),
        ("-date:2025 summit", "summit other"),
        ("has:quotes", "talks"),
        ("has:timeline", "talks"),
        ("is:broken", "broken"),
        ("shelf:visits", "talks summit"),
        ("shelf:visits/2025", "talks"),
        ("shelf:2025", "talks"),
        ("shelf:VISITS", "talks summit"),
        ("shelf:vis", ""),
        ("is:unread", "talks other summit broken"),
        ("is:starred", ""),
        ("zelenskyy", "talks"),
        ("Зеленський", "talks"),
    ],
)
def test_every_operator(finder: Finder, text: str, expected: str) -> None:
    assert found(finder, text) == expected.split()


@pytest.mark.usefixtures("cards")
def test_the_word_being_typed_is_the_beginning_of_one(finder: Finder) -> None:
    assert found(finder, "summ", typing=True) == ["summit", "other", "talks"]
    assert found(finder, "summ ", typing=True) == []
    assert found(finder, "the ceasef", typing=True) == ["talks"]


@pytest.mark.usefixtures("cards")
def test_orders(finder: Finder) -> None:
    assert found(finder, "summit", "date") == ["talks", "other", "summit"]
    assert found(finder, "summit", "title") == ["other", "summit", "talks"]


@pytest.mark.usefixtures("cards")
@pytest.mark.parametrize(
    ("text", "where", "passage"),
    [
        ("title:talks", "title", "The talks"),
        ("quote:again", "quote by Ilham Aliyev", "We meet again."),
        ("speaker:əliyev", "quote by Ilham Aliyev", "We meet again."),
        ("zelensky", "actor Volodymyr Zelenskyy, also known as", "Zelensky"),
        ("source:secretariat", "source", ""),
        ("president", "what Ilham Aliyev is", "President"),
        ("armistice", "timeline", "Armistice"),
        ("ceasefire", "text", "A ceasefire in Türkiye, a summit."),
        ("和平", "text", "关于和平的讨论"),
        ("dhabi", "place", "Abu Dhabi"),
        ("treaty", "topic", "Peace treaty"),
        ("before", "bottom line", "Before the summit."),
        ("date:2001", "", "Before the summit."),
    ],
)
def test_each_hit_says_where_it_matched(finder: Finder, text: str, where: str, passage: str) -> None:
    found = hit(finder, text)
    assert found.where == where and passage in found.snippet


def test_a_snippet_shows_the_words_as_they_stand(finder: Finder, library: Library, shelf: Path) -> None:
    write_card(shelf, "talks", "Long before. " * 40 + "They met in TÜRKIYE in spring. " + "Long after. " * 40)
    library.refresh()
    snippet = hit(finder, "türkiye").snippet
    assert "met in TÜRKIYE in" in snippet and snippet.startswith("…") and snippet.endswith("…")
    assert len(snippet) < 200


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("11", ["11"]),
        ("11일", ["11일"]),
        ("6월11일", ["6월 11일"]),
        ("일", ["일", "일"]),
        ('"서울 정상"', ["서울 정상"]),
        ('"월 11일"', ["월 11일"]),
        ("ceasefire", ["cease‐fire"]),
        ("समझौता", ["सम‐झौता"]),
        ('"cease fire"', ["cease‐fire"]),
    ],
)
def test_what_is_found_is_marked(finder: Finder, library: Library, shelf: Path, text: str, marked: list[str]) -> None:
    body = "A cease‐fire, सम‐झौता. 6월 11일 서울 정상회담이 일요일"
    write_card(shelf, "talks", body)
    library.refresh()
    assert found(finder, text) == ["talks"]
    needles = finder.search.needles(finder.parse(text).node)
    assert [body[start:end] for start, end in spans_in(body, needles)][: len(marked)] == marked
    assert hit(finder, text).where == "text"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"서울 정상"', "talks"),
        ('"서울 정상회담"', "talks"),
        ('"서울 상회"', ""),
        ('"서 정상"', ""),
        ('"탁신 친나왓"', "talks"),
        ('title:"停火 谈判"', "talks"),
        ('title:"停 谈判"', ""),
        ('speaker:"普京 总统"', "talks"),
        ('"ประเทศ ไทย"', "talks"),
    ],
)
def test_phrases_of_scripts_in_pairs(finder: Finder, library: Library, shelf: Path, text: str, expected: str) -> None:
    quotes = [{"speaker": "普京 总统", "text": "탁신 친나왓"}]
    write_card(shelf, "talks", "서울 정상회담. ประเทศ ไทย", title="停火·谈判", quotes=quotes)
    library.refresh()
    assert found(finder, text) == expected.split()


def test_words_are_near_in_one_text_alone(finder: Finder, library: Library, shelf: Path) -> None:
    quotes = [{"speaker": "A", "text": "The armistice holds."}, {"speaker": "B", "text": "Sana’a is near."}]
    write_card(shelf, "talks", f"A cease-fire. {'Then much more. ' * 10} A by-election.", quotes=quotes)
    library.refresh()
    assert found(finder, "near(holds armistice)") == ["talks"]
    assert found(finder, "near(holds near)") == []
    assert found(finder, "ceasefire byelection") == ["talks"]
    assert found(finder, "near(ceasefire byelection)") == []
    ten = "one two three four five six seven eight nine ten"
    write_card(shelf, "edge", f"Alpha {ten} omega {ten} eleven delta")
    library.refresh()
    assert found(finder, "near(omega alpha)") == ["edge"]
    assert found(finder, "near(omega delta)") == []


def test_what_is_still_to_come_is_not_of_the_last_days(finder: Finder, library: Library, shelf: Path) -> None:
    today = datetime.now().astimezone().date()
    for days in (-400, -1, 0, 30, 31):
        write_card(shelf, f"ago{days}", title=str(days), date=(today - timedelta(days=days)).isoformat())
    library.refresh()
    assert found(finder, "last:30d") == ["ago0", "ago30"]


def test_a_name_in_plain_words_finds_its_other_spellings(finder: Finder, library: Library, shelf: Path) -> None:
    write_card(shelf, "talks", **TALKS)
    write_card(shelf, "older", "Володимир Зеленський приїхав.", title="Older", date="2024")
    write_card(shelf, "apart", "Volodymyr came; so did Zelensky.", title="Apart", date="2023")
    library.refresh()
    assert found(finder, "Volodymyr Zelenskyy") == ["talks", "older", "apart"]
    assert found(finder, "Volodymyr Zelenskyy приїхав") == ["older"]
    assert found(finder, "Volodymyr Zelenskyy -приїхав") == ["talks", "apart"]
    assert hit(finder, "Volodymyr Zelenskyy приїхав").where == "text"


def test_the_beginning_of_a_name_leads_to_that_name_alone(finder: Finder, library: Library, shelf: Path) -> None:
    """The Arabic "ali" begins no Aliyev, though the other spelling of one does that of the other."""
    actors = [{"name": "علي", "aliases": ["Ali"]}, {"name": "Alijew", "aliases": ["Алиев"]}]
    write_card(shelf, "stated", title="Stated", actors=actors)
    write_card(shelf, "named", "Ali spoke.", title="Named", date="2024")
    write_card(shelf, "another", "Алиев приехал.", title="Another", date="2023")
    library.refresh()
    assert found(finder, "علي*") == ["stated", "named"]
    assert found(finder, "alij*") == ["stated", "another"]


# Persons of one surname: what is looked for by a whole name is that person, by the surname all of them.
NAMESAKES = [
    ("aliyev", ["Ilham Aliyev", "İlham Əliyev", "Ильхам Алиев"], ["Heydar Aliyev", "Heydər Əliyev", "Гейдар Алиев"]),
    ("bush", ["George W. Bush", "Джордж Уокер Буш"], ["George H. W. Bush", "Джордж Герберт Буш"]),
    ("gandhi", ["Indira Gandhi", "इंदिरा गांधी"], ["Rajiv Gandhi", "राजीव गांधी"]),
    ("castro", ["Fidel Castro", "Фидель Кастро"], ["Raúl Castro", "Рауль Кастро"]),
    ("assad", ["Hafez Assad", "حافظ الأسد"], ["Bashar Assad", "بشار الأسد"]),
    ("kim", ["Kim Il Sung", "김일성", "金日成"], ["Kim Jong Il", "김정일", "金正日"]),
]


@pytest.mark.parametrize(("surname", "one", "other"), NAMESAKES)
def test_namesakes_are_not_merged(
    finder: Finder, library: Library, shelf: Path, surname: str, one: list[str], other: list[str]
) -> None:
    for card_id, (name, *aliases) in (("one", one), ("other", other)):
        write_card(shelf, card_id, title=card_id, actors=[{"name": name, "aliases": aliases}])
    for card_id, spellings in (("one", one), ("other", other)):
        write_card(shelf, f"{card_id}-text", f"Then {spellings[-1]} came.", title="Text")
    library.refresh()
    for card_id, spellings in (("one", one), ("other", other)):
        for spelling in spellings:
            assert set(found(finder, f'"{spelling}"')) == {card_id, f"{card_id}-text"}, spelling
            assert set(found(finder, f'actor:"{spelling}"')) == {card_id}, spelling
        persons = [person.cards for person in finder.persons(spellings[0])]
        assert [card_id] in persons and {len(cards) for cards in persons} == {1}
    assert {"one", "other"} <= set(found(finder, surname))


def test_one_card_states_the_spellings_of_a_name_for_all(finder: Finder, library: Library, shelf: Path) -> None:
    write_card(shelf, "talks", **TALKS)
    write_card(shelf, "older", "Зеленський приїхав.", title="Older", date="2024")
    write_card(shelf, "newest", title="Newest", date="2026", actors=[{"name": "V. Zelenskyy"}])
    library.refresh()
    assert set(found(finder, "zelensky")) == {"talks", "older", "newest"}
    assert set(found(finder, "зеленський")) == {"talks", "older", "newest"}
    (shelf / "talks.md").unlink()
    library.refresh()
    assert found(finder, "zelensky") == []


def test_a_card_that_was_changed_is_found_by_its_new_words_alone(finder: Finder, library: Library, shelf: Path) -> None:
    write_card(shelf, "talks", "An armistice.", topics=["Borders"])
    library.refresh()
    assert found(finder, "armistice") == ["talks"]
    write_card(shelf, "talks", "A ceasefire, after all.", topics=["Customs"])
    library.refresh()
    assert (found(finder, "armistice"), found(finder, "ceasefire")) == ([], ["talks"])
    assert [count.label for count in finder.search.facets(None) if count.kind == "topic"] == ["Customs"]


@pytest.mark.usefixtures("cards")
def test_filters_count_the_cards_found(finder: Finder) -> None:
    def counts(text: str, kind: str) -> dict[str, int]:
        facets = finder.search.facets(finder.parse(text).node)
        return {count.label: count.cards for count in facets if count.kind == kind}

    assert counts("", "year") == {"2025": 1, "2001": 1, "1979": 1}
    assert counts("summit -ceasefire", "year") == {"2001": 1, "1979": 1}
    assert counts("ceasefire", "country") == {"AM": 1, "AZ": 1}
    assert counts("", "shelf") == {"visits": 2, "visits/2025": 1}


@pytest.mark.usefixtures("cards")
def test_nothing_found_offers_what_is_spelt_alike(finder: Finder) -> None:
    assert finder.suggestions(finder.parse("ceesefire"))["ceesefire"][0] == "ceasefire"
    assert finder.suggestions(finder.parse("Alijev"))["Alijev"][0] == "aliyev"
    assert finder.suggestions(finder.parse("ceasefire")) == {}


@pytest.mark.usefixtures("cards")
def test_notes_are_found_in_their_own_file_alone(finder: Finder, tmp_path: Path) -> None:
    store = NoteStore(tmp_path / "data" / "notes.sqlite")
    store.save("summit", "Ask about the quorum of the committee.")
    store.save("gone", "The quorum again.")
    store.close()
    assert [note.card_id for note in finder.notes(finder.parse("QUORUM"))] == ["gone", "summit"]
    assert found(finder, "quorum") == []
    assert found(finder, "in:notes quorum") == ["summit"]
    assert found(finder, "in:notes quorum after:1980") == []
    assert hit(finder, "in:notes quorum").snippet == "Ask about the quorum of the committee."
    assert found(finder, "has:note") == ["summit"]
    for file in (tmp_path / "cache").iterdir():
        assert b"quorum" not in file.read_bytes().lower()


WHATEVER = st.lists(
    st.one_of(
        st.sampled_from([f"{name}:" for name in OPERATORS]),
        st.sampled_from(
            ['"', "(", ")", "near(", " ", "-", "*", " OR ", "^", "'", "·", "summit", "停火", "กิน", "a-b", "2025-07"]
        ),
        st.text(max_size=5),
    ),
    max_size=12,
).map("".join)


@pytest.mark.usefixtures("cards")
@given(text=WHATEVER, typing=st.booleans())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(text='"·e·"', typing=False)
@example(text="speaker:* -(near(a b) OR -is:unread)", typing=False)
def test_whatever_is_typed_can_be_searched(finder: Finder, text: str, typing: bool) -> None:
    query = finder.parse(text, typing=typing)
    ranked = finder.find(query)
    assert len(finder.hits(query, ranked, 5)) == len(ranked.keys)
    assert finder.count(query) == len(ranked.keys)
    assert set(finder.search.first(query.node, 5)) == set(ranked.keys) or finder.looks_into_notes(query)
    finder.suggestions(query)
    finder.completions(text)


@pytest.mark.usefixtures("cards")
def test_a_search_is_interrupted_from_another_thread(finder: Finder) -> None:
    finder.search.interrupt()
    assert found(finder, "summit")  # an interrupt before the start stops nothing


@pytest.mark.usefixtures("cards")
def test_no_plan_reads_every_row(finder: Finder) -> None:
    """Where an index serves, SQLite is asked to use it: words first, then cards by key."""
    from briefing_app.library.search import _statement

    for text in ("summit", "su*", "summit date:2025", "summit is:unread", "date:2025", "country:AM -summit"):
        plan = finder.search._plan(finder.parse(text).node)
        statement, values = _statement(plan, "relevance", plan.match(), 50)
        steps = [row[3] for row in finder.search._connection.execute(f"explain query plan {statement}", values)]
        assert not [step for step in steps if step.startswith("SCAN card") and "USING" not in step], (text, steps)
