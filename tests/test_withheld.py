"""Nothing withheld goes out: a writer that is broken on purpose leaves no file, whichever way it lets a note out."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import msgspec
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app import card_export, note_export, outgoing, text_export
from briefing_app.card_export import Wish, export
from briefing_app.cards.markings import Banner
from briefing_app.errors import WithheldError
from briefing_app.notes.anchors import Anchor
from briefing_app.notes.colours import colour_names
from briefing_app.outgoing import HighlightsChoice
from briefing_app.paper import office, typesetter
from briefing_app.paper.edition import Edition, Items, PrintedNote
from briefing_app.paper.formats import FORMATS, FormatName
from briefing_app.paper.printer import Printer
from briefing_app.paper.typesetter import Job, Typesetter
from briefing_app.paths import Paths, resources
from briefing_app.templates import template_folders
from briefing_app.withheld import check
from briefing_app.withheld.runs import LetOut, Sought
from briefing_app.workspace import Workspace
from tests.builders import write_card
from tests.paper.readers import noted, pdfium_pages

CARD, OTHER = "nato-1949", "yalta-conference-1945"
KINDS = ("pdf", "docx", "txt", "md")
LONG = "Our own view is that the delegation from Zanzibar will walk out before the vote on article seven is called."
SHORT = "Zanzibar walks out"
COMMENT = "Ask Quito whether their minister has read the annex that we sent them on Tuesday evening."
SIGNED = (
    "**secret** plan for the eighth of May in *Tbilisi* today",
    "Quito **wal**ks",  # of which the page makes another word
    f"Zanzibar in [[{CARD}]]",  # of which it makes the card's title
)
Break = Callable[[bytes], bytes]


@pytest.fixture
def workspace(paths: Paths) -> Iterator[Workspace]:
    """A reader with two of the cards that ship."""
    paths.library.mkdir(parents=True)
    for card_id in (CARD, OTHER):
        shutil.copy(resources() / "library" / f"{card_id}.md", paths.library)
    workspace = Workspace(paths, bundled=False)
    workspace.library.refresh()
    yield workspace
    workspace.close()


def write_notes(workspace: Workspace, *texts: str) -> None:
    """Notes of the reader alone on the card."""
    for text in texts:
        workspace.annotations.add(CARD, text)


@pytest.fixture(autouse=True)
def _count_no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are spoilt in another way than ours have no number of pages where ours has it."""
    monkeypatch.setattr(typesetter, "page_count", lambda _data: 1)


def refused(workspace: Workspace, target: Path, wish: Wish = card_export.PLAIN) -> WithheldError:
    """An export must fail, leave no new file, and what stood there before as it was."""
    target.write_bytes(b"what stood here")
    with pytest.raises(WithheldError) as caught:
        export(workspace, [CARD], target, wish)
    assert target.read_bytes() == b"what stood here"
    assert list(target.parent.glob(".*")) == [] and list(target.parent.glob("out*")) == [target]
    said = f"{caught.value.sentence} {caught.value.hint} {caught.value.details}".lower()
    assert not {"zanzibar", "quito"} & set(said.split())
    return caught.value


