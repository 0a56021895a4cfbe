"""Cards and the notes that go with them as plain text and as Markdown."""

from __future__ import annotations

from datetime import UTC, date, datetime

from briefing_app.paper.edition import PrintedCard, PrintedNote
from briefing_app.prose.blocks import Heading, Paragraph, Table
from briefing_app.prose.plain import prose_text
from briefing_app.prose.reader import read_prose
from briefing_app.text_export import journal_as_markdown, journal_as_text, markdown, plain_text
from tests.builders import build_card
from tests.paper.readers import Mark, full_card, highlighted, noted

CLOCK = datetime(2026, 3, 14, tzinfo=UTC)
COMMENT = (PrintedNote("A ceasefire\nheld", "Since when?\n☐ ask", date(2026, 3, 1), ("Question", "Delegation")),)


def test_plain_text_has_the_marking_above_and_below_and_the_notes() -> None:
    text = plain_text([PrintedCard(full_card(marking="OFFICIAL"), COMMENT)], "en", CLOCK)
    assert text.startswith("OFFICIAL\n") and text.endswith("Printed 14 March 2026\n\nOFFICIAL\n")
    assert "READER’S NOTE\n\n“A ceasefire held”\nSince when?\n☐ ask\nQuestion · Delegation\n" in text
    assert all(len(line) <= 78 for line in text.split("\n"))


def test_several_cards_are_parted_and_without_notes_nothing_is_said_of_them() -> None:
    text = plain_text([PrintedCard(build_card(title=f"Card {n}")) for n in range(2)], "en", None)
    assert text.count("=" * 78) == 1 and "CARD 0" in text and "CARD 1" in text
    assert "READER" not in text and "Printed" not in text


def test_markdown_reads_back_as_the_same_words() -> None:
    text = markdown([PrintedCard(full_card(title="A *title* with [marks]"), noted("Mine."))], "en", CLOCK)
    prose = read_prose(text, ["wire"])
    back = prose_text(prose)
    for words in ("A *title* with [marks]", "Ilham Aliyev", "Nikol Pashinyan Նիկոլ Փաշինյան", "Met them.[1]",
                  "“We shall meet again”", "It went well", "paraphrase", "27 September 2020: The war begins.", "Mine.",
                  "Issued by Caucasus desk", "Printed 14 March 2026"):  # fmt: skip
        assert words in back, words
    headings = ["".join(run.text for run in section.heading) for section in prose.sections if section.heading]
    assert headings[1] == "Key actors" and headings[-3:] == ["In their words", "Sources", "Reader’s note"]
    kinds = {type(block) for section in prose.sections for block in section.blocks}
    assert {Heading, Paragraph, Table} <= kinds
    assert back.index("1988 to 1994") < back.index("27 September 2020")


def test_footnotes_of_several_cards_do_not_meet() -> None:
    cards = [PrintedCard(full_card(title=f"Card {n}")) for n in range(2)]
    text = markdown(cards, "en", None)
    for number in (1, 2):
        assert text.count(f"[^{number}-wire]:") == 1 and text.count(f"[^{number}-1]:") == 1
    assert "[^wire]" not in text


def test_plain_fields_cannot_become_markdown() -> None:
    card = build_card(bottom_line="# no heading\n\n- no item\n\n1. no number\n\n<b>`code`</b>", title="*a*")
    back = prose_text(read_prose(markdown([PrintedCard(card)], "en", None), []))
    for words in ("*a*", "# no heading", "- no item", "1. no number", "<b>`code`</b>"):
        assert words in back, words


def test_invisible_characters_are_marks() -> None:
    items = [PrintedCard(build_card("a\u202eb", place="x\x1by"), noted("Bell \x07"))]
    for text in (plain_text(items, "en", None), markdown(items, "en", None)):
        assert "\u202e" not in text and "\x1b" not in text and "\x07" not in text and "⟦U+202E⟧" in text


def test_what_is_highlighted_without_a_comment_is_listed_and_what_has_one_is_quoted() -> None:
    item = highlighted(full_card(), Mark("agreed to meet"), Mark("Baku", "A comment"), Mark("a link", to="source"))
    plain, marked = plain_text([item], "en", None), markdown([item], "en", None)
    assert "HIGHLIGHTS\n- “agreed to meet”\n- “a link and a source”\n" in plain
    assert "## Highlights\n\n- ==agreed to meet==\n- ==a link and a source==\n" in marked
    for text in (plain, marked):
        assert text.count("A comment") == 1
    assert "“Baku”\nA comment" in plain and "> Baku\n\nA comment" in marked


def test_pages_of_the_journal_stand_behind_the_cards_under_their_days() -> None:
    pages = (PrintedNote("", "A day\x07.\n\n- call", date(2026, 3, 1), ("Only me",)),)
    assert journal_as_text(pages, "en").endswith("\n\nJOURNAL\n\n1 March 2026\n\nA day⟦U+0007⟧.\n\n- call\n\nOnly me\n")
    assert journal_as_markdown(pages, "en") == (
        "\n\n---\n\n# Journal\n\n## 1 March 2026\n\nA day⟦U+0007⟧.\n\n- call\n\n*Only me*\n"
    )
    assert journal_as_text((), "en") == journal_as_markdown((), "en") == ""
