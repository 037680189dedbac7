"""Findings as text for people, JSON for programs, and annotations for the two forges."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from handbook.errors import Finding, Severity, in_order
from handbook.locale import explain, word

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


def as_text(findings: Iterable[Finding], lang: str) -> str:
    """One block a finding: place and rule, what was found, what is expected, what to do; the sum at the end."""
    ordered = in_order(findings)
    blocks = [_block(found, lang) for found in ordered]
    return "\n\n".join([*blocks, summary(ordered, lang)])


def _block(found: Finding, lang: str) -> str:
    what, expected, todo = explain(found, lang)
    severity = word(lang, f"severities.{found.severity}")
    lines = [f"{found.path}:{found.line}: {severity} [{found.rule}] {what}"]
    if expected:
        lines.append(f"    {word(lang, 'report.expected')}: {expected}")
    if todo:
        lines.append(f"    {word(lang, 'report.todo')}: {todo}")
    return "\n".join(lines)


def summary(findings: Sequence[Finding], lang: str) -> str:
    """How many of each severity."""
    counts = Counter(found.severity for found in findings)
    names = {severity: f"severities.{severity}" if counts[severity] == 1 else f"report.{severity}s" for severity in SEVERITIES}
    return ", ".join(f"{counts[severity]} {word(lang, name)}" for severity, name in names.items())


def as_json(findings: Iterable[Finding], lang: str) -> str:
    """A list of objects with all parts of each finding."""
    entries = []
    for found in in_order(findings):
        what, expected, todo = explain(found, lang)
        entries.append(
            {
                "path": found.path, "line": found.line, "rule": found.rule, "severity": found.severity,
                "found": what, "expected": expected, "todo": todo, "values": dict(found.values),
            }
        )  # fmt: skip
    return json.dumps(entries, ensure_ascii=False, indent=1)


def as_github(findings: Iterable[Finding], lang: str) -> str:
    """Workflow commands that GitHub shows beside the changed lines."""
    lines = []
    for found in in_order(findings):
        kind = {"error": "error", "warning": "warning", "note": "notice"}[found.severity]
        text = _escaped(" ".join(part for part in explain(found, lang) if part))
        lines.append(f"::{kind} file={_escaped(found.path, in_property=True)},line={found.line},title={found.rule}::{text}")
    return "\n".join(lines)


def _escaped(text: str, *, in_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text


def as_gitlab(findings: Iterable[Finding], lang: str) -> str:
    """GitLab's code quality report."""
    severities = {"error": "major", "warning": "minor", "note": "info"}
    entries = [
        {
            "description": " ".join(part for part in explain(found, lang) if part),
            "check_name": found.rule,
            "fingerprint": hashlib.sha256(repr((found.path, found.rule, found.values)).encode()).hexdigest(),
            "severity": severities[found.severity],
            "location": {"path": found.path, "lines": {"begin": found.line}},
        }
        for found in in_order(findings)
    ]
    return json.dumps(entries, ensure_ascii=False, indent=1)


FORMATS: dict[str, Callable[[Iterable[Finding], str], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "gitlab": as_gitlab,
}
