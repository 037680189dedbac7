"""Run the command line with `python -m handbook`."""

from __future__ import annotations

from handbook.cli import main

main()
