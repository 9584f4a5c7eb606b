"""Messages from outbox rows beside the same messages posted in other ways."""
