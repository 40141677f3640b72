"""What we know of official Chinese: pure functions over text."""
