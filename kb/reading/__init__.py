"""A file to clean text with page starts: the only code that opens source files."""
