"""Steps of a process by id: change, insert, remove. The result is a process like any other and is checked as one."""

from __future__ import annotations

from typing import Any

from handbook.errors import Finding, finding
from handbook.model.edition import Overlay
from handbook.model.library import Page
from handbook.model.yamlmap import Key, YamlMap

CONTROL = ("between", "remove")
Steps = list[dict[str, Any]]


def lay_steps(below: Page, local: Page, overlay: Overlay, front: YamlMap) -> tuple[YamlMap, list[Finding]]:
    """The front matter with the steps changed, in the order change, insert, remove; its lines name the local file's."""
    steps: Steps = [dict(step) for step in below.source.front.data["steps"]]
    old = {step["id"]: number for number, step in enumerate(steps)}
    raw: dict[str, dict[str, Any]] = local.source.front.data["steps"]
    findings: list[Finding] = []
    for name, change in overlay.steps.items():
        wrong = _problem(name, change, old)
        if wrong:
            findings.append(finding(local.name, local.line("steps", name), wrong, step=name, known=", ".join(old)))
        elif change.between:
            words = {key: value for key, value in raw[name].items() if key not in CONTROL}
            if not _insert(steps, name, change.between, words):
                line = local.line("steps", name, "between")
                findings.append(finding(local.name, line, "overlay-step-between", step=name, between=" → ".join(change.between)))
        elif not change.remove:
            _find(steps, name).update(raw[name])
    for name, change in overlay.steps.items():
        if change.remove and name in old and not _remove(steps, name):
            findings.append(finding(local.name, local.line("steps", name), "overlay-step-remove", step=name))
    lines = _lines(steps, old, below, local, front)
    return YamlMap({**front.data, "steps": steps}, lines), findings


def _problem(name: str, change: Any, old: dict[str, int]) -> str:
    if change.between and name in old:
        return "overlay-step-exists"
    return "overlay-step-unknown" if not change.between and name not in old else ""


def _find(steps: Steps, name: str) -> dict[str, Any]:
    return next(step for step in steps if step["id"] == name)


def _redirect(step: dict[str, Any], old: str, new: str) -> bool:
    """Let a step lead to `new` instead of `old`; whether it led there."""
    following = step.get("next")
    if following == old:
        step["next"] = new
        return True
    if not isinstance(following, list):
        return False
    changed = [
        {**entry, "to": new} if isinstance(entry, dict) and entry.get("to") == old else new if entry == old else entry
        for entry in following
    ]
    step["next"] = changed
    return bool(changed != following)


def _insert(steps: Steps, name: str, between: tuple[str, str], words: dict[str, Any]) -> bool:
    before, after = between
    number = next((number for number, step in enumerate(steps) if step["id"] == before), None)
    if number is None or not _redirect(steps[number], after, name):
        return False
    steps.insert(number + 1, {"id": name, "kind": "task", "next": after, **words})
    return True


def _remove(steps: Steps, name: str) -> bool:
    """Whoever led to the step leads to the next one; a step with several ways out, or none, must not be led to any more."""
    step = _find(steps, name)
    following = step.get("next")
    target = following[0] if isinstance(following, list) and len(following) == 1 else following
    steps.remove(step)
    for other in steps:
        if isinstance(target, str):
            _redirect(other, name, target)
        elif _redirect(dict(other), name, ""):
            steps.append(step)
            return False
    return True


def _lines(steps: Steps, old: dict[str, int], below: Page, local: Page, front: YamlMap) -> dict[Key, int]:
    """The line of each key of the new list: the core's, or the local one for what was changed."""
    offset = below.source.body_line - 1
    lines = {key: line for key, line in front.lines.items() if key[:1] != ("steps",) or len(key) == 1}
    for number, step in enumerate(steps):
        for key, line in below.source.front.lines.items():
            if key[:2] == ("steps", old.get(step["id"], -1)):
                lines["steps", number, *key[2:]] = line
        for key, line in local.source.front.lines.items():
            if key[:2] == ("steps", step["id"]):
                lines["steps", number, *key[2:]] = line + offset
    return lines
