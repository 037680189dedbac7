"""The real handbook, and the same ten times as large: every numbered page copied nine times under ids of three digits."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.helpers import REPO

NUMBERED = re.compile(r"\b([A-Z])-(\d{2})\b")
COPIES = 9


def real(target: Path) -> Path:
    """A copy of the handbook's content with the theme linked in."""
    shutil.copytree(REPO / "docs", target / "docs")
    for name in ("mkdocs.yml", "overrides"):
        (target / name).symlink_to(REPO / name)
    return target


def tenfold(target: Path) -> Path:
    """The handbook and nine generated copies of every numbered page in both languages."""
    real(target)
    for lang in ("de", "en"):
        base = target / "docs" / lang
        files = [file for file in sorted(base.rglob("*.md")) if re.match(r"[a-z]-\d\d-", file.name)]
        written = {file.name[:4].upper() for file in files}
        for file in files:
            text = file.read_text(encoding="utf-8")
            for copy in range(1, COPIES + 1):
                name = f"{file.name[0]}-{copy}{file.name[2:]}"
                file.with_name(name).write_text(_renumbered(text, copy, written), encoding="utf-8")
    return target


def _renumbered(text: str, copy: int, written: set[str]) -> str:
    """Ids of written pages point into the same copy; all others stay."""
    changed = NUMBERED.sub(lambda match: f"{match[1]}-{copy}{match[2]}" if match[0] in written else match[0], text)
    return re.sub(r"^title: (\"?)(.*?)(\"?)$", rf"title: \1\2 {copy}\3", changed, count=1, flags=re.M)


def plain_settings(root: Path, stage: Path) -> Path:
    """Settings for stock MkDocs + Material + static-i18n on the staged Markdown, with their search: nothing of ours."""
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    text = re.sub(r"^  custom_dir: .*\n", "", text, flags=re.M)
    text = re.sub(r"^extra_css:\n(?:  - .*\n)+|^extra_javascript:\n(?:  - .*\n)+", "", text, flags=re.M)
    text = re.sub(r"^  handbook: .*\n", "", text, flags=re.M)
    text = re.sub(r"^plugins:.*$", "plugins:\n  search: {}", text, flags=re.M)
    text = text.replace("reconfigure_search: false", "reconfigure_search: true")
    text = re.sub(r"^docs_dir: .*$", f"docs_dir: {stage}", text, flags=re.M)
    file = root / "plain.yml"
    file.write_text(text, encoding="utf-8")
    return file
