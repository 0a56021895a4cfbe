"""The command that writes cards to a file, as a person or a script calls it."""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import docx as office
import pytest
from pypdf import PdfReader

from tests.builders import write_card
from tests.command_line import Run, data_of

NOTES = {"me": "Zanzibar is mine", "delegation": "Quito for us", "release": "Oslo for all"}


@pytest.fixture
def noted(run: Run) -> Run:
    """A card with a note, a comment and a highlight of each audience, and a note on another card."""
    run("note", "set", "talks", stdin="Hanoi is the card's own")
    for audience, text in NOTES.items():
        run("note", "add", "talks", "--text", text, "--audience", audience)
        run("note", "add", "talks", "--passage", "ceasefire", "--text", f"Comment: {text}", "--audience", audience)
        run("note", "add", "talks", "--passage", "ceasefire", "--audience", audience)
    return run


def text_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.mark.parametrize(
    ("choice", "going", "included"),
    [
        ((), (), 0),
        (("--notes", "none"), (), 0),
        (("--notes", "release"), ("release",), 2),
        (("--notes", "delegation"), ("release", "delegation"), 4),
        (("--notes", "all"), ("release", "delegation", "me"), 7),
        (("--with-notes",), ("release", "delegation", "me"), 7),
    ],
)
def test_the_notes_of_an_audience_go_out_and_no_other(
    noted: Run, tmp_path: Path, choice: tuple[str, ...], going: tuple[str, ...], included: int
) -> None:
    target = tmp_path / "out.pdf"
    told = data_of(noted("export", "talks", "-o", str(target), "--json", *choice))
    assert (told["notes_included"], told["notes_withheld"]) == (included, 7 - included)
    text = text_of(target)
    for audience, words in NOTES.items():
        assert text.count(words) == (2 if audience in going else 0), words
    assert ("Hanoi" in text) == ("me" in going)
    assert ("Reader’s notes" in text) == bool(going)


def test_json_says_what_was_written(run: Run, tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "other", marking="SECRET")
    target = tmp_path / "out.pdf"
    told = data_of(run("export", "talks", "--output", str(target), "--json"))
    assert told == {
        "path": str(target),
        "pages": 1,
        "sha256": sha256(target.read_bytes()).hexdigest(),
        "marking": "PUBLIC",
        "notes_included": 0,
        "notes_withheld": 0,
        "highlights_included": 0,
        "journal_included": 0,
        "standards": ["PDF/UA-1", "PDF/A-2a"],
    }
    both = ("export", "talks", "other", "--output", str(target), "--json")
    assert run(*both).returncode == 1  # two schemes are not merged in silence
    told = data_of(run(*both, "--marking", "SECRET"))
    assert (told["pages"], told["marking"]) == (2, "SECRET")


def test_the_clock_is_printed_and_gives_the_same_bytes_twice(run: Run, tmp_path: Path) -> None:
    def export(name: str, clock: str) -> bytes:
        done = run("export", "talks", "--output", str(tmp_path / name), "--clock", clock)
        assert done.returncode == 0, done.stderr
        return (tmp_path / name).read_bytes()

    first = export("a.pdf", "2026-03-14T09:30:00Z")
    assert first == export("b.pdf", "2026-03-14T09:30:00Z")
    assert first != export("c.pdf", "2026-03-15T09:30:00Z")
    assert "Printed 14 March 2026" in text_of(tmp_path / "a.pdf")


@pytest.mark.parametrize(
    ("form", "pages"), [("card", 1), ("one-pager", 1), ("reading", 2), ("pocket", 4), ("pocket-sheet", 1), ("book", 5)]
)
def test_every_format_is_written(run: Run, tmp_path: Path, form: str, pages: int) -> None:
    target = tmp_path / "out.pdf"
    told = data_of(run("export", "talks", "--output", str(target), "--format", form, "--json"))
    assert told["pages"] == len(PdfReader(target).pages) == pages
    assert "The talks" in text_of(target)