def let_slip(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Break every writer: a note that it was not given goes out with the first card."""
    original = Printer.job
    as_text, as_markdown = text_export.plain_text, text_export.markdown

    def with_note(items: Items) -> Items:
        return [items[0]._replace(notes=(*items[0].notes, *noted(text))), *items[1:]]

    def job(printer: Printer, items: Items, edition: Edition) -> Job:
        return original(printer, with_note(items), edition)

    monkeypatch.setattr(Printer, "job", job)
    monkeypatch.setattr(text_export, "plain_text", lambda items, *more: as_text(with_note(items), *more))
    monkeypatch.setattr(text_export, "markdown", lambda items, *more: as_markdown(with_note(items), *more))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [LONG, SHORT, COMMENT, *SIGNED])
def test_a_note_among_the_words_stops_the_file(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, text: str
) -> None:
    write_notes(workspace, text)
    export(workspace, [CARD], tmp_path / f"good.{kind}")
    let_slip(monkeypatch, text)
    error = refused(workspace, tmp_path / f"out.{kind}")
    assert "must not go out stood in it" in error.sentence and error.exit_code == 1


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("reader", [0, 1])
@pytest.mark.parametrize("text", [LONG, SHORT, *SIGNED])
def test_each_reader_alone_sees_what_stands_on_the_pages(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, reader: int, text: str
) -> None:
    write_notes(workspace, text)
    both = check._readers(f".{kind}")
    monkeypatch.setattr(check, "_readers", lambda _kind: (both[reader],))
    let_slip(monkeypatch, text)
    refused(workspace, tmp_path / f"out.{kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_a_note_that_goes_out_may_stand_without_its_signs(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    for text in SIGNED:
        workspace.annotations.add(CARD, text, audience="release")
    write_notes(workspace, "Quito walks", f"Zanzibar in {workspace.card(CARD).title}", *SIGNED)
    assert export(workspace, [CARD], tmp_path / f"out.{kind}", Wish("release")).tally.notes == len(SIGNED)


@pytest.mark.parametrize("form", FORMATS)
def test_a_note_stops_every_format(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: FormatName
) -> None:
    write_notes(workspace, SHORT)
    export(workspace, [CARD], tmp_path / "good.pdf", Wish(form=form))
    original = Printer.job

    def job(printer: Printer, items: Items, edition: Edition) -> Job:
        card = items[0].card
        slipped = msgspec.structs.replace(card, bottom_line=f"{card.bottom_line} {SHORT}.")
        return original(printer, [items[0]._replace(card=slipped)], edition)

    monkeypatch.setattr(Printer, "job", job)
    refused(workspace, tmp_path / "out.pdf", Wish(form=form))


def test_a_piece_of_eight_words_is_enough(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notes(workspace, LONG)
    let_slip(monkeypatch, " ".join(LONG.split()[4:11]))
    export(workspace, [CARD], tmp_path / "seven.pdf")
    let_slip(monkeypatch, " ".join(LONG.split()[4:12]))
    refused(workspace, tmp_path / "out.pdf")


def in_document(change: Callable[[pikepdf.Pdf], object]) -> Break:
    def broken(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as document:
            change(document)
            target = io.BytesIO()
            document.save(target)
        return target.getvalue()

    return broken


def _title(document: pikepdf.Pdf) -> None:
    document.docinfo["/Title"] = SHORT


def _metadata(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as metadata:
        metadata["dc:description"] = SHORT


def _bookmark(document: pikepdf.Pdf) -> None:
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(SHORT, 0))


def _attachment(document: pikepdf.Pdf) -> None:
    document.attachments["aside.txt"] = pikepdf.AttachedFileSpec(document, SHORT.encode("utf-16"))


def _name_of_attachment(document: pikepdf.Pdf) -> None:
    document.attachments[SHORT] = pikepdf.AttachedFileSpec(document, b"nothing", filename=SHORT)


def _alternative(document: pikepdf.Pdf) -> None:
    next(each for each in document.objects if _is_tag(each))["/Alt"] = SHORT


def _is_tag(each: pikepdf.Object) -> bool:
    return isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem"


def _annotation(document: pikepdf.Pdf) -> None:
    popup = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents=SHORT)
    document.pages[-1]["/Annots"] = [document.make_indirect(popup)]


def _drawing(content: bytes) -> Callable[[pikepdf.Pdf], None]:
    def draw(document: pikepdf.Pdf) -> None:
        page = document.pages[-1]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Helvetica")
        )
        page.add_resource(font, pikepdf.Name.Font, pikepdf.Name("/Aside"))
        page.contents_add(content)

    return draw


DRAWN = b"BT /Aside 9 Tf 60 60 Td (Zanzibar) Tj 60 0 Td (walks out) Tj ET"
COVERED = b"/Span <</ActualText (a picture)>> BDC " + DRAWN + b" EMC"
ACTUAL = b"/Span <</ActualText (Zanzibar walks out)>> BDC BT /Aside 9 Tf 60 60 Td (x) Tj ET EMC"
INVISIBLE = b"BT 3 Tr /Aside 9 Tf 60 60 Td (Zanzibar walks out) Tj ET"
HEAD = b"/Artifact BMC " + DRAWN + b" EMC"

LEAKS: dict[str, Break] = {
    "title": in_document(_title),
    "metadata": in_document(_metadata),
    "bookmark": in_document(_bookmark),
    "attachment": in_document(_attachment),
    "name of an attachment": in_document(_name_of_attachment),
    "alternative text": in_document(_alternative),
    "annotation": in_document(_annotation),
    "drawn": in_document(_drawing(DRAWN)),
    "drawn under another text": in_document(_drawing(COVERED)),
    "text that stands for a drawing": in_document(_drawing(ACTUAL)),
    "invisible": in_document(_drawing(INVISIBLE)),
    "head": in_document(_drawing(HEAD)),
    "behind the end": lambda data: data + SHORT.encode(),
}


@pytest.mark.parametrize("place", LEAKS)
def test_a_note_anywhere_in_a_pdf_stops_it(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    write_notes(workspace, SHORT)
    original, leak = Typesetter.pdf, LEAKS[place]
    monkeypatch.setattr(Typesetter, "pdf", lambda setter, job: leak(original(setter, job)))
    refused(workspace, tmp_path / "out.pdf")


def in_office(change: Callable[[docx.document.Document], object]) -> Break:
    def broken(data: bytes) -> bytes:
        document = docx.Document(io.BytesIO(data))
        change(document)
        target = io.BytesIO()
        document.save(target)
        return target.getvalue()

    return broken


def in_archive(name: str, content: bytes) -> Break:
    def broken(data: bytes) -> bytes:
        target = io.BytesIO(data)
        with zipfile.ZipFile(target, "a") as archive:
            archive.writestr(name, content)
        return target.getvalue()

    return broken


def _in_two_runs(document: docx.document.Document) -> None:
    paragraph = document.add_paragraph("Zan")
    paragraph.add_run("zibar walks out").bold = True


def _packed(text: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("inside.txt", text)
    return target.getvalue()


OFFICE_LEAKS: dict[str, Break] = {
    "comment": in_office(lambda it: it.add_comment(it.paragraphs[0].runs[0], text=SHORT)),
    "properties": in_office(lambda it: setattr(it.core_properties, "keywords", SHORT)),
    "head": in_office(lambda it: it.sections[0].header.add_paragraph(SHORT)),
    "first page's foot": in_office(lambda it: it.sections[0].first_page_footer.add_paragraph(SHORT)),
    "table": in_office(lambda it: setattr(it.add_table(1, 1).cell(0, 0), "text", SHORT)),
    "two runs": in_office(_in_two_runs),
    "another part": in_archive("word/aside.bin", SHORT.encode("utf-16-le")),
    "an archive inside": in_archive("word/embeddings/aside.zip", _packed(SHORT)),
    "alternative text": in_archive("word/aside.xml", f'<a><docPr id="1" descr="{SHORT}"/></a>'.encode()),
    "a comment in XML": in_archive("word/aside.xml", f"<a><!-- {SHORT} --></a>".encode()),
}


@pytest.mark.parametrize("place", OFFICE_LEAKS)
def test_a_note_anywhere_in_a_docx_stops_it(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    write_notes(workspace, SHORT)
    original, leak = office.docx, OFFICE_LEAKS[place]
    monkeypatch.setattr(office, "docx", lambda *what: leak(original(*what)))
    refused(workspace, tmp_path / "out.docx")


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_file_that_cannot_be_read_is_not_kept(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    write_notes(workspace, SHORT)
    original_pdf, original_docx = Typesetter.pdf, office.docx
    monkeypatch.setattr(Typesetter, "pdf", lambda setter, job: original_pdf(setter, job)[:-2000])
    monkeypatch.setattr(office, "docx", lambda *what: original_docx(*what)[:-200])
    assert "could not be searched" in refused(workspace, tmp_path / f"out.{kind}").sentence


@pytest.mark.parametrize("kind", KINDS)
def test_private_notes_that_tell_nothing_stop_nothing(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    card = workspace.card(CARD)
    body = workspace.card_text(CARD).text
    write_notes(
        workspace, "yes", "No.", "1", "2025", "PUBLIC", "Sources", "Timeline", "page 1", "- [x] yes", "☐", "a",
        card.title, card.title.upper(), f"{card.title}!", card.id, card.bottom_line or "", card.actors[0].name,
        f"{card.actors[0].name}, {card.actors[0].role}", body, body[200:900], " ".join(body[300:700].split()),
        "Typst", "PDF", "Title", "Notes", "Identity", "Adobe",
    )  # fmt: skip
    export(workspace, [CARD], tmp_path / f"out.{kind}")


def test_every_bundled_card_goes_out_beside_notes_that_repeat_it(paths: Paths, tmp_path: Path) -> None:
    workspace = Workspace(paths)
    workspace.library.refresh()
    ids = [entry.id for entry in workspace.entries()]
    for card_id in ids:
        workspace.annotations.add(card_id, workspace.card_text(card_id).text)
        workspace.annotations.add("", workspace.card(card_id).title)
    for kind in KINDS:
        export(workspace, ids, tmp_path / f"out.{kind}", Wish(banner=Banner("OFFICIAL", "Cleared for Zanzibar")))
    workspace.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_note_that_goes_out_may_say_what_a_private_one_says(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    write_notes(workspace, LONG, SHORT)
    workspace.annotations.add(CARD, f"{LONG}\n{SHORT}", audience="release")
    assert export(workspace, [CARD], tmp_path / f"out.{kind}", Wish("release")).notes_included == 1


ELSEWHERE: dict[str, Callable[[Workspace], object]] = {
    "comment": lambda it: it.annotations.add(CARD, SHORT, anchor=Anchor("The North", "", "", 0, 1, "title")),
    "for the delegation": lambda it: it.annotations.add(CARD, SHORT, audience="delegation"),
    "on another card": lambda it: it.annotations.add(OTHER, SHORT, audience="release"),
    "journal": lambda it: it.annotations.add("", SHORT, audience="release"),
    "the card's own": lambda it: it.notes.save(CARD, SHORT),
    "in the bin": lambda it: it.annotations.delete(it.annotations.add(CARD, SHORT, audience="release").id),
}


def test_words_of_a_readers_own_template_may_stand(workspace: Workspace, paths: Paths, tmp_path: Path) -> None:
    folder = template_folders(paths)["typst"]
    folder.own.mkdir(parents=True)
    template = (
        folder.copy_of("cards.typ").decode().replace("data.title, {", "data.title, {\n[Property of the ministry]")
    )
    (folder.own / "cards.typ").write_text(template, encoding="utf-8")
    write_notes(workspace, "Property of the ministry")
    export(workspace, [CARD], tmp_path / "card.pdf")
    assert "Property of the ministry" in " ".join("".join(pdfium_pages((tmp_path / "card.pdf").read_bytes())).split())


@pytest.mark.parametrize("where", ELSEWHERE)
def test_every_note_that_does_not_go_out_is_looked_for(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    ELSEWHERE[where](workspace)
    let_slip(monkeypatch, SHORT)
    refused(workspace, tmp_path / "out.pdf", Wish("release"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("highlights", ["side", "end"])
def test_a_comment_that_slips_in_with_its_highlight_stops_the_file(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, highlights: HighlightsChoice
) -> None:
    text = workspace.card_text(CARD)
    start = text.text.index("alliance")
    for audience, comment in (("me", COMMENT), ("release", "Good for all.")):
        workspace.annotations.add(CARD, comment, anchor=text.anchor(start, start + 8), audience=audience)
    wish, target = Wish("release", highlights=highlights), tmp_path / f"out.{kind}"
    assert export(workspace, [CARD], target, wish).tally.highlights == 1
    original = outgoing.printable
    monkeypatch.setattr(
        outgoing, "printable", lambda cards, notes, _choice, *more, **how: original(cards, notes, "all", *more, **how)
    )
    refused(workspace, target, wish)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_the_journal_that_slips_in_stops_the_file(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    workspace.annotations.add("", SHORT)
    workspace.annotations.add("", "A day in Geneva.\n- [ ] call them back", audience="release")
    wish, target = Wish("release", journal=("all",)), tmp_path / f"out.{kind}"
    assert export(workspace, [CARD], target, wish).tally.pages == 1
    original = outgoing.with_pages
    monkeypatch.setattr(outgoing, "with_pages", lambda found, pages, _choice: original(found, pages, "all"))
    refused(workspace, target, wish)


def test_the_reason_for_a_lower_marking_stays_here(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_slip(monkeypatch, SHORT)
    write_card(workspace.paths.library, "talks", marking="SECRET")
    workspace.library.refresh()
    with pytest.raises(WithheldError):
        export(workspace, ["talks"], tmp_path / "out.pdf", Wish(banner=Banner("OFFICIAL", SHORT)))


SAID = {  # the first article of the Universal Declaration, as its official translations have it
    "Arabic": "يولد جميع الناس أحراراً متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميراً وعليهم أن يعامل بعضهم",
    "Hebrew": "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון",
    "Chinese": "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。",
    "Thai": "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม",
    "Hindi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
    "Japanese": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "Korean": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
    "Georgian": "ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით.",
    "German": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft begabt.",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", SAID)
def test_notes_of_every_script_are_found(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, kind: str
) -> None:
    write_notes(workspace, SAID[language])
    let_slip(monkeypatch, SAID[language])
    refused(workspace, tmp_path / f"out.{kind}")


@pytest.mark.parametrize("kind", ["pdf", "md"])
def test_of_the_page_of_notes_what_is_not_wanted_is_looked_for(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    colours, target = colour_names(), tmp_path / f"out.{kind}"
    wanted = workspace.annotations.add(CARD, f"Nothing of that.\n- [ ] {COMMENT}")
    write_notes(workspace, "yes", "Nothing of that", SHORT, workspace.card(CARD).title)
    only = {f"mark:{wanted.id}"}

    def write() -> None:
        _count, work = note_export.prepared(workspace, target, colours, only)
        work()

    write()
    before = target.read_bytes()
    original = outgoing.printed_note
    monkeypatch.setattr(note_export, "printed_note", lambda *what: _spoilt(original(*what)))
    markdown = note_export._markdown
    monkeypatch.setattr(note_export, "_markdown", lambda sections: markdown(sections) + SHORT)
    with pytest.raises(WithheldError):
        write()
    assert target.read_bytes() == before and list(tmp_path.glob(".*")) == []


def _spoilt(note: PrintedNote, text: str = SHORT) -> PrintedNote:
    return note._replace(text=f"{note.text} {text}")


def test_the_page_of_notes_is_searched_for_notes_without_their_signs(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = workspace.annotations.add(CARD, f"**Nothing** of [[{CARD}]].")
    write_notes(workspace, SIGNED[2])

    def write(target: Path) -> None:
        _count, work = note_export.prepared(workspace, target, colour_names(), {f"mark:{wanted.id}"})
        work()

    write(tmp_path / "good.pdf")
    said = " ".join(pdfium_pages((tmp_path / "good.pdf").read_bytes())[0].split())
    assert f"Nothing of {workspace.card(CARD).title}." in said
    original = outgoing.printed_note
    monkeypatch.setattr(note_export, "printed_note", lambda *what: _spoilt(original(*what), SIGNED[2]))
    with pytest.raises(WithheldError):
        write(tmp_path / "out.pdf")


@pytest.mark.parametrize(
    ("note", "page", "stands"),
    [
        (SHORT, "so Zanzi\u00ad\nbar walks\nout now", True),
        (SHORT, "so Zanzi\x02\r\nbar walks out", True),
        (SHORT, "ZANZIBAR\u200b walks\u00a0out", True),
        (SHORT, "Zan⟦U+200B⟧zibar walks out", True),
        (SHORT, "Zanzibar walked out", False),
        ("yes", "eyes on yesterday", False),
        ("yes", "He said yes.", True),
        ("The ﬁnal oﬀer", "the final offer", True),
        ("- [x] call Quito", "☑ call Quito", True),
        ("a b", "a b", False),
        ("7", "page 7", False),
        ("+44 20 7946 0018", "call +44 20 7946 0018 then", True),
        ("北京", "在北京的会", True),
        ("Let me out and away to the sea again", "Letmeoutandawaytotheseaagain", True),
    ],
)
def test_what_counts_as_the_same_words(note: str, page: str, stands: bool) -> None:
    assert Sought([note], LetOut(())).stand_in(page) == stands


@pytest.mark.parametrize(
    ("note", "may_stand"),
    [
        ("Ilham Aliyev, President", True),
        ("President, Ilham Aliyev, Azerbaijan", True),
        ("and meet again, Ilham Aliyev", True),  # the end of one piece and the next
        ("Ilham Aliyev, they", True),
        ("Ilham meet again", False),
        ("meet Ilham Aliyev", False),
        ("president Aliyev", False),
    ],
)
def test_what_pages_put_side_by_side_is_let_out_piece_by_piece(note: str, may_stand: bool) -> None:
    let_out = LetOut(["Ilham Aliyev", "President", "Azerbaijan", "They part and meet again"])
    assert Sought([note], let_out).stand_in(f"so {note} now") != may_stand


WORDS = st.text("abcdefghéßжщاببםΩก北가ა07", min_size=1, max_size=9)


@given(
    st.lists(WORDS, min_size=8, max_size=30), st.lists(WORDS, max_size=8), st.sampled_from([" ", "\n", "  ", "\u00a0"])
)
def test_a_whole_note_is_found_wherever_it_stands(note: list[str], around: list[str], blank: str) -> None:
    sought = Sought([" ".join(note)], LetOut(()))
    page = blank.join([*around, *note, *around])
    if len("".join(note)) >= 40 and not "".join(note).isdigit():
        assert sought.stand_in(page)
    assert not Sought([" ".join(note)], LetOut([" ".join(note)])).stand_in(page)
