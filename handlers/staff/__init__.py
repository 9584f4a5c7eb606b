"""What an employee does."""
