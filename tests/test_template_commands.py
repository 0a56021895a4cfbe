"""Templates on the command line: copies to change, what became of them, faults with their line, the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefing_app import __version__
from briefing_app.paths import resources
from tests.builders import write_card
from tests.command_line import Run, data_of
from tests.paper.readers import decompressed, pypdf_pages


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "data" / "templates"


@pytest.fixture
def copied(run: Run, own: Path) -> Path:
    assert run("templates", "init").returncode == 0
    return own


def state(run: Run, name: str) -> dict[str, object]:
    rows = data_of(run("templates", "show", "--json"))["templates"]
    return next(row for row in rows if row["name"] == name)


def test_nobody_has_templates_of_their_own_at_first(run: Run, own: Path) -> None:
    rows = data_of(run("templates", "--json"))["templates"]
    shipped = [path.name for folder in ("templates", "typst") for path in (resources() / folder).iterdir()]
    assert sorted(row["name"] for row in rows) == sorted(shipped)
    assert {row["in_use"] for row in rows} == {"built-in"} and not own.exists()
    assert data_of(run("where", "--json"))["templates"] == str(own)


def test_copies_say_what_they_came_from_and_change_nothing(run: Run, copied: Path, tmp_path: Path) -> None:
    page, paper = copied / "jinja" / "card.html.j2", copied / "typst" / "card.typ"
    assert page.read_text("utf-8").startswith(f"{{# Briefing App {__version__}, card.html.j2 ")
    assert paper.read_text("utf-8").startswith(f"// Briefing App {__version__}, card.typ ")
    for copy, folder in ((page, "templates"), (paper, "typst")):
        assert copy.read_bytes().partition(b"\n")[2] == (resources() / folder / copy.name).read_bytes()
        assert copy.stat().st_mode & 0o077 == 0
    for kind in ("html", "json"):
        shown = run("show", "talks", "--format", kind)
        assert shown.stdout == run("show", "talks", "--format", kind, "--built-in-templates").stdout
    assert state(run, "card.typ") == {
        "name": "card.typ",
        "path": str(paper),
        "in_use": "built-in",
        "from_version": __version__,
        "outdated": False,
    }


def test_a_changed_one_is_never_overwritten(run: Run, copied: Path) -> None:
    page = copied / "jinja" / "card.html.j2"
    mine = page.read_text("utf-8").replace("<h1", "<h2").replace("</h1", "</h2")
    page.write_text(mine, encoding="utf-8")
    assert "<h2>" in run("show", "talks", "--format", "html").stdout
    done = run("templates", "init", "--json")
    assert data_of(done)["templates"]["card.html.j2"] == "kept" and page.read_text("utf-8") == mine
    for number in ("", "1"):
        page.write_text(mine, encoding="utf-8")
        assert data_of(run("templates", "init", "--force", "--json"))["templates"]["card.html.j2"] == "replaced"
        assert (copied / "jinja" / f"card.html.j2.old{number}").read_text("utf-8") == mine
        assert state(run, "card.html.j2")["in_use"] == "built-in"
    page.write_text(mine, encoding="utf-8")
    assert run("templates", "reset", "card.html.j2").returncode == 0
    assert not page.exists() and (copied / "jinja" / "card.html.j2.old2").read_text("utf-8") == mine
    assert run("templates", "reset", "nothing.j2").returncode == 1
    assert data_of(run("templates", "show", "--json"))["further"] == []


def test_one_from_another_version_is_told(run: Run, copied: Path) -> None:
    paper = copied / "typst" / "card.typ"
    text = paper.read_text("utf-8").replace(f"Briefing App {__version__}", "Briefing App 0.0.9")
    paper.write_text(text + "\n// Mine.\n", encoding="utf-8")
    assert state(run, "card.typ")["from_version"] == "0.0.9" and not state(run, "card.typ")["outdated"]
    head, _line, body = text.partition("\n")
    paper.write_text(f"{head[:-12]}{'0' * 12}\n{body}", encoding="utf-8")  # as a later app would find it
    assert state(run, "card.typ") | {"path": ""} == {
        "name": "card.typ", "path": "", "in_use": "own", "from_version": "0.0.9", "outdated": True
    }  # fmt: skip
    shown = run("templates", "show").stdout
    assert "your own, from version 0.0.9; the built-in one has changed since" in shown
    paper.write_text("= Mine", encoding="utf-8")
    assert "your own; it does not say what it came from" in run("templates").stdout
    (copied / "typst" / "mine.typ").write_text("", encoding="utf-8")
    assert str(copied / "typst" / "mine.typ") in run("templates").stderr


def test_an_old_copy_that_nobody_changed_is_renewed(run: Run, copied: Path) -> None:
    from hashlib import sha256

    page = copied / "jinja" / "card.html.j2"
    old = b"<p>of an older version</p>\n"
    page.write_bytes(f"{{# Briefing App 0.0.9, card.html.j2 {sha256(old).hexdigest()[:12]} #}}\n".encode() + old)
    assert "older version" not in run("show", "talks", "--format", "html").stdout
    assert data_of(run("templates", "init", "--json"))["templates"]["card.html.j2"] == "renewed"
    assert not list(page.parent.glob("*.old"))


def test_a_broken_one_is_told_and_the_built_in_one_offered(run: Run, copied: Path, tmp_path: Path) -> None:
    page, paper = copied / "jinja" / "card.html.j2", copied / "typst" / "card.typ"
    page.write_text("a\n{{ nothing }}", encoding="utf-8")
    paper.write_text("a\n#nothing", encoding="utf-8")
    target = tmp_path / "out.pdf"
    for words, sentence in (
        (("show", "talks", "--format", "html"), f"{page}:2: Nothing here has the name “nothing”.\n"),
        (("export", "talks", "-o", str(target)), f"{paper}:2: Unknown variable: nothing.\n"),
    ):
        done = run(*words)
        assert done.returncode == 1 and done.stdout == "" and not target.exists()
        assert done.stderr.startswith(sentence) and "--built-in-templates" in done.stderr
        assert run(*words, "--built-in-templates").returncode == 0
        target.unlink(missing_ok=True)
    checked = run("templates", "check")
    assert checked.returncode == 1 and len(checked.stdout.splitlines()) == 2 and "2 faults" in checked.stderr
    assert json.loads(run("templates", "check", "--json").stdout)[0].startswith(f"{page}:2: ")


def test_check_finds_what_a_card_alone_would_not_show(run: Run, copied: Path) -> None:
    assert run("templates", "check").returncode == 0
    for name in ("person.html.j2", "notes.html.j2"):
        (copied / "jinja" / name).write_text("\n{% if %}", encoding="utf-8")
    (copied / "typst" / "pocket.typ").write_text("\n#nothing", encoding="utf-8")
    (copied / "typst" / "notes.typ").write_text('\n#import "@preview/cetz:0.2.2": *', encoding="utf-8")
    found = run("templates", "check").stdout.splitlines()
    assert [Path(line.partition(":")[0]).name for line in found] == [
        "notes.html.j2", "person.html.j2", "pocket.typ", "notes.typ"
    ]  # fmt: skip


def test_no_template_gets_a_note_that_does_not_go_out(run: Run, copied: Path, tmp_path: Path) -> None:
    assert run("note", "set", "talks", stdin="Xylophone").returncode == 0
    everything = "{{ card }}{{ direction }}{{ columns }}{{ boxed }}{{ prose }}"
    (copied / "jinja" / "card.html.j2").write_text(everything, encoding="utf-8")
    shown = run("show", "talks", "--format", "html")
    assert "They met" in shown.stdout and "Xylophone" not in shown.stdout
    (copied / "typst" / "cards.typ").write_text(
        '#import "pages.typ": *\n#let file(data) = sheet(data.title, [= All\n#repr(data) #repr(sys.inputs)])',
        encoding="utf-8",
    )
    target = tmp_path / "out.pdf"
    assert run("export", "talks", "-o", str(target)).returncode == 0
    pdf = target.read_bytes()
    assert "They met" in "".join(pypdf_pages(pdf))
    assert "Xylophone" not in "".join(pypdf_pages(pdf)) and b"Xylophone" not in decompressed(pdf)


def test_cards_are_no_templates(run: Run, copied: Path, tmp_path: Path) -> None:
    write_card(tmp_path / "cards", "code", title="{{ 7 * 7 }} #panic()")
    (copied / "jinja" / "card.html.j2").write_text("<p>{{ card.title }}</p>", encoding="utf-8")
    (copied / "typst" / "cards.typ").write_text(
        '#import "pages.typ": *\n#let file(data) = sheet(data.title, [= #data.cards.first().title])', encoding="utf-8"
    )
    assert "{{ 7 * 7 }} #panic()" in run("show", "code", "--format", "html").stdout
    target = tmp_path / "out.pdf"
    assert run("export", "code", "-o", str(target)).returncode == 0
    assert "{{ 7 * 7 }} #panic()" in pypdf_pages(target.read_bytes())[0]
