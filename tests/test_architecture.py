"""Who may import whom and what nobody may import: the rules of ARCHITECTURE.md, held against every import."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = "briefing_app"

# From the outside in. A layer may import those that stand after it; parts of one layer do not know each other.
LAYERS = (
    {"__main__"},
    {"cli"},
    {"book_commands"},
    {"export_command"},
    {"note_commands", "marking_commands", "template_commands"},
    {"encryption_commands"},
    {"console"},
    {"gui"},
    {"book_export"},
    {"card_export", "note_export"},
    {"text_export", "withheld"},
    {"workspace"},
    {"books"},
    {"pages", "notebook", "outgoing"},
    {"finder"},
    {"screen", "paper", "library", "notes"},
    {"prose"},
    {"cards"},
    {"templates"},
    {"settings"},
    {"paths", "files"},
    {"i18n"},
    {"errors", "edtf", "faces", "making"},
)

# What one part alone may import: the rest of the app does not know that it is used.
ONLY = {
    "PySide6": ("gui",),
    "jinja2": ("screen",),
    "docx": ("paper", "withheld"),
    "pikepdf": ("paper", "withheld"),
    "typst": ("paper",),
    "pypdfium2": ("paper", "withheld"),
    "markdown": ("prose",),
    "nh3": ("prose",),
    "yaml": ("cards",),
    "babel": ("i18n",),
    "platformdirs": ("paths",),
    "sqlite3": ("library",),  # one library alone opens the file of notes
    "sqlcipher3": ("notes.engine",),
    "cryptography": ("notes.keys",),
    "anyascii": ("library",),
    "rapidfuzz": ("library", "notes.anchors", "notes.differences", "gui.page_places"),
    "watchdog": ("library",),
}

NETWORK = (
    "socket", "ssl", "http", "urllib.request", "urllib.error", "ftplib", "smtplib", "imaplib", "poplib", "nntplib",
    "telnetlib", "xmlrpc", "socketserver", "asyncio", "webbrowser",
    "multiprocessing.connection", "multiprocessing.managers", "requests", "httpx", "urllib3", "aiohttp",
    "PySide6.QtNetwork", "PySide6.QtNetworkAuth", "PySide6.QtWebEngine", "PySide6.QtWebEngineCore",
    "PySide6.QtWebEngineWidgets", "PySide6.QtWebEngineQuick", "PySide6.QtWebChannel", "PySide6.QtWebSockets",
    "PySide6.QtWebView", "PySide6.QtHttpServer", "PySide6.QtBluetooth", "PySide6.QtNfc", "PySide6.QtQml",
)  # fmt: skip

# Notes outlive cards: they know a card by its id.
FORBIDDEN = {"notes": ("cards", "library")}

DYNAMIC = ("import_module", "__import__", "eval", "exec")
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}

# What costs more than a card's first paint may wait for, each in milliseconds of import (see ARCHITECTURE.md).
SLOW_TO_IMPORT = (
    "msgspec", "jinja2", "markdown", "yaml", "typst", "babel", "nh3", "platformdirs", "dataclasses",
    "anyascii", "rapidfuzz", "watchdog", "cryptography", "docx",
    "pikepdf", "pypdfium2",
)  # fmt: skip


class Import(NamedTuple):
    """One imported name: by which of our modules, on which line."""

    module: str
    line: int
    name: str


def modules() -> dict[str, Path]:
    """Our modules by dotted name inside the package: "notes.store"; a package by the name of its folder."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT / PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imports() -> list[Import]:
    """Every import of every module, also those inside functions; not those for type checkers alone."""
    return [found for module, path in modules().items() for found in _imports(module, ast.parse(path.read_bytes()))]


def _imports(module: str, node: ast.AST) -> Iterator[Import]:
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        yield from (Import(module, node.lineno, alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"{module}:{node.lineno}: a relative import"
        yield from (Import(module, node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
    for child in ast.iter_child_nodes(node):
        yield from _imports(module, child)


def is_within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def complaint(found: Import) -> str:
    """The rule that an import breaks, in words; empty where it breaks none."""
    if any(is_within(found.name, name) for name in NETWORK):
        return "nothing of ours reaches the network"
    for library, parts in ONLY.items():
        if is_within(found.name, library) and not any(is_within(found.module, part) for part in parts):
            return f"{library} is known to {' and '.join(parts)} alone"
    if is_within(found.name, PACKAGE):
        return _complaint_about_ours(found.module, found.name.removeprefix(PACKAGE).removeprefix("."))
    return ""


def _complaint_about_ours(module: str, target: str) -> str:
    importer, imported = module.partition(".")[0], target.partition(".")[0]
    if imported in FORBIDDEN.get(importer, ()):
        return f"{importer} do not know {imported}"
    if imported in ("", "__version__") or importer == imported:
        return ""
    depth = {part: depth for depth, layer in enumerate(LAYERS) for part in layer}
    return "" if depth[imported] > depth[importer] else "layers look inwards alone"


def test_every_module_has_its_layer() -> None:
    assert {module.partition(".")[0] for module in modules()} - {""} <= set().union(*LAYERS)


def test_imports_keep_the_rules() -> None:
    found = imports()
    assert len(found) > 100
    broken = [f"{PACKAGE}/{i.module}:{i.line}: imports {i.name}: {said}" for i in found if (said := complaint(i))]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    ("module", "name", "rule"),
    [
        ("screen.renderer", "PySide6.QtGui.QColor", "PySide6 is known to gui alone"),
        ("gui.card_view", "PySide6.QtNetwork.QTcpSocket", "nothing of ours reaches the network"),
        ("paths", "urllib.request.urlopen", "nothing of ours reaches the network"),
        ("gui.sidebar", "sqlite3", "sqlite3 is known to library alone"),
        ("notes.store", "briefing_app.library.index.Entry", "notes do not know library"),
        ("notes.store", "briefing_app.cards.card.Card", "notes do not know cards"),
        ("screen.renderer", "briefing_app.paper.printer.Printer", "layers look inwards alone"),
        ("cards.card", "briefing_app.prose.reader", "layers look inwards alone"),
        ("gui.main_window", "briefing_app.cli.main", "layers look inwards alone"),
        ("gui.main_window", "briefing_app.screen.style.Page", ""),
        ("library.index", "sqlite3", ""),
        ("screen.guard", "urllib.parse.urlsplit", ""),
        ("cli", "briefing_app.__version__", ""),
    ],
)
def test_a_broken_rule_is_seen(module: str, name: str, rule: str) -> None:
    assert complaint(Import(module, 1, name)) == rule


def test_nothing_is_imported_or_run_by_a_name_made_up_at_run_time() -> None:
    calls = [
        Import(module, node.lineno, name)
        for module, path in modules().items()
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call)
        for name in [ast.unparse(node.func).split(".")[-1]]
        if name in DYNAMIC and not (name == "exec" and isinstance(node.func, ast.Attribute))  # QDialog.exec()
    ]
    assert not calls


def test_names_say_what_a_module_is_for() -> None:
    vague = [module for module in modules() if VAGUE_NAMES & set(module.split("."))]
    assert not vague


def test_every_module_opens_with_its_responsibility() -> None:
    silent = [module for module, path in modules().items() if not ast.get_docstring(ast.parse(path.read_bytes()))]
    assert not silent


def modules_after(statement: str) -> set[str]:
    """What a fresh interpreter has imported after `statement`."""
    code = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return set(json.loads(answer.stdout))


def test_the_window_starts_without_what_is_slow_to_import() -> None:
    assert not modules_after("import briefing_app.gui.application") & set(SLOW_TO_IMPORT)
