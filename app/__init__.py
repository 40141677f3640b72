"""The web interface; it uses kb's public names only."""
