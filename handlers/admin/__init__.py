"""What an admin does."""
