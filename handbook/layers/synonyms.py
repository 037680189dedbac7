"""The synonyms of an edition: `local/synonyms.<lang>.yml` is added to those of the core."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from handbook.errors import Finding, finding
from handbook.locale import LANGUAGES
from handbook.model import yamlmap
from handbook.model.data import Data, SynonymList, Synonyms
from handbook.model.parse import parse
from handbook.model.source import read_text
from handbook.model.yamlmap import YamlProblem

FILES = {lang: f"local/synonyms.{lang}.yml" for lang in LANGUAGES}


def lay(data: Data, root: Path) -> Data:
    """The data with the edition's entries; problems join `data.findings`."""
    for lang, name in FILES.items():
        file = root / name
        if file.exists() or file.is_symlink():
            own = _read(file, name, root)
            if isinstance(own, list):
                data = replace(data, findings=(*data.findings, *own))
            else:
                data = replace(data, synonyms={**data.synonyms, lang: (*data.synonyms.get(lang, ()), *own)})
    return data


def _read(file: Path, name: str, root: Path) -> tuple[Synonyms, ...] | list[Finding]:
    text = read_text(file, name, root)
    if isinstance(text, Finding):
        return [text]
    try:
        loaded = yamlmap.load(text, listing=True)
    except YamlProblem as problem:
        return [finding(name, problem.line, problem.rule, **problem.values)]
    read = parse(SynonymList, loaded, name)
    return read if isinstance(read, list) else read.items
