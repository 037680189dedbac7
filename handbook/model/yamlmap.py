"""YAML with places: parsed data together with the line of every key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from handbook.model import yamlfaults

Key = tuple[str | int, ...]
MAX_DEPTH = 12
COLLECTIONS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


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
    loader, lines = yaml.CSafeLoader(text), text.split("\n")
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _broken(lines, mark.line if mark else 0, first_line) from None
    if node is None:
        return YamlMap({"items": []} if listing else {}, {})
    if not isinstance(node, yaml.SequenceNode if listing else yaml.MappingNode):
        if found := yamlfaults.cause(lines, len(lines)):
            raise YamlProblem(first_line + found[0], found[1])
        raise YamlProblem(first_line, "yaml-no-list" if listing else "yaml-no-mapping")
    builder = _Builder(loader, lines, first_line)
    if listing:
        builder.lines["items",] = first_line
        return YamlMap({"items": builder.build(node, ("items",))}, builder.lines)
    return YamlMap(builder.build(node, ()), builder.lines)


def _broken(lines: Sequence[str], at: int, first_line: int) -> YamlProblem:
    number, rule = yamlfaults.cause(lines, at) or (at, "yaml-broken")
    return YamlProblem(first_line + number, rule)


class _Builder:
    """Turns nodes into plain values and notes the line of each key."""

    def __init__(self, loader: Any, text: Sequence[str], first_line: int) -> None:
        self.loader = loader
        self.text = text
        self.first_line = first_line
        self.lines: dict[Key, int] = {(): first_line}
        self.seen: set[int] = set()

    def build(self, node: yaml.Node, path: Key) -> Any:
        line = self._line(node)
        if len(path) > MAX_DEPTH:
            raise YamlProblem(line, "yaml-too-deep", {"depth": str(MAX_DEPTH)})
        if id(node) in self.seen:  # an alias leads to a node that was met before
            raise YamlProblem(line, "yaml-alias", {})
        self.seen.add(id(node))
        if not isinstance(node, yaml.ScalarNode) and node.tag not in COLLECTIONS:
            raise YamlProblem(line, "yaml-broken")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._item(child, (*path, index)) for index, child in enumerate(node.value)]
        try:
            return self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            raise YamlProblem(line, "yaml-broken") from None

    def _item(self, node: yaml.Node, path: Key) -> Any:
        self.lines[path] = self._line(node)
        return self.build(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Key) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None or key == "<<":
                raise YamlProblem(self._line(key_node), "yaml-key", {})
            if key in result:
                raise YamlProblem(self._line(key_node), "yaml-duplicate-key", {"key": key})
            self.lines[*path, key] = self._line(key_node)
            if not value_node.value and yamlfaults.is_colour(self.text[key_node.start_mark.line]):
                raise YamlProblem(self._line(key_node), "yaml-colour")
            result[key] = self.build(value_node, (*path, key))
        return result

    def _line(self, node: yaml.Node) -> int:
        return self.first_line + int(node.start_mark.line)
