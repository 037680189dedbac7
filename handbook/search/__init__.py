"""The search index: finished pages in, one script per language out. How the engine works: README.md beside this file."""
