"""Who is speaking, in which language, and how often."""
