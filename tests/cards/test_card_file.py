"""Reading a card's file: what is accepted, what is refused, and on which line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing_app.cards.card_file import CardFile, parse_card, read_card

HEAD = "title: A title\ndate: 2025-07-10\nmarking: PUBLIC\nbottom_line: It happened.\n"


def parse(text: str | bytes, name: str = "sample.md") -> CardFile:
    data = text if isinstance(text, bytes) else text.encode()
    return parse_card(data, Path(name))


def card(fields: str = "", body: str = "") -> str:
    return f"---\n{HEAD}{fields}---\n{body}"


def found(file: CardFile) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.level, problem.code) for problem in file.problems]


def test_smallest_card_has_the_defaults_of_the_format() -> None:
    read = parse("---\ntitle: Talks\ndate: 2025\n---\n", "talks.md").card
    assert read is not None
    assert (read.id, read.version, read.language, read.marking, read.body) == ("talks", 1, "en", None, "")


@pytest.mark.parametrize("written", ["NO", "on", "22:22", "1_000", "1.10", "2025-07", "~", "0x10", "1e3", ".inf"])
def test_scalars_stay_as_written(written: str) -> None:
    read = parse(card(f"place: {written}\ntopics: [{written}]\n")).card
    assert read is not None
    assert (read.place, read.topics) == (written, (written,))


def test_norway_is_a_country() -> None:
    read = parse(card("countries: [NO]\n")).card
    assert read is not None and read.countries == ("NO",)


@pytest.mark.parametrize("turn", [lambda b: b"\xef\xbb\xbf" + b, lambda b: b.replace(b"\n", b"\r\n")])
def test_byte_order_mark_and_windows_line_ends_change_nothing(turn) -> None:  # type: ignore[no-untyped-def]
    plain = card("place: Abu Dhabi\n", "## Background\n\nText.\n").encode()
    assert parse(turn(plain)).card == parse(plain).card


@pytest.mark.parametrize(
    ("data", "line", "code"),
    [
        (b"", 1, "no-front-matter"),
        (b"# A heading\n", 1, "no-front-matter"),
        (b"---\ntitle: x\n", 1, "no-front-matter"),
        (b"---\ntitle: x\ndate: 2025\n---\n\xff\n", 5, "not-utf8"),
        ("---\ntitle: é\n---\n".encode("latin-1"), 2, "not-utf8"),
        ("---\ntitle: x\n---\n".encode("utf-16"), 1, "not-utf8"),
        (b"---\ntitle: x\n  bad: : y\n---\n", 3, "yaml"),
        (b"---\ntitle: x\n\tdate: 2025\n---\n", 3, "yaml"),
        (b"---\ntitle: x\n\ntitle: y\ndate: 2025\n---\n", 4, "duplicate-key"),
        (b"---\ndate: 2025\ntitle: &a x\n---\n", 3, "yaml-anchor"),
        (b"---\ndate: 2025\ntitle: *a\n---\n", 3, "yaml-alias"),
        (b"---\ndate: 2025\ntitle: !!python/object x\n---\n", 3, "yaml-tag"),
        (b"---\ndate: 2025\ntitle: x\n...\n%YAML 1.2\n--- a\n---\n", 5, "yaml-second-document"),
        (b"---\na: " + b"[" * 100_000 + b"\n---\n", 2, "yaml-too-deep"),
        (b"---\na: [" + b"x, " * 20_000 + b"]\n---\n", 2, "yaml-too-many"),
        (b"---\na: " + b"x" * 300_000 + b"\n---\n", 2, "front-matter-too-long"),
        (b"x" * (4 * 1024 * 1024 + 1), 1, "file-too-large"),
        (b"---\n- title\n---\n", 2, "wrong-type"),
    ],
)
def test_what_cannot_be_read_is_one_error_with_its_line(data: bytes, line: int, code: str) -> None:
    file = parse(data)
    assert file.card is None
    assert (line, "error", code) in found(file)


@pytest.mark.parametrize(
    ("fields", "offset", "code"),
    [
        ("version: 1.10\n", 0, "wrong-type"),
        ("version: 0\n", 0, "wrong-type"),
        (f"version: {'9' * 500}\n", 0, "wrong-type"),
        ("topics: trade\n", 0, "wrong-type"),
        ("place: [a]\n", 0, "wrong-type"),
        ("actors:\n- name: A\n- just text\n", 2, "wrong-type"),
        ("actors:\n- role: minister\n", 1, "actor-without-name"),
        ("timeline:\n- date: 2025\n", 1, "timeline-without-event"),
        ("quotes:\n- speaker: A\n", 1, "quote-without-text"),
        ("as_at: 2020-23\n", 0, "bad-date"),
        ("as_at: 10 July\n", 0, "bad-date"),
        ("as_at: 2025-02-30\n", 0, "impossible-date"),
        ("timeline:\n- event: a\n  date: 1994/1988\n", 2, "impossible-date"),
        ("timeline:\n- {date: 2025-13, event: a}\n", 1, "impossible-date"),
        ("countries:\n- AM\n- Armenia\n", 2, "bad-country"),
        ("actors:\n- name: A\n  country: am\n", 2, "bad-country"),
        ("language: en_GB\n", 0, "bad-language"),
        ("id: a b\n", 0, "bad-id"),
        (f"id: {'a' * 121}\n", 0, "bad-id"),
        ("actors:\n- {name: A, id: x}\n- {name: B, id: X}\n", 2, "repeated-id"),
        ("sources:\n- {title: A, id: s}\n- {title: B, id: s}\n", 2, "repeated-id"),
        ("quotes:\n- speaker: A\n  text: t\n  source: nowhere\n", 3, "unknown-source"),
        ("quotes:\n- speaker: nobody\n  text: t\n", 1, "unknown-speaker"),
        ("quotes:\n- speaker: A\n  text: t\n  kind: word-for-word\n", 3, "wrong-value"),
        (f"place: {'x' * 2001}\n", 0, "too-long"),
        (f"bottom_line_: x\nactors:\n- name: A\n  bio: {'x' * 2001}\n", 3, "word-too-long"),
        ("topics: [" + "a, " * 101 + "]\n", 0, "too-many-items"),
    ],
)
def test_a_field_that_does_not_fit_is_named_on_its_own_line(fields: str, offset: int, code: str) -> None:
    file = parse(card(fields))
    assert file.card is None
    assert (6 + offset, "error", code) in found(file)


@pytest.mark.parametrize("field", ["title", "date"])
def test_missing_title_or_date_is_an_error(field: str) -> None:
    head = HEAD.replace(f"{field}: ", "place: ", 1)
    file = parse(f"---\n{head}---\n")
    assert file.card is None
    assert (1, "error", f"missing-{field}") in found(file)


def test_all_problems_are_told_at_once_with_the_lines_of_their_values() -> None:
    fields = """\
