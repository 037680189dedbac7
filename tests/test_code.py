"""Types, lint and form of the code, as a person would check them before a proposal."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.helpers import REPO


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [["mypy"], ["ruff", "check", "handbook", "tests"], ["ruff", "format", "--check", "handbook", "tests"]],
    ids=" ".join,
)
def test_the_code_is_clean(command: list[str]) -> None:
    result = subprocess.run([sys.executable, "-m", *command], cwd=REPO, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
