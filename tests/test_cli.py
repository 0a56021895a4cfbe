"""The command line as a person or a script calls it: real processes, real files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import CARD, Run, data_of


def test_list_gives_the_promised_shape(run: Run, tmp_path: Path) -> None:
    assert data_of(run("list", "--json")) == [
        {
            "id": "talks",
            "version": 1,
            "title": "The talks",
            "date": "2025-07-10",
            "place": "Abu Dhabi",
            "language": "en",
            "marking": "PUBLIC",
            "topics": [],
            "countries": ["AM", "AZ"],
            "actors": ["Ilham Aliyev"],
            "has_note": False,
            "path": str(tmp_path / "cards" / "talks.md"),
        }
    ]


def test_show_gives_the_whole_card(run: Run) -> None:
    shown = data_of(run("show", "TALKS", "--json"))
    assert shown["quotes"][0] == {
        "speaker": "aliyev",
        "text": "a meeting",
        "date": "2025-07-10",
        "venue": None,
        "to": None,
        "source": "article",
        "kind": "verbatim",
        "original": None,
    }
    assert shown["body"] == "## Background\n\nA ceasefire held.\n" and shown["as_at"] is None


def test_show_as_text_says_everything_once(run: Run) -> None:
    shown = run("show", "talks").stdout
    for words in (
        "PUBLIC",
        "Armenia · Azerbaijan · Abu Dhabi · 10 July 2025",
        "They met.",
        "“a meeting”",
        "A ceasefire held.",
    ):
        assert shown.count(words) == 1, words


def test_show_as_html_is_the_document_that_the_window_sets(run: Run) -> None:
    from briefing_app.cards.card_file import parse_card
    from briefing_app.paths import resources
    from briefing_app.screen.renderer import Renderer
    from briefing_app.screen.style import PageStyle

    card = parse_card(CARD.encode(), Path("talks.md")).card
    assert card is not None
    page = Renderer(resources(), "en").card_page(card, PageStyle())
    assert run("show", "talks", "--format", "html").stdout == page.html + "\n"


def test_search_gives_the_promised_shape(run: Run) -> None:
    found = data_of(run("search", "ceasefire", "held", "--json"))
    assert (found["query"], found["total"]) == ("ceasefire held", 1)
    assert found["hits"] == [
        {
            "id": "talks",
            "title": "The talks",
            "date": "2025-07-10",
            "score": 0.2,
            "where": "text",
            "snippet": "Background A ceasefire held.",
        }
    ]
    assert found["explain"] == "cards with “ceasefire”, with “held”"
    assert data_of(run("search", "nowhere", "--json")) == {
        "query": "nowhere",
        "explain": "cards with “nowhere”",
        "total": 0,
        "hits": [],
    }


def test_check_lists_problems_and_fails_on_errors(run: Run, tmp_path: Path) -> None:
    hurt = tmp_path / "hurt.md"
    hurt.write_text("---\ntitle: t\ndate: 2025\nversion: x\n---\n")
    done = run("check", str(hurt), "--json", places=False)
    problems = json.loads(done.stdout)
    assert done.returncode == 1
    assert {"path": str(hurt), "line": 4, "level": "error", "code": "wrong-type"}.items() <= problems[2].items()
    done = run("check", str(hurt), places=False)
    assert f"{hurt}:4: error: " in done.stdout and "Traceback" not in done.stderr
    assert run("check", str(tmp_path / "cards"), places=False).returncode == 0
    assert run("check", str(tmp_path / "missing.md"), places=False).returncode == 1


def test_import_gives_the_promised_shape(run: Run, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "visit.md").write_text("---\ntitle: A visit\ndate: 1979\n---\n")
    (inbox / "hurt.md").write_text("no card")
    done = run("import", str(inbox), "--json")
    shape = json.loads(done.stdout)
    assert done.returncode == 1
    assert (shape["new"], shape["replaced"], shape["unchanged"]) == (["visit"], [], [])
    assert shape["refused"][0]["path"] == str(inbox / "hurt.md")
    assert shape["refused"][0]["problems"][0]["code"] == "no-front-matter"
    done = run("import", str(inbox / "visit.md"), "--json")
    assert json.loads(done.stdout)["unchanged"] == ["visit"] and done.returncode == 0
    assert [row["id"] for row in data_of(run("list", "--json"))] == ["talks", "visit"]


def test_a_note_is_set_shown_and_listed(run: Run) -> None:
    text = "Ask who keeps the minutes.\n\n- née Փաշինյան 🕊"
    saved = data_of(run("note", "set", "talks", "--json", stdin=text + "\n"))
    assert set(saved) == {"card_id", "text", "created", "modified"} and saved["text"] == text
    assert data_of(run("note", "show", "Talks", "--json")) == saved
    (listed,) = data_of(run("note", "list", "--json"))
    assert listed == saved | {
        "id": "talks",
        "kind": "note",
        "passage": None,
        "state": "placed",
        "colour": None,
        "audience": "me",
    }
    assert data_of(run("list", "--json"))[0]["has_note"] is True
    assert run("note", "show", "talks").stdout == text + "\n"


def test_damaged_notes_are_restored_and_told_once(run: Run) -> None:
    run("note", "set", "talks", stdin="keep me")
    file = Path(data_of(run("where", "--json"))["notes"])
    file.write_bytes(b"no database" * 500)
    done = run("note", "show", "talks")
    assert done.stdout == "keep me\n" and "1 note was restored" in done.stderr
    assert run("note", "show", "talks").stderr == ""


def test_a_note_outlives_its_card(run: Run, tmp_path: Path) -> None:
    run("note", "set", "talks", stdin="keep me")
    (tmp_path / "cards" / "talks.md").unlink()
    assert data_of(run("note", "show", "talks", "--json"))["text"] == "keep me"
    assert data_of(run("note", "set", "talks", "--json", stdin="still"))["text"] == "still"


def test_a_note_on_no_card_is_refused_and_not_utf8_changes_nothing(run: Run) -> None:
    assert run("note", "set", "nothing", stdin="x").returncode == 1
    run("note", "set", "talks", stdin="before")
    done = run("note", "set", "talks", stdin=b"\xff\xfe")
    assert done.returncode == 1 and "UTF-8" in done.stderr
    assert data_of(run("note", "show", "talks", "--json"))["text"] == "before"


def add_cards(tmp_path: Path) -> None:
    """Two more cards, one of them older and one that cannot be read."""
    older = CARD.replace("id: talks", "id: visit").replace("The talks", "A visit").replace("2025-07-10", "1979-03")
    (tmp_path / "cards" / "visit.md").write_text(older.replace("ceasefire", "treaty"), encoding="utf-8")
    (tmp_path / "cards" / "hurt.md").write_text("no card", encoding="utf-8")


def test_search_speaks_the_language_of_queries(run: Run, tmp_path: Path) -> None:
    add_cards(tmp_path)

    def ids(*words: str) -> list[str]:
        return [hit["id"] for hit in data_of(run("search", "--json", *words, places=False))["hits"]]

    places = ["--data-dir", str(tmp_path / "data"), "--library", str(tmp_path / "cards"), "--no-bundled"]
    assert ids(*places, "held", "before:2000") == ["visit"]
    assert ids(*places, "title:visit OR title:talks") == ["talks", "visit"]
    assert ids(*places, "--sort", "title", "held") == ["visit", "talks"]
    assert ids(*places, "hel") == [] and ids(*places, "hel*") == ["talks", "visit"]
    assert ids(*places, "--", "held", "-treaty") == ["talks"]
    assert ids(*places, "is:broken") == ["hurt"]


def test_search_counts_all_hits_whatever_the_limit(run: Run, tmp_path: Path) -> None:
    add_cards(tmp_path)
    found = data_of(run("search", "held", "--limit", "1", "--json"))
    assert (found["total"], [hit["id"] for hit in found["hits"]]) == (2, ["talks"])
    assert run("search", "held", "--limit", "-1").returncode == 2


def test_search_that_finds_nothing_says_how_it_was_understood_and_what_is_near(run: Run) -> None:
    done = run("search", "ceesefire", "is:odd")
    assert (done.returncode, done.stdout) == (0, "")
    assert "cards with “ceesefire”; not understood: “is:odd”" in done.stderr and "ceasefire" in done.stderr


def test_search_takes_several_arguments_for_one_query(run: Run, tmp_path: Path) -> None:
    add_cards(tmp_path)
    for words in (("title:visit", "OR", "title:talks"), ("title:visit OR", "title:talks"), ('"a', 'treaty"')):
        found = data_of(run("search", "--json", *words))
        assert list(found) == ["query", "explain", "total", "hits"]
        assert found["query"] == " ".join(words)
        assert found["total"] == len(found["hits"]) == (1 if "treaty" in words[-1] else 2)
        assert all(
            list(hit) == ["id", "title", "date", "score", "where", "snippet"] and 0 < hit["score"] <= 1
            for hit in found["hits"]
        )


def test_search_sorts_and_limits(run: Run, tmp_path: Path) -> None:
    add_cards(tmp_path)

    def ids(*options: str) -> list[str]:
        return [hit["id"] for hit in data_of(run("search", "--json", "met OR held", *options))["hits"]]

    assert ids("--sort", "date") == ["talks", "visit"] and ids("--sort=title") == ["visit", "talks"]
    assert ids("--limit", "0") == [] and ids("--limit", "1", "--sort", "title") == ["visit"]
    for wrong in (("--sort", "size"), ("--limit", "many"), ("--limit", "1.5"), ("--sort",), ("--odd",)):
        assert run("search", "held", *wrong).returncode == 2, wrong
    shown = run("search", "held", "--limit", "1")
    assert "talks" in shown.stdout and "visit" not in shown.stdout and "1 of 2 cards" in shown.stderr


def test_two_hyphens_end_the_options(run: Run, tmp_path: Path) -> None:
    add_cards(tmp_path)
    places = ["--data-dir", str(tmp_path / "data"), "--library", str(tmp_path / "cards"), "--no-bundled"]
    found = data_of(run("search", *places, "--json", "--", "-treaty", "--json", "-is:broken", places=False))
    assert (found["query"], found["total"]) == ("-treaty --json -is:broken", 1)
    assert run("search", *places, "-treaty", places=False).returncode == 2
    listed = data_of(run("list", *places, "--json", "--", "-ceasefire", places=False))
    assert [row["id"] for row in listed] == ["visit", "hurt"]


def test_list_tells_that_a_query_finds_nothing_and_sorts_what_it_finds(run: Run, tmp_path: Path) -> None:
    add_cards(tmp_path)
    done = run("list", "ceesefire")
    assert (done.returncode, done.stdout) == (0, "") and "ceasefire" in done.stderr
    assert [line.split()[1] for line in run("list", "held", "--sort", "title").stdout.splitlines()] == [
        "visit",
        "talks",
    ]
    assert data_of(run("list", "--json", "held", "speaker:aliyev"))[0]["id"] == "talks"


def test_an_index_that_is_damaged_or_gone_is_made_anew(run: Run, tmp_path: Path) -> None:
    data_of(run("index", "--json"))
    [index] = [file for file in (tmp_path / "data").rglob("*.sqlite") if "index" in file.name]
    index.write_bytes(b"no database at all" * 500)
    assert data_of(run("search", "held", "--json"))["total"] == 1
    done = run("index", "--rebuild", "--json")
    assert data_of(done) == {"cards": 1, "problems": 0}
    assert [json.loads(line)["done"] for line in done.stderr.splitlines()][-1:] in ([], [1])
    (tmp_path / "cards" / "talks.md").unlink()
    assert data_of(run("search", "--stale", "held", "--json"))["total"] == 1
    assert data_of(run("list", "--json")) == []
    assert data_of(run("search", "--stale", "held", "--json"))["total"] == 0


def test_list_takes_a_query(run: Run, tmp_path: Path) -> None:
    add_cards(tmp_path)
    assert [row["id"] for row in data_of(run("list", "--json", "date:1979"))] == ["visit"]
    assert [row["id"] for row in data_of(run("list", "--json"))] == ["talks", "visit", "hurt"]


def test_index_prints_counts_and_stale_answers_from_what_is_there(run: Run, tmp_path: Path) -> None:
    assert data_of(run("list", "--stale", "--json")) == []
    assert data_of(run("index", "--json")) == {"cards": 1, "problems": 0}
    add_cards(tmp_path)
    assert data_of(run("search", "--stale", "held", "--json"))["total"] == 1
    assert data_of(run("index", "--rebuild", "--json"))["cards"] == 3
    assert run("index").stdout.splitlines()[0] == "3 cards"


def test_check_without_a_path_checks_the_library(run: Run, tmp_path: Path) -> None:
    assert data_of(run("check", "--json")) == []
    add_cards(tmp_path)
    (tmp_path / "cards" / "twin.md").write_text(CARD, encoding="utf-8")
    done = run("check", "--json")
    assert done.returncode == 1
    problems = json.loads(done.stdout)
    assert {Path(problem["path"]).name for problem in problems} == {"hurt.md", "talks.md", "twin.md"}
    assert [problem["code"] for problem in problems if problem["code"] == "rival-files"] == ["rival-files"] * 2


def test_an_imported_card_is_removed_into_the_trash(run: Run, tmp_path: Path) -> None:
    taken = tmp_path / "inbox" / "visit.md"
    taken.parent.mkdir()
    taken.write_text(CARD.replace("id: talks", "id: visit"), encoding="utf-8")
    assert data_of(run("import", str(taken), "--json"))["new"] == ["visit"]
    assert run("remove", "visit").returncode == 0
    assert [row["id"] for row in data_of(run("list", "--json"))] == ["talks"]
    assert len(list((tmp_path / "data" / "trash").iterdir())) == 1
    assert run("remove", "talks").returncode == 1  # it lies in a folder of the reader's own


def test_places_may_stand_before_or_after_the_command(run: Run, tmp_path: Path) -> None:
    places = ["--data-dir", str(tmp_path / "stick"), "--no-bundled"]
    first = run(*places, "where", "--json", places=False)
    assert data_of(first) == data_of(run("where", "--json", *places, places=False))
    places_told = {
        "data",
        "notes",
        "cache",
        "settings",
        "library",
        "markings",
        "books",
        "templates",
        "trash",
        "resources",
    }
    assert set(data_of(first)) == places_told
    assert all(str(tmp_path / "stick") in place for name, place in data_of(first).items() if name != "resources")
    assert data_of(run(*places, "list", "--json", "--library", str(tmp_path / "cards"), places=False))


def test_asking_where_things_lie_makes_nothing(run: Run, tmp_path: Path) -> None:
    run("where", "--data-dir", str(tmp_path / "stick"), places=False)
    run("check", str(tmp_path / "cards"), "--data-dir", str(tmp_path / "stick"), places=False)
    assert not (tmp_path / "stick").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "nothing"), 1),
        (("note", "show", "talks"), 1),
        (("export", "nothing", "--output", "x.pdf"), 1),
        (("export", "talks", "--output", "x.odt"), 2),
        (("export", "talks"), 2),
        (("nonsense",), 2),
        (("note",), 2),
        (("search", " "), 2),
        (("show",), 2),
        (("list", "--library", "/nowhere/at/all"), 1),
    ],
)
def test_exit_codes(run: Run, words: tuple[str, ...], code: int) -> None:
    done = run(*words)
    assert done.returncode == code, done.stderr
    assert done.stderr and "Traceback" not in done.stderr


def test_a_place_that_cannot_be_written_is_the_machines_failure(run: Run, tmp_path: Path) -> None:
    places = ["--data-dir", "/proc/none", "--library", str(tmp_path / "cards"), "--no-bundled"]
    done = run("note", "set", "talks", *places, stdin="x", places=False)
    assert done.returncode == 3 and "Traceback" not in done.stderr
    assert data_of(run("list", "--json", *places, places=False))[0]["id"] == "talks"


def test_a_broken_card_is_told_with_its_lines(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cards" / "hurt.md").write_text("---\ntitle: t\ndate: 2025-13\n---\n")
    done = run("show", "hurt")
    assert done.returncode == 1 and "hurt.md:3: error: " in done.stderr and done.stdout == ""


def test_text_of_a_card_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cards" / "esc.md").write_text('---\ntitle: "a\\eb"\ndate: 2025\n---\nx\x1b[2Jy\n')
    for words in (("list",), ("show", "esc"), ("search", "x")):
        assert "\x1b" not in run(*words).stdout


def test_export_writes_a_pdf_with_the_note_only_when_asked(run: Run, tmp_path: Path) -> None:
    from pypdf import PdfReader

    run("note", "set", "talks", stdin="PRIVATE-CANARY")
    target = tmp_path / "talks.pdf"
    assert run("export", "talks", "--output", str(target)).returncode == 0
    text = "".join(page.extract_text() for page in PdfReader(target).pages)
    assert "The talks" in text and "CANARY" not in text
    assert run("export", "talks", "--output", str(target), "--with-notes", "--paper", "letter").returncode == 0
    reader = PdfReader(target)
    assert "PRIVATE-CANARY" in "".join(page.extract_text() for page in reader.pages)
    assert round(float(reader.pages[0].mediabox.width)) == 612


def test_schema_equals_the_one_that_ships(run: Run) -> None:
    from briefing_app.paths import resources

    shipped = json.loads((resources() / "schema" / "card.schema.json").read_text())
    assert data_of(run("schema", places=False)) == shipped


def test_commands_start_without_qt(tmp_path: Path) -> None:
    code = (
        f"import sys; from briefing_app.cli import main; main(['list', '--json', '--data-dir', {str(tmp_path)!r}]);"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def test_a_folder_that_went_away_keeps_its_cards(run: Run, tmp_path: Path) -> None:
    assert run("list").returncode == 0
    (tmp_path / "cards").rename(tmp_path / "away")
    done = run("list")
    assert done.returncode == 0 and "(not available now)" in done.stdout and "is not there" in done.stderr
    assert "A ceasefire held." in run("show", "talks").stdout
    never = [*("--data-dir", str(tmp_path / "data")), "--library", str(tmp_path / "never"), "--no-bundled"]
    assert run("list", *never, places=False).returncode == 1
    (tmp_path / "file").write_text("")
    never[3] = str(tmp_path / "file")
    assert "is a file" in run("list", *never, places=False).stderr


def test_stale_without_an_index_says_so_and_limits_are_whole_numbers(run: Run) -> None:
    assert "no index yet" in run("list", "--stale").stderr
    assert "no whole number" in run("search", "x", "--limit", "-3").stderr
    run("index")
    done = run("search", "ceasefire", "--limit", "0")
    assert done.stdout == "" and "No card is found" not in done.stderr
    assert run("actor", "nobody", "--stale", "--json").returncode == 1
