"""The file on disk: whole or not there, the same each time, and silent about who made it where."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from briefing_app.errors import ExportError, MachineError
from briefing_app.files import put
from briefing_app.paper.edition import PrintedCard
from briefing_app.paper.formats import FORMATS, format_of
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import build_card
from tests.paper.readers import A4, decompressed, full_card, noted

OLD = b"what stood there before"


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


def test_the_file_is_written_whole_and_for_its_owner(printer: Printer, tmp_path: Path) -> None:
    target = tmp_path / "card.pdf"
    put(target, printer.pdf([PrintedCard(full_card())], A4))
    assert target.read_bytes() == printer.pdf([PrintedCard(full_card())], A4)
    assert [path.name for path in tmp_path.iterdir()] == ["card.pdf"]
    assert target.stat().st_mode & 0o077 == 0


def test_a_card_that_cannot_be_printed_leaves_the_old_file(printer: Printer, tmp_path: Path) -> None:
    target = tmp_path / "card.pdf"
    target.write_bytes(OLD)
    with pytest.raises(ExportError):
        put(target, printer.pdf([PrintedCard(build_card(title="𓀀"))], A4))
    assert target.read_bytes() == OLD
    assert len(list(tmp_path.iterdir())) == 1


def test_a_disk_that_fails_leaves_the_old_file(
    printer: Printer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "card.pdf"
    target.write_bytes(OLD)

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(MachineError, match="could not be written: No space left"):
        put(target, printer.pdf([PrintedCard(build_card())], A4))
    assert target.read_bytes() == OLD
    assert len(list(tmp_path.iterdir())) == 1


def test_a_missing_folder_is_a_failure_in_words(printer: Printer, tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="could not be written"):
        put(tmp_path / "none" / "card.pdf", printer.pdf([PrintedCard(build_card())], A4))


def test_nothing_to_print_is_said(printer: Printer) -> None:
    with pytest.raises(ExportError, match="no card"):
        printer.pdf([], A4)


def test_the_same_card_gives_the_same_bytes_in_another_process_and_another_time_zone(printer: Printer) -> None:
    script = (
        "import sys, zlib; from briefing_app.paper.printer import Printer; from briefing_app.paths import resources;"
        "from tests.paper.readers import A4, full_card, noted; from briefing_app.paper.edition import PrintedCard;"
        "print(zlib.crc32(Printer(resources(), 'en').pdf([PrintedCard(full_card(), noted('n'))], A4)))"
    )
    here = zlib.crc32(printer.pdf([PrintedCard(full_card(), noted("n"))], A4))
    environment = os.environ | {"TZ": "Asia/Tokyo", "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONHASHSEED": "7"}
    there = subprocess.check_output([sys.executable, "-c", script], env=environment, cwd=Path(__file__).parent)
    assert int(there) == here


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"date": "2025-07-10", "as_at": "2025-07-11"}, "20250711"),
        ({"date": "2025-07-10"}, "20250710"),
        ({"date": "1948-12"}, "19481201"),
        ({"date": "1815"}, "18150101"),
        ({"date": "2020", "as_at": "2021-05"}, "20210501"),
    ],
)
def test_the_date_of_the_file_is_the_cards(printer: Printer, fields: dict[str, str], day: str) -> None:
    inside = decompressed(printer.pdf([PrintedCard(build_card(**fields))], A4))
    stamps = set(re.findall(rb"D:(\d{8}\d*)", inside))
    assert stamps == {f"{day}000000".encode()}
    iso = f"{day[:4]}-{day[4:6]}-{day[6:]}T00:00:00"
    assert re.findall(rb"<xmp:(?:Create|Modify)Date>([^<]*?)(?:Z|\+00:00)<", inside) == [iso.encode()] * 2


def test_nobody_and_no_place_is_named(printer: Printer, tmp_path: Path) -> None:
    inside = decompressed(printer.pdf([PrintedCard(full_card())], A4))
    for trace in (getpass.getuser(), socket.gethostname(), str(Path.home()), str(resources()), ".typ", "/Author"):
        if trace != "root" and len(trace) > 3:  # what stands in any PDF by chance
            assert trace.encode() not in inside, trace


def test_templates_take_in_each_other_alone_and_neither_evaluate_nor_read() -> None:
    templates = {path.name: path.read_text("utf-8") for path in (resources() / "typst").iterdir()}
    assert templates.keys() >= {"notes.typ", *(format_of(name).template for name in FORMATS)}
    taken_in = {
        name for text in templates.values() for name in re.findall(r'^#import "([^"]+)": \*$', text, re.MULTILINE)
    }
    assert taken_in < templates.keys()
    source = re.sub(r'^#import "[a-z]+\.typ"', "", "\n".join(templates.values()), flags=re.MULTILINE)
    for word in (
        r"\beval\b",
        r"\bimport\b",
        r"\binclude\b",
        r"\bread\(",
        r"\bplugin\b",
        r"\bimage\(",
        r"datetime\.today",
    ):
        assert not re.search(word, source), word


def test_a_template_that_tries_to_read_gets_nothing_beside_templates(tmp_path: Path) -> None:
    printer, folder = Printer(resources(), "en"), tmp_path / "typst"
    shutil.copytree(resources() / "typst", folder)
    printer.typesetter._templates = folder
    (tmp_path / "canary.txt").write_text("seen")
    for path in (str(tmp_path / "canary.txt"), "/canary.txt", "../canary.txt", "/../canary.txt"):
        (folder / "cards.typ").write_text(f'#let file(data) = [#set document(title: "x"); #read("{path}")]')
        with pytest.raises(ExportError):
            printer.pdf([PrintedCard(build_card())], A4)
    (folder / "cards.typ").write_text('#let file(data) = [#set document(title: "x"); #read("lines.typ").len()]')
    assert printer.pdf([PrintedCard(build_card())], A4)


@pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")
def test_printing_opens_no_font_and_no_template_but_ours(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    script = (
        "from briefing_app.paper.printer import Printer; from briefing_app.paths import resources;"
        "from briefing_app.paper.edition import Edition, PrintedCard; from tests.paper.readers import full_card;"
        "Printer(resources(), 'en').pdf([PrintedCard(full_card())], Edition('a4'))"
    )
    log = tmp_path / "log"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    environment.pop("FONTCONFIG_FILE", None)  # the tests' own, which hides the system's fonts
    traced = ["strace", "-f", "-e", "trace=openat,socket", "-o", str(log), sys.executable, "-c", script]
    if subprocess.run(traced, env=environment, capture_output=True).returncode != 0:
        pytest.skip("strace may not trace here")
    lines = log.read_text(errors="replace").splitlines()
    opened = {match[1] for line in lines if (match := re.search(r'openat\(.*?"([^"]+)"', line))}
    fonts = [path for path in opened if path.lower().endswith((".ttf", ".otf", ".ttc", ".pfb", ".woff"))]
    assert fonts and all(path.startswith(str(resources() / "fonts")) for path in fonts)
    assert not [line for line in lines if "AF_INET" in line]