@pytest.mark.parametrize("kind", ["docx", "txt", "md"])
def test_other_kinds_of_files_by_their_suffix(noted: Run, tmp_path: Path, kind: str) -> None:
    target = tmp_path / f"out.{kind}"
    clock = ("--clock", "2026-03-14T09:30:00Z", "--json", "--notes", "release")
    told = data_of(noted("export", "talks", "--output", str(target), *clock))
    first = target.read_bytes()
    assert told["sha256"] == sha256(first).hexdigest() and told["pages"] is None and told["standards"] == []
    assert (told["notes_included"], told["notes_withheld"]) == (2, 5)
    data_of(noted("export", "talks", "--output", str(target), *clock))
    assert target.read_bytes() == first
    if kind == "docx":
        with zipfile.ZipFile(target) as packed:
            first = b"".join(packed.read(name) for name in packed.namelist())
    assert b"Oslo for all" in first and b"Quito" not in first and b"Zanzibar" not in first and b"Hanoi" not in first


@pytest.mark.parametrize("kind", ["pdf", "docx", "txt", "md"])
def test_every_kind_of_file_bears_the_marking_of_the_whole(run: Run, tmp_path: Path, kind: str) -> None:
    target = tmp_path / f"out.{kind}"
    chosen = ("--marking", "OFFICIAL", "--lowering-reason", "Cleared by Quito", "--json")
    done = run("export", "talks", "--output", str(target), *chosen)
    assert data_of(done)["marking"] == "OFFICIAL" and "Quito" not in done.stdout
    data = target.read_bytes()
    if kind == "docx":
        with zipfile.ZipFile(target) as packed:
            data = b"".join(packed.read(name) for name in packed.namelist())
    text = text_of(target) if kind == "pdf" else data.decode(errors="replace")
    assert text.count("OFFICIAL") >= 2 and "Quito" not in text


@pytest.mark.parametrize("kind", ["pdf", "docx", "txt", "md"])
def test_a_book_has_its_cover_its_contents_and_its_annexes(run: Run, tmp_path: Path, kind: str) -> None:
    for card_id in ("lake", "sea"):
        write_card(tmp_path / "cards", card_id, f"The words of {card_id}.", title=f"The {card_id}")
    target = tmp_path / f"out.{kind}"
    cover = ("--title", "The ninth round", "--for", "The Minister", "--day", "2026-03-16", "--copy", "3 of 12")
    told = data_of(
        run("export", "lake", "talks", "--annex", "sea", "--format", "book", *cover, "-o", str(target), "--json")
    )
    assert told["marking"] == "PUBLIC"
    if kind == "pdf":
        text = text_of(target)
    elif kind == "docx":
        paragraphs = [paragraph.text for paragraph in office.Document(str(target)).paragraphs]
        assert len(office.Document(str(target)).sections) == 5  # the cover, three cards, the sources
        text = "\n".join(paragraphs)
    else:
        text = target.read_text(encoding="utf-8")
    title = "THE NINTH ROUND" if kind == "txt" else "The ninth round"
    for words in (title, "Prepared for", "The Minister", "16 March 2026", "3 of 12"):
        assert words in text, words
    contents = text[text.upper().index("CONTENTS") :]
    assert contents.index("The lake") < contents.index("The talks") < contents.index("The sea")
    assert text.index("The words of lake.") < text.index("The words of sea.")


def test_a_cover_is_a_books_alone(run: Run, tmp_path: Path) -> None:
    done = run("export", "talks", "--title", "A title", "-o", str(tmp_path / "x.pdf"))
    assert done.returncode == 2 and "--format book" in done.stderr and not (tmp_path / "x.pdf").exists()


def test_formats_are_those_of_pdf_alone(run: Run, tmp_path: Path) -> None:
    done = run("export", "talks", "--output", str(tmp_path / "x.docx"), "--format", "pocket")
    assert done.returncode == 2 and "pocket" in done.stderr


