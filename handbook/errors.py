"""What can go wrong: one finding per place in the content, one base error for everything that stops a command."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, order=True)
class Finding:
    """One problem at one place. `path` is relative to the root of the handbook, `line` counts from 1.

    `rule` names the message in `handbook/locale/<lang>.yml` (found, expected, todo); `values` fill its placeholders.
    `cause` is set where a town sees a finding in a file of the core: a mistake of the core, which it cannot mend, or what follows
    from a change of its edition.
    """

    path: str
    line: int
    rule: str
    values: tuple[tuple[str, str], ...] = ()
    severity: Severity = field(default="error", compare=False)
    cause: Literal["core", "edition"] | None = field(default=None, compare=False)


def finding(path: str, line: int, rule: str, severity: Severity = "error", /, **values: object) -> Finding:
    """Make a finding from keyword values, sorted so that equal findings compare equal."""
    return Finding(path, line, rule, tuple(sorted((key, str(value)) for key, value in values.items())), severity)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each once, by file and line; mistakes of the core that a town cannot mend come last."""
    return sorted(set(findings), key=lambda found: (found.cause == "core", found))


class HandbookError(Exception):
    """A message for the person at the keyboard: shown without traceback, the command ends with `exit_code`."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ContentError(HandbookError):
    """The content has errors, so nothing may be built from it. Exit code 1."""

    exit_code = 1

    def __init__(self, findings: Iterable[Finding], message: str = "") -> None:
        self.findings = tuple(in_order(findings))
        super().__init__(message)
