"""Markdown read into sections, blocks and runs."""

from __future__ import annotations

import pytest

from briefing_app.errors import CardError
from briefing_app.prose.blocks import (
    Block,
    CodeBlock,
    Heading,
    ItemList,
    Paragraph,
    Quotation,
    Rule,
    Run,
    Runs,
    Section,
    Table,
)
from briefing_app.prose.plain import prose_text
from briefing_app.prose.reader import read_prose


def blocks(text: str, *source_ids: str) -> tuple[Block, ...]:
    (section,) = read_prose(text, source_ids).sections
    return section.blocks


def runs(text: str, *source_ids: str) -> Runs:
    (paragraph,) = blocks(text, *source_ids)
    assert isinstance(paragraph, Paragraph)
    return paragraph.runs


def words(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def test_empty_text_has_no_sections() -> None:
    assert read_prose("").sections == read_prose(" \n\n").sections == ()


def test_headings_begin_sections_and_the_lead_has_none() -> None:
    prose = read_prose("Lead.\n\n# One\n\nText.\n\n### Inner\n\nMore.\n\nTwo\n---\n")
    assert prose.sections == (
        Section((), "lead", "section-1", (words("Lead."),)),
        Section((Run("One"),), "other", "section-2", (words("Text."), Heading(3, (Run("Inner"),)), words("More."))),
        Section((Run("Two"),), "other", "section-3", ()),
    )


def test_without_a_lead_the_first_heading_is_section_1() -> None:
    assert [section.anchor for section in read_prose("## A\n\n## B").sections] == ["section-1", "section-2"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Background", "background"),
        ("BACKGROUND:", "background"),
        ("Points to make", "points"),
        ("points  to Make :", "points"),
        ("**If raised**", "if_raised"),
        ("Press line", "press_line"),
        ("Next *steps*", "next_steps"),
        ("Backgrounds", "other"),
        ("Background: 1988", "other"),
    ],
)
def test_known_headings(heading: str, kind: str) -> None:
    (section,) = read_prose(f"## {heading}").sections
    assert section.kind == kind


def test_heading_in_a_list_or_a_quotation_begins_no_section() -> None:
    (section,) = read_prose("> ## Quoted\n\n- # Listed").sections
    assert section.blocks == (
        Quotation((Heading(3, (Run("Quoted"),)),)),
        ItemList(False, 1, ((Heading(3, (Run("Listed"),)),),)),
    )


def test_looks_nest() -> None:
    assert runs("a **b *c `d`* [e](https://f.example)**") == (
        Run("a "),
        Run("b ", strong=True),
        Run("c ", strong=True, emphasis=True),
        Run("d", strong=True, emphasis=True, code=True),
        Run(" ", strong=True),
        Run("e", strong=True, link="https://f.example"),
    )


def test_link_in_a_link_is_text() -> None:
    """Else the calls of Markdown nest as deep as an author types brackets."""
    (outer,) = runs("[a [b](https://c.example) d](https://e.example)")
    assert outer == Run("a [b](https://c.example) d", link="https://e.example")


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/?b=1&c=%22d%22",
        "https://a.example/>",
        "https://a.example/d'Ivoire",
        "https://a.example/a_(b)",
    ],
)
def test_address_of_a_link_is_as_typed(address: str) -> None:
    assert runs(f"[text]({address}) after") == (Run("text", link=address), Run(" after"))


def test_white_space_is_one_space_and_no_break_space_stays() -> None:
    assert runs("a\n  b   c\u00a0\u00a0d *e* ") == (Run("a b c\u00a0\u00a0d "), Run("e", emphasis=True))


def test_hard_break() -> None:
    assert runs("one  \ntwo") == (Run("one"), Run("\n"), Run("two"))


def test_lists() -> None:
    assert blocks("3. a\n4. b\n\n    more\n") == (ItemList(True, 3, ((words("a"),), (words("b"), words("more")))),)
    assert blocks("- a\n    - b\n- c") == (
        ItemList(False, 1, ((words("a"), ItemList(False, 1, ((words("b"),),))), (words("c"),))),
    )


def test_table_has_alignments_and_full_rows() -> None:
    (table,) = blocks("| a | b | c |\n|:--|:-:|--:|\n| *1* | | 3 |\n| 1 |\n")
    assert table == Table(
        ("start", "center", "end"),
        ((Run("a"),), (Run("b"),), (Run("c"),)),
        (((Run("1", emphasis=True),), (), (Run("3"),)), ((Run("1"),), (), ())),
    )