topcs: [a]
quotes:
- speaker: A
- text: second
  speaker: A
  date: 2025
- speaker: A
  text: third
  source: none
  date: 2025-02-30
"""
    assert found(parse(card(fields))) == [
        (6, "warning", "unknown-field"),
        (8, "error", "quote-without-text"),
        (8, "warning", "quote-without-date"),
        (8, "warning", "quote-without-source"),
        (9, "warning", "quote-without-source"),
        (14, "error", "unknown-source"),
        (15, "error", "impossible-date"),
    ]


def test_unknown_field_names_the_nearest_known_one() -> None:
    (problem,) = parse(card("botom_line: x\n")).problems
    assert "bottom_line" in problem.message


@pytest.mark.parametrize(
    ("fields", "body", "line", "code"),
    [
        ("marking:\n", "", 1, "no-marking"),
        ("bottom_line:\n", "", 1, "no-bottom-line"),
        ("countries: [QQ]\n", "", 6, "unknown-country"),
        ("quotes:\n- {speaker: A, text: t, source: s}\nsources:\n- {id: s}\n", "", 7, "quote-without-date"),
        ("quotes:\n- {speaker: A, text: t, date: 2025}\n", "", 7, "quote-without-source"),
        ("sources:\n- {id: s}\n", "", 7, "unused-source"),
        ("sources:\n- {title: t}\n", "See [^s].\n", 7, "unused-source"),
        ('place: "a\\u202eb"\n', "", 6, "invisible-character"),
        ('topics: ["\\u200b"]\n', "", 6, "invisible-character"),
        ("place: a\u2066b\n", "", 6, "invisible-character"),
        ("", "one\ntwo\u202e\n", 8, "invisible-character"),
        ("", "one\n&#x202e;\n", 8, "invisible-character"),
        ("", "&#8206; &zwj; &shy;\n", 7, "invisible-character"),
    ],
)
def test_what_an_editor_would_be_asked_is_a_warning(fields: str, body: str, line: int, code: str) -> None:
    head = fields if fields.startswith(("marking", "bottom_line")) else HEAD + fields
    text = f"---\n{head}---\n{body}" if head is not fields else f"---\ntitle: t\ndate: 2025\n{fields}---\n{body}"
    file = parse(text)
    assert file.card is not None
    assert (line, "warning", code) in found(file)


def test_paraphrase_needs_neither_date_nor_source() -> None:
    assert parse(card("quotes:\n- {speaker: A, text: t, kind: paraphrase}\n")).problems == ()


def test_a_citation_in_text_or_biography_uses_a_source() -> None:
    fields = "actors:\n- name: A\n  bio: Born in 1950.[^two]\nsources:\n- {id: one}\n- {id: two}\n"
    assert parse(card(fields, "A fact.[^one]\n")).problems == ()


def test_a_footnote_of_the_same_name_is_no_citation() -> None:
    file = parse(card("sources:\n- {id: one}\n", "A fact.[^one]\n\n[^one]: A footnote.\n"))
    assert [problem.code for problem in file.problems] == ["unused-source"]


def test_joiners_and_direction_marks_are_welcome() -> None:
    assert parse(card("place: می\u200cخواهم \u200e\n", "👩\u200d👧\n")).problems == ()


@pytest.mark.parametrize("code_point", [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x2060, 0xFEFF, 0xAD])
def test_each_invisible_character_is_named_by_its_code_point(code_point: int) -> None:
    (problem,) = parse(card("", f"a{chr(code_point)}b\n")).problems
    assert f"U+{code_point:04X}" in problem.message


def test_three_sentences_are_a_bottom_line_four_are_too_many() -> None:
    three = "Mr. Aliyev met Dr. Gargash. They agreed. No date was set."
    assert parse(f"---\ntitle: t\ndate: 2025\nmarking: X\nbottom_line: {three}\n---\n").problems == ()
    (problem,) = parse(f"---\ntitle: t\ndate: 2025\nmarking: X\nbottom_line: {three} Fourth.\n---\n").problems
    assert problem.code == "long-bottom-line"


def test_line_separators_of_yaml_do_not_shift_the_lines() -> None:
    file = parse(card('place: "a\u2028b"\nas_at: never\n'))
    assert (7, "error", "bad-date") in found(file)


def test_a_broken_card_keeps_what_could_be_read_of_it() -> None:
    file = parse("---\nid: talks\ntitle: The talks\ndate: 2025-07-10\nversion: x\n---\n")
    assert (file.card, file.id, file.title, file.date) == (None, "talks", "The talks", "2025-07-10")


def test_a_problem_reads_as_file_line_level_sentence_code() -> None:
    (problem,) = parse("no card", "cards/x.md").problems
    assert str(problem).startswith("cards/x.md:1: error: ") and str(problem).endswith(" [no-front-matter]")


def test_a_flood_of_problems_is_cut() -> None:
    file = parse(card("", "\u202e\n" * 1000))
    assert len(file.problems) == 100


def test_a_file_that_cannot_be_opened_is_a_problem_not_an_exception(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.md", tmp_path):
        assert [problem.code for problem in read_card(path).problems] == ["unreadable"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    assert parse(data).id == "sample"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_front_matter_raises(text: str) -> None:
    file = parse(f"---\n{text}\n---\n".encode("utf-8", "surrogatepass"))
    assert file.card is not None or file.problems


def test_biographies_count_together_with_the_text() -> None:
    biography = "one *two* three. " * 30
    actors = "".join(f"- {{name: Person {n}, bio: '{biography}'}}\n" for n in range(200))
    file = parse(card("actors:\n" + actors))
    assert file.card is None
    assert {problem.code for problem in file.problems if problem.line == 1} >= {"text-too-long"}


def test_a_long_text_in_a_script_without_spaces_has_no_long_word() -> None:
    assert parse(card(f"bottom_line_: x\nactors:\n- name: A\n  bio: {'和平' * 1500}\n")).card is not None
