"""YAML with places: parsed data together with the line of every key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

Key = tuple[str | int, ...]
MAX_DEPTH = 12


@dataclass
class YamlProblem(Exception):
    """Why a YAML text cannot be read; `line` counts from 1 within the file."""

    line: int
    rule: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class YamlMap:
    """A parsed mapping and the line of each of its keys, by path (`("steps", 0, "role")`)."""

    data: dict[str, Any]
    lines: dict[Key, int]

    def line(self, *path: str | int) -> int:
        """Line of the longest known part of `path`; parts that are no keys (union tags) are skipped."""
        known: Key = ()
        for part in path:
            if (*known, part) in self.lines:
                known = (*known, part)
        return self.lines.get(known, 1)


def load(text: str, *, first_line: int = 1, listing: bool = False) -> YamlMap:
    """Parse one mapping; with `listing` one list, which becomes the key `items`.

    Raises YamlProblem for broken YAML, duplicate keys, aliases, deep nesting, or another kind of document.
    """
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        raise YamlProblem(line, "yaml-broken", {"problem": str(getattr(error, "problem", error))}) from None
    if node is None:
        return YamlMap({}, {})
    if not isinstance(node, yaml.SequenceNode if listing else yaml.MappingNode):
        raise YamlProblem(first_line, "yaml-no-list" if listing else "yaml-no-mapping", {})
    lines: dict[Key, int] = {(): first_line}
    if listing:
        return YamlMap({"items": _build(node, ("items",), lines, loader, first_line, set())}, lines)
    data = _build(node, (), lines, loader, first_line, set())
    return YamlMap(data, lines)


def _build(node: yaml.Node, path: Key, lines: dict[Key, int], loader: Any, first: int, seen: set[int]) -> Any:
    line = first + node.start_mark.line
    if len(path) > MAX_DEPTH:
        raise YamlProblem(line, "yaml-too-deep", {"depth": str(MAX_DEPTH)})
    if id(node) in seen:
        raise YamlProblem(line, "yaml-alias", {})
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, loader, first, seen)
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, child in enumerate(node.value):
            lines[(*path, index)] = first + child.start_mark.line
            items.append(_build(child, (*path, index), lines, loader, first, seen))
        return items
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ValueError) as error:
        raise YamlProblem(line, "yaml-broken", {"problem": str(error)}) from None


def _mapping(
    node: yaml.MappingNode, path: Key, lines: dict[Key, int], loader: Any, first: int, seen: set[int]
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = first + key_node.start_mark.line
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if key is None or key == "<<":
            raise YamlProblem(line, "yaml-key", {})
        if key in result:
            raise YamlProblem(line, "yaml-duplicate-key", {"key": key})
        lines[(*path, key)] = line
        result[key] = _build(value_node, (*path, key), lines, loader, first, seen)
    return result
