"""Clean text to a document with its clauses and references."""
