"""Receipts over HTTP beside the same rows written in other ways."""
