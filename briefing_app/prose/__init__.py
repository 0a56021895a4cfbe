"""What prose is: Markdown, the one neutral form made from it, and plain text."""
