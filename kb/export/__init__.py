"""Results as files: a neutral paper is made from a record, and one writer per format draws it."""
