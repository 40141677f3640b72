"""Conductor 3: an index is kept in step with a folder."""
