"""Segments: conditions compiled to SQL, who is in them, and when time alone changes that.

``evaluate`` brings memberships up to date, ``changes`` is the queue of customers to look at,
``due`` works that queue and the clock, ``members`` answers who is where.
"""
