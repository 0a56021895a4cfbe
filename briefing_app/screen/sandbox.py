"""The reader's own page templates, in Jinja's sandbox: no file beside them, no Python, an end to what they do."""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePath
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from jinja2 import FunctionLoader, TemplateNotFound, TemplateSyntaxError, UndefinedError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefing_app.errors import BriefingError, TemplateError
from briefing_app.i18n import _
from briefing_app.screen.guard import UnsafePageError
from briefing_app.templates import TemplateFolder, fault

MOST_STEPS = 300_000  # rounds of loops and calls of macros, for one page; the largest of ours takes 20,000
MOST_SECONDS = 10.0
MOST_CHARACTERS = 20_000_000  # that a template puts together
MOST_BITS = 4096  # of a number

# Things that records lead to and whose attributes lead further: to files, to what lies behind a function.
_OPAQUE = (PurePath, FunctionType, MethodType, BuiltinFunctionType, ModuleType, partial, type)
# They make a text of any length out of a number.
_STRETCHING = frozenset(("center", "expandtabs", "ljust", "rjust", "zfill"))
_STRETCHING_FILTERS = ("center", "format", "indent", "wordwrap")


class EndlessError(Exception):
    """A template does not come to an end, or makes more than a page can hold."""


class _Counting(CodeGenerator):
    """Jinja's code, which tells of each round of a loop, each call of a macro, and of texts that are put together."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - as Jinja names it
        node.body.insert(0, self._step(node))
        super().visit_Template(node, frame)

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802 - as Jinja names it
        node.body.insert(0, self._step(node))
        super().visit_For(node, frame)

    def visit_Macro(self, node: nodes.Macro, frame: Frame) -> None:  # noqa: N802 - as Jinja names it
        node.body.insert(0, self._step(node))
        super().visit_Macro(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - as Jinja names it
        self.visit(self._call("joined", node, nodes.List(node.nodes)), frame)

    def _step(self, node: nodes.Node) -> nodes.ExprStmt:
        step = nodes.ExprStmt(self._call("step", node))
        step.set_lineno(node.lineno)
        return step

    def _call(self, name: str, node: nodes.Node, *arguments: nodes.Expr) -> nodes.Call:
        call = nodes.Call(nodes.EnvironmentAttribute(name), list(arguments), [], None, None)
        call.set_lineno(node.lineno)
        call.set_environment(self.environment)
        return call


class Sandbox(ImmutableSandboxedEnvironment):
    """Fills the reader's templates. A page takes one thread.

    Args:
        folder: of the templates.
        options: as those of Jinja's own environment.
    """

    code_generator_class = _Counting
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, folder: TemplateFolder, **options: Any) -> None:
        see = options.pop("finalize")
        super().__init__(
            loader=FunctionLoader(self._load),
            autoescape=True,
            finalize=lambda value: self._counted(see(value)),
            **options,
        )
        self._folder = folder
        self._steps = self._characters = 0
        self._end = float("inf")
        for name in _STRETCHING_FILTERS:
            del self.filters[name]
        del self.globals["lipsum"]

    def fill(self, name: str, facts: Mapping[str, Any]) -> str:
        """The text that a template makes of facts.

        Raises:
            TemplateError: it cannot; the sentence says in which file, on which line and why.
        """
        self._steps = self._characters = 0
        self._end = time.monotonic() + MOST_SECONDS
        with self._told(name):
            return "".join(map(self._counted, self.get_template(name).generate(facts)))

    def check(self, name: str) -> None:
        """Read a template without filling it.

        Raises:
            TemplateError: it cannot be understood.
        """
        with self._told(name):
            self.get_template(name)

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Tell what goes wrong with the template `name` as a fault of the reader's templates."""
        try:
            yield
        except BriefingError:
            raise
        except TemplateSyntaxError as error:
            raise fault(Path(error.filename or name), error.lineno, _sentence(error)) from error
        except Exception as error:  # a template is the reader's own code, and may fail as any code does
            path, line = self._place(error) or (self._folder.own / name, 0)
            raise fault(path, line, _sentence(error)) from error

    def refused(self, error: UnsafePageError, name: str) -> TemplateError:
        """What is wrong with the template `name`, whose page the guard stopped."""
        sentence = _("A page may not hold “{piece}”: it could make the app read a file or call somebody.")
        path, line = self._line_with(error.piece) or (self._folder.own / name, 0)
        return fault(path, line, sentence.format(piece=error.piece[:80]))

    def step(self) -> None:
        """Count one more round; called by the templates' own code.

        Raises:
            EndlessError: it is one too many.
        """
        self._steps += 1
        if self._steps > MOST_STEPS or time.monotonic() > self._end:
            raise EndlessError(_("The template does not come to an end."))

    def joined(self, parts: Iterable[Any]) -> str:
        """Texts put together, counted."""
        text: str = self._counted(markup_join(parts))
        return text

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may ask for this: nothing that leads to files, or behind a function."""
        if isinstance(obj, _OPAQUE) or (isinstance(obj, str) and attr in _STRETCHING):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """What an operator gives, unless that is too large."""
        _refuse_too_large(operator, left, right)
        return self._counted(super().call_binop(context, operator, left, right))

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """The reader's template of this name, else the built-in one: its text, its file, whether it is still so."""
        folder, stamp = self._folder, self._folder.stamp(name)
        text = folder.own_text(name)
        path = (folder.built_in if text is None else folder.own) / name
        if text is None:
            if name not in folder.names:
                return None
            text = path.read_text("utf-8")
        return text, str(path), lambda: folder.stamp(name) == stamp

    def _counted(self, value: Any) -> Any:
        if isinstance(value, str):
            self._characters += len(value)
            if self._characters > MOST_CHARACTERS:
                raise EndlessError(_("The template makes more text than a page can hold."))
        return value

    def _place(self, error: Exception) -> tuple[Path, int] | None:
        """Where in a template it happened, in one of the reader's own if any is on the way."""
        frames = [frame for frame in reversed(traceback.extract_tb(error.__traceback__)) if frame.lineno]
        for folder in (self._folder.own, self._folder.built_in):
            for frame in frames:
                if Path(frame.filename).parent == folder:
                    return Path(frame.filename), frame.lineno or 0
        return None

    def _line_with(self, piece: str) -> tuple[Path, int] | None:
        """Where one of the reader's templates says this, or begins to."""
        for wanted in (piece, piece.partition(" ")[0]):
            for name, text in self._own_texts():
                if wanted in text:
                    return self._folder.own / name, text[: text.index(wanted)].count("\n") + 1
        return None

    def _own_texts(self) -> Iterator[tuple[str, str]]:
        for name, _stamp in self._folder.stamps():
            text = self._folder.own_text(name) if name.endswith(".j2") else None
            if text is not None:
                yield name, text


