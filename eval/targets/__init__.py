"""指标: how many of the numbers that documents set are found, and how rightly."""
