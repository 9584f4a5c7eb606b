"""What the program does: one command is one transaction; no text, no network."""
