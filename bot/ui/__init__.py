"""What people read: texts, screens as plain data, charts and cards. Knows nothing of Telegram's library."""
