"""Tests of the real handbook, built as it is published."""
