"""What can go wrong, said in a sentence for the reader."""


class BriefingError(Exception):
    """A failure that the reader is told about in words.

    Args:
        sentence: what happened, one full sentence in the window's language.
        hint: what the reader can do about it; may be empty.
        details: text worth copying into a report (a path, the system's own words); never a note's or a card's text.

    The exit code is what the command line answers with: 1 when the input is at fault or a thing was not found,
    3 when the machine failed us.
    """

    exit_code = 1

    def __init__(self, sentence: str, hint: str = "", details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint
        self.details = details


class UsageError(BriefingError):
    """The command was called in a way that it does not understand."""

    exit_code = 2


class NotFoundError(BriefingError):
    """A card, a note, a file or a folder that was asked for is not there."""


class CardError(BriefingError):
    """A card's file has errors and cannot be shown, printed or imported."""


class MachineError(BriefingError):
    """The disk, a permission or another program stopped us."""

    exit_code = 3


class NotSavedError(MachineError):
    """A note, or a change of what is read, starred or queued, could not be written; whoever asked still has it."""


class NotesUnreadableError(MachineError):
    """The file of notes cannot be opened or comes from a newer version of the app."""


class ExportError(BriefingError):
    """A card cannot be printed as it stands, say for want of a character in the bundled fonts."""


class TemplateError(BriefingError):
    """One of the reader's own templates cannot be used; the sentence begins with its file and line."""


class MarkingError(BriefingError):
    """Markings cannot be compared, or a lower one was asked for: the reader must choose, or say why."""


class LoweredError(MarkingError):
    """A marking was asked for that is lower than a card's, or cannot be compared with it, and no reason was given."""


class WithheldError(ExportError):
    """A written file held a note that must not go out, or could not be searched for one; it is deleted."""


class BookError(BriefingError):
    """A named book cannot be read or kept as it stands: its file is damaged or of a newer version, its name taken."""
