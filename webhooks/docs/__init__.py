"""The page at /v1/docs."""
