"""The sandbox: a Telegram stand-in for people without a token and for tests, with its page and its till."""
