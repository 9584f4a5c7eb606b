"""What a customer does."""
