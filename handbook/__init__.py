"""The handbook's program: Markdown in two languages in, a static site and its companions out."""

from __future__ import annotations

__version__ = "0.1.0"
