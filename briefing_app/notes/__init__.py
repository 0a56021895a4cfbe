"""What the reader wrote: one note a card, in a file of its own that nothing else touches."""
