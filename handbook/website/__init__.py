"""The only folder that imports MkDocs: plugin, release render, preview."""
