"""Many pages are set in a process of their own: it can be ended, it ends with whoever asked, and tells nobody."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefing_app.card_export import Wish, draft, export, prepared
from briefing_app.errors import BriefingError, ExportError, MachineError, TemplateError
from briefing_app.making import CancelledError, Making, Stage
from briefing_app.outgoing import NotesChoice
from briefing_app.paper.edition import Edition, PrintedCard
from briefing_app.paper.printer import Printer
from briefing_app.paper.process import Press, pdf_from_process
from briefing_app.paper.typesetter import Job
from briefing_app.paths import resources
from briefing_app.templates import TemplateFolder
from briefing_app.workspace import Workspace
from tests.builders import build_card, prose_of, write_card
from tests.processes import StartProcess

CANARY = "Zaunkönigsnest im Weißdorn"

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en")


def job_of(printer: Printer, *bodies: str) -> Job:
    items = [PrintedCard(build_card(body, f"card-{place}")) for place, body in enumerate(bodies)]
    return printer.job(items, Edition("a4", "book"))


ENDLESS = """
#let whole-card(..all) = {
  for one in range(10000) { for other in range(10000) { for third in range(10000) { } } }
}
"""


def endless_printer(folder: Path) -> Printer:
    """A printer by templates of the reader's with which no card is ever done; its processes must be ended."""
    folder.mkdir(exist_ok=True)
    (folder / "card.typ").write_text(ENDLESS)
    return Printer(resources(), "en", own=TemplateFolder(resources() / "typst", folder))


class Attempt(threading.Thread):
    """One making in a thread, as the window does it."""

    def __init__(self, work: Callable[[Making], object]) -> None:
        super().__init__()
        self.making = Making()
        self.error: Exception | None = None
        self._work = work

    def run(self) -> None:
        try:
            self._work(self.making)
        except (BriefingError, CancelledError) as error:
            self.error = error

    def ended(self) -> Exception | None:
        """What it ended with, which it must do now."""
        self.join(timeout=20)
        assert not self.is_alive()
        return self.error

    def child(self) -> int:
        """The process that it waits for, once it works on the job."""
        while self.is_alive():
            for pid in children():
                if "typst" in Path(f"/proc/{pid}/maps").read_text():
                    return pid
            time.sleep(0.01)
        raise AssertionError(f"it ended before: {self.error!r}")


def children() -> list[int]:
    """The processes that this one has started and that have not ended."""
    found: list[int] = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # a thread that ended meanwhile
            found += map(int, (task / "children").read_text().split())
    return found


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.fixture
def attempt(tmp_path: Path) -> Iterator[Attempt]:
    """One that never ends by itself."""
    printer = endless_printer(tmp_path / "own")
    job = job_of(printer, CANARY, CANARY)
    attempt = Attempt(lambda making: pdf_from_process(printer.typesetter, job, making))
    attempt.start()
    yield attempt
    for pid in children():
        os.kill(pid, signal.SIGKILL)
    attempt.join()


def test_the_file_is_the_same_as_one_that_is_set_here(printer: Printer) -> None:
    job = job_of(printer, "One.", "Two.")
    assert pdf_from_process(printer.typesetter, job, Making()) == printer.typesetter.pdf(job)


def test_what_cannot_be_set_is_said_as_here(printer: Printer) -> None:
    job = job_of(printer, "One.", "No font has \U00010a00 this.")
    with pytest.raises(ExportError) as here:
        printer.typesetter.pdf(job)
    with pytest.raises(ExportError) as there:
        pdf_from_process(printer.typesetter, job, Making())
    assert (there.value.sentence, there.value.hint) == (here.value.sentence, here.value.hint)


def test_the_readers_own_templates_are_used_there_too(tmp_path: Path) -> None:
    own = TemplateFolder(resources() / "typst", tmp_path)
    (tmp_path / "card.typ").write_text('#let whole-card(..all) = panic("mine")')
    printer = Printer(resources(), "en", own=own)
    with pytest.raises(TemplateError) as there:
        pdf_from_process(printer.typesetter, job_of(printer, "One.", "Two."), Making())
    assert str(tmp_path / "card.typ") in there.value.sentence


@on_linux
def test_many_cards_alone_take_a_process(printer: Printer, monkeypatch: pytest.MonkeyPatch) -> None:
    stages: list[Stage] = []
    monkeypatch.setattr(printer.typesetter, "pdf", lambda job: b"set here")
    press = Press(printer.typesetter)
    assert press.pdf(job_of(printer, "One."), Making(stages.append)) == b"set here"
    two = job_of(printer, "One.", "Two.")
    made = press.pdf(two, Making(stages.append))
    assert made.startswith(b"%PDF")
    assert [stage.words for stage in stages] == ["Setting the pages of 1 card", "Setting the pages of 2 cards"]
    monkeypatch.setattr("briefing_app.paper.process.pdf_from_process", None)
    assert press.pdf(job_of(printer, "One.", "Two."), Making()) is made  # what was shown is what is written


