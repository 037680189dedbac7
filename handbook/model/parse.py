"""From plain mappings to models: pydantic's errors become findings with line, key, what was found, what is expected."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from handbook.errors import Finding, finding
from handbook.model.pages import EXAMPLES
from handbook.model.yamlmap import YamlMap

KIND_OF_ERROR = {
    "string_type": "text", "string_too_short": "text-not-empty", "string_too_long": "text-shorter",
    "string_pattern_mismatch": "pattern", "tuple_type": "list", "list_type": "list", "dict_type": "mapping",
    "model_type": "mapping", "model_attributes_type": "mapping", "int_type": "number", "int_parsing": "number",
    "int_from_float": "number", "greater_than": "number",
    "greater_than_equal": "number", "less_than": "number", "less_than_equal": "number", "float_type": "number",
    "float_parsing": "number", "bool_type": "yes-no", "bool_parsing": "yes-no",
    "date_type": "date", "date_parsing": "date", "date_from_datetime_parsing": "date", "date_from_datetime_inexact": "date",
    "too_short": "list-longer", "within": "within", "options": "options", "lines": "lines", "belongs": "belongs",
}  # fmt: skip


M = TypeVar("M", bound=BaseModel)


def parse(model: type[M], front: YamlMap, name: str) -> M | list[Finding]:
    """Build `model` from front matter; all problems of the mapping at once."""
    try:
        return model.model_validate(front.data)
    except ValidationError as error:
        details = error.errors()
        return [_finding(detail, model, front, name) for detail in details if not _follows(detail, details)]


def _follows(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Whether a list is too short only because entries of it could not be read, which is reported already."""
    place = detail["loc"]
    return detail["type"] == "too_short" and any(other["loc"][: len(place)] == place != other["loc"] for other in details)


def _finding(detail: ErrorDetails, model: type[BaseModel], front: YamlMap, name: str) -> Finding:
    path = [part for part in detail["loc"] if not (isinstance(part, str) and part.startswith(("function", "date", "bool")))]
    key = _key(path)
    line = front.line(*path)
    kind = detail["type"]
    example = next((EXAMPLES[str(part)] for part in reversed(path) if str(part) in EXAMPLES), "")
    if kind == "missing":
        return finding(name, line, "key-missing", key=key, example=example)
    if kind == "extra_forbidden":
        return finding(name, line, "key-unknown", key=key, hint=_similar(str(path[-1]), model, front, path))
    found = _shown(detail.get("input"))
    if kind in ("literal_error", "union_tag_invalid", "union_tag_not_found"):
        allowed = str(
            detail.get("ctx", {}).get("expected") or detail.get("ctx", {}).get("expected_tags") or "task, decision, end"
        )
        if kind == "union_tag_not_found":
            return finding(name, line, "key-missing", key=f"{key}.kind", example=EXAMPLES["kind"])
        if kind == "union_tag_invalid":
            key, found = f"{key}.kind", str(detail.get("ctx", {}).get("tag"))
        return finding(
            name, line, "value-not-allowed", key=key, found=found, allowed=allowed.replace("'", "").replace(" or ", ", ")
        )
    wanted = KIND_OF_ERROR.get(kind, "other")
    return finding(name, line, f"value-{wanted}", key=key, found=found, example=example)


def _key(path: Sequence[str | int]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path if part not in ("task", "decision", "end"))


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _similar(key: str, model: type[BaseModel], front: YamlMap, path: Sequence[str | int]) -> str:
    known = list(model.model_fields) if len(path) == 1 else [*EXAMPLES]
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    return close[0] if close else ", ".join(sorted(model.model_fields) if len(path) == 1 else [])
