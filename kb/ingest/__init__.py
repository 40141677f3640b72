"""Files to structured documents, in as many processes as there are cores."""
