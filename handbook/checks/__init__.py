"""Rules: library in, findings out. Nothing here changes a file."""
