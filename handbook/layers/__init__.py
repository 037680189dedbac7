"""Core and local layer become one tree: a local page replaces the core page of the same path or adds one."""
