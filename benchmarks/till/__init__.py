"""Quotes and holds over HTTP."""
