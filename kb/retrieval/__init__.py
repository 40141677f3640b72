"""A question to hits: what it asks, where to look, what speaks for a passage."""
