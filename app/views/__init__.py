"""The pages; each reads its widgets, calls one method of ``kb`` and draws what it gives."""
