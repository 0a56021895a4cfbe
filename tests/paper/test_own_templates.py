"""Paper templates of the reader: used in place of the built-in ones, shut in, told of with their line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from briefing_app.errors import TemplateError
from briefing_app.paper.edition import Edition, PrintedCard
from briefing_app.paper.formats import FORMATS, FormatName
from briefing_app.paper.notes import NotesOfCard
from briefing_app.paper.printer import Printer
from briefing_app.paths import Paths, resources
from briefing_app.templates import TemplateFolder, template_folders
from tests.builders import build_card
from tests.paper.readers import A4, full_card, noted, pypdf_pages
from tests.system_calls import watch

Put = Callable[..., Path]


@pytest.fixture
def folder(paths: Paths) -> TemplateFolder:
    found = template_folders(paths)["typst"]
    found.own.mkdir(parents=True)
    return found


@pytest.fixture
def put(folder: TemplateFolder) -> Put:
    """Write one of the reader's own templates."""

    def write(text: str, name: str = "cards.typ") -> Path:
        path = folder.own / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def printer(folder: TemplateFolder) -> Printer:
    return Printer(resources(), "en", None, folder)


@pytest.fixture(scope="module")
def built_in() -> Printer:
    return Printer(resources(), "en")


def printing(words: str) -> str:
    """A template that prints so much of what it is given, as `data`."""
    return f'#import "pages.typ": *\n#let file(data) = sheet(data.title, [{words}])'


def pages(printer: Printer, edition: Edition = A4) -> list[str]:
    return pypdf_pages(printer.pdf([PrintedCard(build_card())], edition))


def fault_of(printer: Printer, edition: Edition = A4) -> str:
    with pytest.raises(TemplateError) as raised:
        printer.pdf([PrintedCard(build_card())], edition)
    return raised.value.sentence


def test_a_template_of_the_readers_is_used_and_followed(printer: Printer, put: Put, built_in: Printer) -> None:
    path = put(printing("#for card in data.cards [= My #card.title]"))
    assert pages(printer) == ["My Talks on the border"]
    put(printing("#for card in data.cards [= Our #card.title]"))
    assert pages(printer) == ["Our Talks on the border"]
    path.unlink()
    assert pages(printer) == pages(built_in)


def test_the_other_parts_stay_the_built_in_ones(printer: Printer, put: Put, folder: TemplateFolder) -> None:
    style = (folder.built_in / "style.typ").read_text("utf-8")
    built = printer.pdf([PrintedCard(full_card())], A4)
    put(style.replace("#161d24", "#161d25"), "style.typ")
    mine = printer.pdf([PrintedCard(full_card())], A4)
    assert mine != built and pypdf_pages(mine) == pypdf_pages(built)


def test_a_copy_that_was_not_changed_gives_way(printer: Printer, folder: TemplateFolder, built_in: Printer) -> None:
    for name in folder.names:
        (folder.own / name).write_bytes(folder.copy_of(name))
        assert folder.own_text(name) is None
    assert printer.pdf([PrintedCard(full_card())], A4) == built_in.pdf([PrintedCard(full_card())], A4)


@pytest.mark.parametrize("form", FORMATS)
def test_every_part_may_be_the_readers(
    printer: Printer, put: Put, folder: TemplateFolder, built_in: Printer, form: FormatName
) -> None:
    for name in folder.names:
        put("// Mine.\n" + (folder.built_in / name).read_text("utf-8"), name)
    items, edition = [PrintedCard(build_card(), noted("Call them."))], Edition("a4", form)
    assert printer.pdf(items, edition) == built_in.pdf(items, edition)


def test_notes_are_set_with_the_readers_template(printer: Printer, put: Put) -> None:
    put(printing("#heading(level: 1, data.title)\nOf mine"), "notes.typ")
    section = NotesOfCard("Talks", (), noted("Call them."))
    assert "Of mine" in pypdf_pages(printer.notes_pdf([section], "a4"))[0]
    path = put("\n#nothing", "notes.typ")
    with pytest.raises(TemplateError) as raised:
        printer.notes_pdf([section], "a4")
    assert raised.value.sentence == f"{path}:2: Unknown variable: nothing."


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a\n#nothing", 2, "Unknown variable: nothing."),
        ("\n\n#let x = (", 3, "Unclosed delimiter."),
        ("#let f(a) = a.nothing\n#f((:))", 1, "ictionary does not contain key"),
        (printing("\n#context here().nothing"), 3, "Cannot access fields"),
        ("#while true {}", 1, "Condition is always true"),
        ("#let x = 1\n#while x > 0 { x += 1 }", 2, "infinite"),
        ('\n#panic("a\\nb " * 9999)', 2, "b a…"),
        ("#let f() = f()\n#f()", 1, "Maximum function call depth exceeded"),
    ],
)
def test_a_broken_one_is_told_with_file_line_and_sentence(
    printer: Printer, put: Put, text: str, line: int, said: str
) -> None:
    path = put(text)
    told = fault_of(printer)
    assert told.startswith(f"{path}:{line}: ") and said in told


