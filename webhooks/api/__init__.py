"""The merchants' JSON API, one module a noun."""
