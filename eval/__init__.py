"""Measures the product on questions with known answers; imports kb's public names only."""
