"""The groups in which the pages of a part are listed: on its index page, on the page with all files."""

from __future__ import annotations

from handbook.model import pages
from handbook.model.library import Library

# In this order. Forms go with the processes of the same tens, F-21 with P-21.
GROUPS = (
    "faelle",
    "frueh",
    "krise",
    "intern",
    "steuern",
    "einfuehren",
    "dokumentiert",
    "konstruiert",
    "lehrgang",
    "beratung",
    "kurz",
)
TENS = ("faelle", "faelle", "frueh", "krise", "intern", "steuern", "einfuehren", "einfuehren")
COURSES = {"QA": "lehrgang", "QB": "beratung", "Q": "kurz"}


def group_of(identity: str, library: Library) -> str:
    """The group of a page, or ""."""
    head = library.head(identity, "de")
    letters, _, digits = identity.partition("-")
    if isinstance(head, pages.Process):
        return head.group
    if isinstance(head, pages.Case):
        return "dokumentiert" if head.case == "documented" else "konstruiert"
    if isinstance(head, pages.Form) and len(digits) == 2 and digits.isdigit():
        return TENS[min(int(digits[0]), len(TENS) - 1)]
    return COURSES.get(letters, "") if digits.isdigit() else ""
