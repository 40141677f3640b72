"""Hits to words with sources, or to an honest refusal."""
