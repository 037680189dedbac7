"""The reference tools of bpmn.io read every model: parser, linter and viewer have nothing to say against it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from handbook.diagrams.bpmn import bpmn
from tests.diagrams.models import flows
from tests.helpers import NODE, node_packages

HERE = Path(__file__).parent / "node"

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Parser, linter and viewer."""
    return node_packages(HERE, tmp_path_factory.mktemp("tools") / "node")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All models as files."""
    folder = tmp_path_factory.mktemp("models")
    for name, flow in flows().items():
        (folder / f"{name}.bpmn").write_bytes(bpmn(flow))
    return sorted(folder.iterdir())


def test_parser_and_linter_find_nothing(tools: Path, models: list[Path]) -> None:
    command = [NODE, "check.mjs", *map(str, models)]
    told = json.loads(subprocess.run(command, cwd=tools, check=True, capture_output=True, text=True).stdout)
    assert len(told) == len(models)
    assert {Path(name).stem: said for name, said in told.items() if said["warnings"] or said["reports"]} == {}


@pytest.mark.browser
def test_the_viewer_opens_every_model(tools: Path, models: list[Path], chromium: Browser) -> None:
    window = chromium.new_page(viewport={"width": 1280, "height": 900})
    window.set_content('<div id="canvas" style="height: 800px"></div>')
    window.add_script_tag(path=tools / "node_modules" / "bpmn-js" / "dist" / "bpmn-viewer.production.min.js")
    for model in models:
        shown = window.evaluate(
            """async xml => {
                window.viewer?.destroy();
                window.viewer = new BpmnJS({container: '#canvas'});
                const {warnings} = await viewer.importXML(xml);
                return {warnings: warnings.map(String), elements: viewer.get('elementRegistry').getAll().length};
            }""",
            model.read_text(encoding="utf-8"),
        )
        assert shown["warnings"] == [], model.stem
        assert shown["elements"] > len(flows()[model.stem].nodes)
    window.close()
