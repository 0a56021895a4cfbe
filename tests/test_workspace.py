"""The workspace: what it builds, what it keeps from one start to the next, what it refuses to write."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefing_app.card_export import export
from briefing_app.errors import CardError, ExportError, NotFoundError
from briefing_app.paths import Paths, find_paths, resources
from briefing_app.screen.style import PageStyle
from briefing_app.workspace import Workspace

CARD = "---\nid: {id}\ntitle: {title}\ndate: 2025\nmarking: PUBLIC\n---\n{body}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cards").mkdir()
    return tmp_path / "cards"


@pytest.fixture
def own(paths: Paths, folder: Path) -> Workspace:
    """A workspace with one folder of cards and no bundled ones."""
    return Workspace(paths, [folder], bundled=False)


def put(folder: Path, card_id: str, title: str = "A title", body: str = "Text.\n") -> Path:
    path = folder / f"{card_id}.md"
    path.write_text(CARD.format(id=card_id, title=title, body=body), encoding="utf-8")
    return path


def test_a_new_workspace_writes_nothing(paths: Paths, folder: Path) -> None:
    Workspace(paths, [folder]).close()
    assert not paths.data.exists()


def test_indexes_of_other_sessions_go_once_they_are_old(own: Workspace, paths: Paths) -> None:
    paths.cache.mkdir(parents=True)
    young, old, main = (paths.cache / name for name in ("index-a.sqlite", "index-b.sqlite", "index.sqlite"))
    for file in (young, old, old.with_name("index-b.sqlite-wal"), main):
        file.write_bytes(b"")
    for file in (old, main):
        os.utime(file, (0, 0))
    assert own.entries() == []
    own.close()
    assert {file.name for file in paths.cache.iterdir()} == {"index-a.sqlite", "index.sqlite", own._index_file.name}


def test_the_page_shown_last_comes_back_without_making_it(own: Workspace, paths: Paths, folder: Path) -> None:
    put(folder, "talks")
    own.library.refresh()
    page = own.card_page("talks", PageStyle())
    own.close()
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from briefing_app.paths import find_paths\n"
        "from briefing_app.workspace import Workspace\n"
        "from briefing_app.screen.style import PageStyle\n"
        f"w = Workspace(find_paths(Path({str(paths.data)!r})), [Path({str(folder)!r})], bundled=False)\n"
        "page = w.card_page('talks', PageStyle())\n"
        "assert not {'jinja2', 'markdown', 'yaml', 'msgspec', 'babel', 'nh3'} & set(sys.modules), sys.modules.keys()\n"
        "sys.stdout.write(page.html)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == page.html, done.stderr


def test_a_changed_card_a_theme_or_a_zoom_makes_another_page(own: Workspace, folder: Path) -> None:
    put(folder, "talks", title="Before")
    own.library.refresh()
    pages = [own.card_page("talks", style).html for style in (PageStyle(), PageStyle("dark"), PageStyle(zoom=2.0))]
    assert len(set(pages)) == 3
    put(folder, "talks", title="Afterwards")
    assert "Afterwards" in own.card_page("talks", PageStyle(zoom=2.0)).html


def test_a_broken_card_shows_its_problems_in_place_of_its_text(own: Workspace, folder: Path) -> None:
    (folder / "hurt.md").write_text("---\ntitle: The talks\ndate: 2025-13\n---\nSECRET BODY\n")
    own.library.refresh()
    html = own.card_page("hurt", PageStyle()).html
    assert "The talks" in html and "2025-13" in html and "3" in html and "SECRET BODY" not in html


def test_a_card_that_is_not_there_is_not_found(own: Workspace) -> None:
    with pytest.raises(NotFoundError):
        own.card_page("nothing", PageStyle())


def test_a_broken_card_is_not_exported_and_leaves_no_file(own: Workspace, folder: Path, tmp_path: Path) -> None:
    (folder / "hurt.md").write_text("---\ntitle: The talks\ndate: 2025-13\n---\n")
    own.library.refresh()
    with pytest.raises(CardError) as raised:
        export(own, ["hurt"], tmp_path / "out.pdf")
    assert "hurt.md:3: error" in raised.value.details and not (tmp_path / "out.pdf").exists()


def test_a_character_without_a_font_is_named_before_anything_is_written(
    own: Workspace, folder: Path, tmp_path: Path
) -> None:
    put(folder, "odd", title="A \U00012000 title")
    own.library.refresh()
    (tmp_path / "out.pdf").write_bytes(b"old")
    with pytest.raises(ExportError) as raised:
        export(own, ["odd"], tmp_path / "out.pdf")
    assert "U+12000" in raised.value.sentence and "title" in raised.value.sentence
    assert (tmp_path / "out.pdf").read_bytes() == b"old"


def test_noted_ids_make_no_file(own: Workspace, paths: Paths) -> None:
    assert own.noted_ids() == frozenset() and not paths.notes.exists()
    own.notes.save("Talks", "a note")
    assert own.noted_ids() == {"talks"}
    own.close()


def test_places_follow_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_APP_DATA_DIR", str(tmp_path / "stick"))
    by_variable = find_paths()
    assert by_variable == find_paths(tmp_path / "stick")
    inside = [place for name, place in by_variable._asdict().items() if name != "resources"]
    assert all(place.is_relative_to(tmp_path / "stick") for place in inside)
    monkeypatch.delenv("BRIEFING_APP_DATA_DIR")
    assert not find_paths().data.is_relative_to(tmp_path)


def test_resources_are_found_from_anywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert (resources() / "library" / "armenia-azerbaijan-abu-dhabi.md").is_file()
