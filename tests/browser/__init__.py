"""The sandbox's page in a real browser: `python -m pytest tests/browser` (`make test-browser`)."""
