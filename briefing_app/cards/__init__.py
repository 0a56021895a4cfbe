"""What a card is: its record, its file, its rules."""