def test_code_keeps_its_lines() -> None:
    assert blocks("    a  b\n\n      c <d> &amp;\n") == (CodeBlock("a  b\n\n  c <d> &amp;"),)


def test_quotation_and_rule() -> None:
    assert blocks("> a\n>\n> b\n\n* * *") == (Quotation((words("a"), words("b"))), Rule())


def test_footnotes_are_numbered_by_their_first_reference() -> None:
    prose = read_prose("- x[^b]\n\ny[^a] z[^b]\n\n[^a]: first\n[^b]: *second*[^c]\n[^never]: last\n[^c]: third\n")
    assert prose_text(prose) == "- x[1]\ny[2] z[1]\n\n[1] second[3]\n[2] first\n[3] third\n[4] last"
    assert prose.footnotes[0] == (Paragraph((Run("second", emphasis=True), Run("3", footnote=3))),)


def test_footnote_of_several_blocks() -> None:
    prose = read_prose("x[^1]\n\n[^1]: one\n\n    - two\n\n    three\n")
    assert prose.footnotes == ((words("one"), ItemList(False, 1, ((words("two"),),)), words("three")),)


@pytest.mark.parametrize("label", ["1", "a b", 'q"<>&', "é", "a:b", "fn:1", "§"])
def test_any_label_finds_its_footnote(label: str) -> None:
    prose = read_prose(f"x[^{label}]\n\n[^{label}]: note")
    assert prose.footnotes == ((words("note"),),)
    assert prose.sections[0].blocks == (Paragraph((Run("x"), Run("1", footnote=1))),)


def test_two_footnotes_of_one_label_are_both_kept() -> None:
    assert read_prose("x[^1]\n\n[^1]: one\n\n[^1]: two").footnotes == ((words("one"), words("two")),)


def test_definition_inside_a_footnote_stays_text() -> None:
    assert "[^b]: inner" in prose_text(read_prose("x[^a]\n\n[^a]: - [^b]: inner\n\n[^c]: c"))


def test_place_of_the_footnotes_is_not_the_texts_to_say() -> None:
    text = "a[^1] ///Footnotes Go Here///\n\nb\n\n[^1]: c"
    assert prose_text(read_prose(text)) == "a[1] ///Footnotes Go Here///\nb\n\n[1] c"


def test_citation_names_a_source_of_the_card() -> None:
    assert runs("As agreed.[^un-1][^other]", "un-1") == (
        Run("As agreed."),
        Run("un-1", source="un-1"),
        Run("[^other]"),
    )


@pytest.mark.parametrize("source", ["_a_", "a_b_c", "a-b.c", "1"])
def test_signs_in_a_sources_id_are_no_markdown(source: str) -> None:
    assert runs(f"*x*[^{source}] y_", source)[1] == Run(source, source=source)


def test_citation_takes_the_look_around_it() -> None:
    assert runs("**x[^a]**", "a") == (Run("x", strong=True), Run("a", strong=True, source="a"))


def test_citation_before_a_bracket_eats_no_words() -> None:
    assert runs("x[^a](see p. 4)", "a") == (Run("x"), Run("a", source="a"), Run("(see p. 4)"))


def test_footnote_of_the_text_comes_before_a_source_of_the_same_name() -> None:
    assert runs("x[^a]\n\n[^a]: note", "a") == (Run("x"), Run("1", footnote=1))


@pytest.mark.parametrize("text", ["`[^a]`", "\\[^a]", "[^b]", "[^]", "[^a", "^a]"])
def test_what_is_no_citation_stays_visible(text: str) -> None:
    (run,) = runs(text, "a")
    assert run.source is None
    assert run.text == text.strip("`\\")


def test_citation_in_a_footnote() -> None:
    prose = read_prose("x[^1]\n\n[^1]: after[^a]", ["a"])
    assert prose.footnotes == ((Paragraph((Run("after"), Run("a", source="a"))),),)


def test_text_over_a_limit_is_refused_with_its_sentence() -> None:
    with pytest.raises(CardError) as refused:
        read_prose("a" * 100_001)
    assert "100001" in refused.value.hint and "100000" in refused.value.hint
