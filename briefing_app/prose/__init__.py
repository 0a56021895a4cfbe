"""What prose is: Markdown, the one neutral form made from it, plain text, and the signs of a note."""
