"""YAML with places."""

from __future__ import annotations

import pytest

from handbook.model.yamlmap import YamlProblem, load

TEXT = """\
id: P-01
steps:
  - {id: s1, kind: task}
  - id: s2
    kind: end
"""


def test_every_key_knows_its_line_in_the_file() -> None:
    found = load(TEXT, first_line=2)
    assert found.data["steps"][1] == {"id": "s2", "kind": "end"}
    assert (found.line("id"), found.line("steps", 0, "kind"), found.line("steps", 1, "kind")) == (2, 4, 6)


def test_parts_of_a_path_that_are_no_keys_are_skipped() -> None:
    assert load(TEXT).line("steps", 1, "end", "kind") == 5


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("a: 1\na: 2", 2, "yaml-duplicate-key"),
        ("b: 0\na: &x 1\nb2: *x", 2, "yaml-alias"),
        ("a: [1, 2", 2, "yaml-broken"),
        ("- a", 1, "yaml-no-mapping"),
        ("? [a]\n: b", 1, "yaml-key"),
        ("a: !!python/object:os.system {}", 1, "yaml-broken"),
    ],
)
def test_what_cannot_be_read_says_where(text: str, line: int, rule: str) -> None:
    with pytest.raises(YamlProblem) as caught:
        load(text)
    assert (caught.value.line, caught.value.rule) == (line, rule)


def test_a_list_file_of_comments_alone_is_an_empty_list() -> None:
    assert load("# nothing is planned\n", listing=True).data == {"items": []}