def _refuse_too_large(operator: str, left: Any, right: Any) -> None:
    """Refuse what would take all memory before it could be counted."""
    too_large = EndlessError(_("The template makes a number or a text that is too large."))
    if isinstance(left, int) and isinstance(right, int):
        bits = {"**": left.bit_length() * max(right, 0), "*": left.bit_length() + right.bit_length()}
        if bits.get(operator, 0) > MOST_BITS:
            raise too_large
    elif operator == "*":
        times = left if isinstance(left, int) else right
        repeated = right if times is left else left
        if isinstance(times, int) and hasattr(repeated, "__len__") and times * len(repeated) > MOST_CHARACTERS:
            raise too_large
    elif operator == "%" and isinstance(left, str):
        raise too_large


def _sentence(error: Exception) -> str:
    """What went wrong, in our words where Jinja's name classes of ours."""
    if isinstance(error, TemplateNotFound):
        return _("There is no template “{name}” in the folder.").format(name=error.name)
    if isinstance(error, RecursionError):
        return _("The template calls itself without an end.")
    named = re.findall("'([^']*)'", str(error))
    if isinstance(error, SecurityError) and named:
        return _("A template may not use “{name}”.").format(name=named[0])
    if isinstance(error, UndefinedError) and named:
        return _("Nothing here has the name “{name}”.").format(name=named[-1])
    return str(error) or type(error).__name__
