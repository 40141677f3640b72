"""One measure a file; each docstring holds the formula."""
