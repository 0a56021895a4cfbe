"""The colours of highlights and who may see a note: what the files, the window and the commands call them."""

COLOURS = ("agree", "question", "raise", "check")
AUDIENCES = ("me", "delegation", "release")
