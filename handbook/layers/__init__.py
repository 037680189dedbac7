"""Core and local layer become one tree: local pages and overlays are laid over the core by id, and drift is told."""
