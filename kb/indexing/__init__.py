"""Clauses to passages to a saved index."""