def test_the_line_is_that_of_the_readers_file_also_where_a_built_in_part_fails_in_it(
    printer: Printer, put: Put, folder: TemplateFolder
) -> None:
    parts = (folder.built_in / "parts.typ").read_text("utf-8")
    path = put(parts + "\n#nothing", "parts.typ")
    assert fault_of(printer) == f"{path}:{parts.count(chr(10)) + 2}: Unknown variable: nothing."
    path.unlink()
    path = put('#import "card.typ": *\n\n#whole-card(0)', "cards.typ")  # what fails stands in card.typ
    assert fault_of(printer) == f"{path}:3: Missing argument: card."


def test_a_format_that_prints_nothing_is_told_so(printer: Printer, put: Put) -> None:
    path = put("= A title")
    assert fault_of(printer) == f"{path}: It has no “file(data)”, which returns what is to be printed."


def test_a_built_in_part_that_misses_something_is_named_itself(printer: Printer, put: Put) -> None:
    put("#let nothing = 0", "parts.typ")
    assert fault_of(printer).startswith(f"{resources() / 'typst' / 'card.typ'}:")


def test_a_fault_is_told_for_formats_that_are_measured(printer: Printer, put: Put) -> None:
    path = put("\n#nothing")
    assert fault_of(printer, Edition("a4", "one-pager")).startswith(f"{path}:2: ")
    for end in ("1", '(card: 9, part: "notes", room: 1, page: 1)', '(card: 0, part: "x", room: 1, page: 1)'):
        path = put(printing(f"#metadata({end}) <part-end>"))
        assert fault_of(printer, Edition("a4", "one-pager")).startswith(f"{path}: What is labelled <part-end>")


SVG = (
    r'#image(bytes("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">'
    r'<image width=\"9\" height=\"9\" href=\"secret.png\"/></svg>"), alt: "x")'
)


@pytest.mark.parametrize(
    "attack",
    [
        '#read("/etc/passwd")',
        '#read("../../../../../../etc/passwd")',
        '#read("secret.txt")',
        '#image("secret.png", alt: "x")',
        '#csv("secret.csv")',
        '#bibliography("secret.bib")',
        '#read(path("/etc/passwd"))',
        SVG,
        '#set raw(syntaxes: "secret.yaml")\n`x`',
    ],
)
def test_no_file_is_read(printer: Printer, put: Put, folder: TemplateFolder, attack: str) -> None:
    for place in (folder.own, folder.own.parent):
        for kind in ("txt", "png", "csv", "bib", "yaml"):
            (place / f"secret.{kind}").write_text("canary", encoding="utf-8")
    path = put(printing(f"\n{attack}"))
    assert fault_of(printer).startswith(f"{path}:3: ")


FETCHING = (
    '#import "@preview/cetz:0.2.2": *',
    '#import "secret.typ"',
    '#import "secret.typ": *',
    '#import "../style.typ": *',
    '#import "style.typ" as style',
    '#import "style.typ": * #import "secret.typ": *',
    '#include "secret.typ"',
    '#{ -import "@preview/cetz:0.2.2" }',
    '#eval("1 + 1")',
    "#let e = eval",
    '#dictionary(std).at("ev" + "al")("[#im" + "port \\"@preview/cetz:0.2.2\\"]")',
    "#import sys: *",
    "$eval(x)$",
    '#plugin(bytes("x"))',
)  # fmt: skip


@pytest.mark.parametrize("attack", FETCHING)
def test_nothing_is_taken_in_and_no_other_code_is_run(printer: Printer, put: Put, attack: str) -> None:
    path = put(f"\n{attack}")
    assert fault_of(printer).startswith(f"{path}:2: A template may not use “")


def test_words_that_only_hold_such_a_word_may_stand(printer: Printer, put: Put) -> None:
    put("#let important = 1\n#let import-tax = 3\n" + printing("= Important: #important, evaluation, standards"))
    assert pages(printer) == ["Important: 1, evaluation, standards"]


def test_no_attack_calls_anybody(put: Put, paths: Paths, tmp_path: Path) -> None:
    """Seen from outside the process: bare Typst asks for the address of the server of packages."""
    script = (
        "import sys; from pathlib import Path; from briefing_app.errors import TemplateError;"
        "from briefing_app.paper.printer import Printer; from briefing_app.paths import find_paths;"
        "from briefing_app.templates import template_folders; from tests.builders import build_card;"
        "from briefing_app.paper.edition import Edition, PrintedCard; paths = find_paths(Path(sys.argv[1]));"
        "printer = Printer(paths.resources, 'en', None, template_folders(paths)['typst']); refused = 0\n"
        "for attack in sys.argv[2:]:\n"
        "    (paths.templates / 'typst' / 'cards.typ').write_text(attack)\n"
        "    try: printer.pdf([PrintedCard(build_card())], Edition('a4'))\n"
        "    except TemplateError: refused += 1\n"
        "sys.exit(refused)"
    )
    code, record = watch(script, str(paths.data), *FETCHING, record=tmp_path / "record")
    assert code == len(FETCHING)
    assert not [call for call in record.sockets if "AF_INET" in call]


def test_a_template_gets_what_goes_out_and_no_more(printer: Printer, put: Put) -> None:
    put(printing("= #data.cards.first().title\n#repr(data)#repr(fonts)#repr(sys.inputs)"))
    assert "Xylophone" in "".join(pypdf_pages(printer.pdf([PrintedCard(build_card(), noted("Xylophone"))], A4)))
    assert "Xylophone" not in "".join(pages(printer))
