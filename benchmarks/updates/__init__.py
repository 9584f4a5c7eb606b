"""Updates through the whole dispatcher beside bare aiogram."""
