"""Side-by-side measurements: each is a ratio of two things measured in one run, never a rate alone."""