@on_linux
def test_no_word_of_the_job_stands_where_others_look(attempt: Attempt, tmp_path: Path) -> None:
    pid = attempt.child()
    for place in ("cmdline", "environ"):
        assert CANARY.encode() not in Path(f"/proc/{pid}/{place}").read_bytes()
    opened = [os.readlink(file) for file in Path(f"/proc/{pid}/fd").iterdir()]
    files = [file for file in opened if file.startswith("/") and not file.startswith(("/dev/", "/proc/"))]
    assert [file for file in files if not file.startswith(str(resources()))] == []
    assert CANARY.encode() not in b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


@on_linux
def test_what_is_cancelled_ends_at_once(attempt: Attempt) -> None:
    pid = attempt.child()
    attempt.making.cancel()
    assert isinstance(attempt.ended(), CancelledError)
    assert is_gone(pid)


@on_linux
def test_a_process_that_is_killed_is_told_of(attempt: Attempt) -> None:
    os.kill(attempt.child(), signal.SIGKILL)
    error = attempt.ended()
    assert isinstance(error, MachineError)
    assert error.sentence == "The process that makes the pages ended before they were done."
    assert "-9" in error.details


def test_what_was_cancelled_before_begins_nothing(printer: Printer) -> None:
    making = Making()
    making.cancel()
    with pytest.raises(CancelledError):
        pdf_from_process(printer.typesetter, job_of(printer, "One.", "Two."), making)


@on_linux
@pytest.mark.parametrize(("notes", "before"), [("none", b"the file of yesterday"), ("all", b"")])
def test_a_cancelled_export_changes_nothing(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notes: NotesChoice, before: bytes
) -> None:
    folder, scratch = tmp_path / "out", tmp_path / "tmp"
    target = folder / "book.pdf"
    for made in (folder, scratch):
        made.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    if before:
        target.write_bytes(before)
    ids = [write_card(workspace.paths.library, f"long-{n}", prose_of(1500)).stem for n in range(30)]
    workspace.library.refresh()
    workspace.notes.save(ids[0], CANARY)

    attempt = Attempt(prepared(workspace, draft(workspace, ids, Making()), target, Wish(notes, "book")))
    attempt.start()
    pid = attempt.child()
    attempt.making.cancel()
    attempt.join()
    assert isinstance(attempt.error, CancelledError)
    assert is_gone(pid)
    assert [file.read_bytes() for file in folder.iterdir()] == ([before] if before else [])
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("kind", ["pdf", "docx", "md"])
@pytest.mark.parametrize("notes", ["none", "all"])  # with all there is nothing to look for
def test_an_export_is_given_up_while_its_file_is_searched(
    workspace: Workspace, tmp_path: Path, kind: str, notes: NotesChoice
) -> None:
    target = tmp_path / f"card.{kind}"
    target.write_bytes(b"the file of yesterday")
    card_id = write_card(workspace.paths.library, "talks").stem
    workspace.library.refresh()
    workspace.notes.save(card_id, "Ask about the border before lunch, and listen to what nobody says of it.")
    making = Making(lambda stage: making.cancel() if stage.words.startswith("Searching") else None)
    with pytest.raises(CancelledError):
        export(workspace, [card_id], target, Wish(notes), making)
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [target.name]
    assert target.read_bytes() == b"the file of yesterday"


ASKS = """
import sys
from pathlib import Path
from briefing_app.making import Making
from briefing_app.paper.process import pdf_from_process
from tests.paper.test_process import Attempt, endless_printer, job_of
printer = endless_printer(Path(sys.argv[1]))
job = job_of(printer, "One.", "Two.")
attempt = Attempt(lambda making: pdf_from_process(printer.typesetter, job, making))
attempt.start()
print(attempt.child(), flush=True)
attempt.join()
"""


@on_linux
def test_the_process_ends_with_whoever_asked(start_process: StartProcess, tmp_path: Path) -> None:
    asking = start_process(ASKS, tmp_path / "own")
    assert asking.stdout is not None
    pid = int(asking.stdout.readline())
    assert not is_gone(pid)
    asking.kill()
    asking.wait()
    deadline = time.monotonic() + 20
    while not is_gone(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    ended = is_gone(pid)
    if not ended:
        os.kill(pid, signal.SIGKILL)
    assert ended


def test_stages_are_told_until_it_is_given_up() -> None:
    stages: list[Stage] = []
    making = Making(stages.append)
    making.tell("Reading card 1 of 2", 0, 2)
    making.cancel()
    with pytest.raises(CancelledError):
        making.tell("Reading card 2 of 2", 1, 2)
    assert stages == [Stage("Reading card 1 of 2", 0, 2)]
