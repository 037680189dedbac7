"""Benchmarks: figures to print, never to test. Run with scripts/bench [NAME]."""