def test_what_does_not_fit_leaves_no_file_and_says_so(run: Run, tmp_path: Path) -> None:
    actors = [{"name": f"Person {number}", "role": "Member of the delegation to the talks"} for number in range(90)]
    write_card(tmp_path / "cards", "crowd", title="A crowd", actors=actors)
    target = tmp_path / "out.pdf"
    done = run("export", "crowd", "--output", str(target), "--format", "one-pager", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "“A crowd” does not fit on 1 page" in done.stderr and "90 actors" in done.stderr
    assert not target.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--clock", "yesterday"),
        ("--notes", "friends"),
        ("--format", "poster"),
        ("--notes", "none", "--with-notes"),
    ],
)
def test_what_is_not_known_is_refused(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run("export", "talks", "--output", str(tmp_path / "x.pdf"), *words).returncode == 2
    assert not (tmp_path / "x.pdf").exists()


def test_without_notes_locked_ones_are_not_asked_for(run: Run, tmp_path: Path) -> None:
    run("note", "set", "talks", stdin="Hanoi")
    key = tmp_path / "pass"
    key.write_text("correct horse battery")
    assert run("note", "encrypt", "--passphrase-file", str(key)).returncode == 0
    target = tmp_path / "out.pdf"
    told = data_of(run("export", "talks", "--output", str(target), "--json"))
    assert (told["notes_included"], told["notes_withheld"]) == (0, None)
    refused = run("export", "talks", "--output", str(target), "--notes", "release", "--json")
    assert refused.returncode != 0 and refused.stdout == ""
    told = data_of(
        run("export", "talks", "--output", str(target), "--with-notes", "--json", "--passphrase-file", str(key))
    )
    assert told["notes_included"] == 1 and "Hanoi" in text_of(target)


def test_the_choices_are_those_of_the_parts_that_know_them() -> None:
    from briefing_app.export_command import FORMATS, NOTES
    from briefing_app.outgoing import CHOICES
    from briefing_app.paper import formats

    assert (FORMATS, NOTES) == (formats.FORMATS, CHOICES)
    assert json.dumps(NOTES)


def test_highlights_and_the_journal_go_out_with_the_notes_and_one_line_says_so(noted: Run, tmp_path: Path) -> None:
    for audience in ("me", "release"):
        noted("note", "add", "--journal", "--text", f"A day for {audience}", "--audience", audience)
    target = tmp_path / "out.pdf"
    for choice in ("none", "side", "end"):
        told = data_of(
            noted("export", "talks", "-o", str(target), "--notes", "delegation", "--highlights", choice, "--json")
        )
        assert (told["notes_included"], told["highlights_included"]) == (4, 0 if choice == "none" else 4)
        assert text_of(target).count("Comment:") == 2
    said = noted("export", "talks", "-o", str(target), "--notes", "all", "--journal", "all")
    assert said.returncode == 0, said.stderr
    assert "7 of 7 notes, 6 of 6 highlights, 1 page of the journal." in said.stderr
    assert "A day for me" in text_of(target)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--journal", "all"), "say which of them"),
        (("--journal", "2001-01-01", "--notes", "all"), "no page of 2001-01-01"),
        (("--journal", "soon", "--notes", "all"), "no day such as"),
    ],
)
def test_a_journal_that_cannot_go_out_is_said_and_nothing_is_written(
    noted: Run, tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    told = noted("export", "talks", "-o", str(tmp_path / "out.pdf"), *options)
    assert told.returncode in (1, 2) and sentence in told.stderr
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize("kind", ["docx", "txt", "md"])
def test_other_files_have_the_highlights_and_the_journal_too(noted: Run, tmp_path: Path, kind: str) -> None:
    noted("note", "add", "--journal", "--text", "A day in Geneva")
    target = tmp_path / f"out.{kind}"
    told = noted("export", "talks", "-o", str(target), "--notes", "all", "--journal", "all")
    assert told.returncode == 0, told.stderr
    if kind == "docx":
        text = "\n".join(paragraph.text for paragraph in office.Document(str(target)).paragraphs)
    else:
        text = target.read_text(encoding="utf-8")
    assert text.count("A day in Geneva") == 1 and text.casefold().count("journal") == 1


def test_a_watermark_is_for_pdf_alone(run: Run, tmp_path: Path) -> None:
    done = run("export", "talks", "--watermark", "Copy 3", "-o", str(tmp_path / "x.docx"))
    assert done.returncode == 2 and "watermark" in done.stderr and not (tmp_path / "x.docx").exists()


def test_a_marking_that_no_scheme_knows_is_said(run: Run, tmp_path: Path) -> None:
    done = run("export", "talks", "--marking", "SECERT", "-o", str(tmp_path / "x.pdf"))
    assert done.returncode == 0 and "did you mean “SECRET”?" in done.stderr
