"""The release: built per language, put in place at once, and nothing lost when something goes wrong."""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import lxml.html
import pytest

from handbook.website.publish import OLD, SCRATCH
from tests.helpers import PLACES, REPO, handbook, replace

pytestmark = pytest.mark.slow
PAGE = "start/a-99-titel.md"


@pytest.fixture(scope="module")
def built(skeleton: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small handbook with its site, without documents; tests that change it take `copied`."""
    root = tmp_path_factory.mktemp("built") / "handbook"
    shutil.copytree(skeleton, root, symlinks=True)
    handbook(root, "build", "--no-export")
    return root


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "handbook", symlinks=True))


def snapshot(site: Path) -> dict[str, bytes]:
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}


def mkdocs(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", *arguments]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(REPO), "PATH": "/usr/bin:/bin"}
    )


def test_two_processes_and_the_nested_build_give_the_same_site(copied: Path) -> None:
    ours = snapshot(copied / "site")
    shutil.rmtree(copied / "site")
    result = mkdocs(copied, "build", "--strict")
    assert result.returncode == 0, result.stderr
    theirs = snapshot(copied / "site")
    assert set(ours) == set(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_a_builder_without_our_plugin_makes_the_same_text_ids_and_links(copied: Path) -> None:
    cache = copied / ".cache" / "handbook"
    for lang, folder in (("de", ""), ("en", "en/")):
        result = mkdocs(
            cache, "build", "--strict", "--config-file", f"stage.{lang}.yml", "--site-dir", str(copied / f"plain-{lang}")
        )
        assert result.returncode == 0, result.stderr
        pages = [
            file.relative_to(copied / "plain-de") for file in (copied / "plain-de").rglob("*.html") if file.name != "404.html"
        ]
        assert len(pages) > 20
        for page in pages:
            assert _content(copied / f"plain-{lang}" / page) == _content(copied / "site" / folder / page), page


def _content(file: Path) -> tuple[str, list[str], list[str]]:
    document = lxml.html.parse(file).getroot()
    article = document.find(".//article")
    assert article is not None
    ids = [str(value) for value in article.xpath(".//*[self::h1 or self::h2 or self::h3 or self::li]/@id")]
    links = [
        str(value)
        for value in article.xpath("(.//p|.//li|.//td|.//h2|.//h3)//a[not(ancestor::nav) and not(ancestor::details)]/@href")
    ]
    return " ".join(heading.text_content() for heading in article.iter("h1", "h2", "h3")), ids, links


def test_a_second_build_of_the_same_content_changes_nothing(copied: Path) -> None:
    handbook(copied, "build", "--no-export")  # the copy lies elsewhere, so this builds
    before = (copied / "site/index.html").stat().st_mtime_ns
    result = handbook(copied, "build", "--no-export")
    assert "ist aktuell" in result.stdout
    assert (copied / "site/index.html").stat().st_mtime_ns == before


def test_a_build_from_kept_conversions_equals_one_from_nothing(copied: Path) -> None:
    kept = copied / ".cache" / "handbook" / "converted"
    shutil.rmtree(copied / "site")
    shutil.rmtree(kept)
    handbook(copied, "build", "--no-export")
    cold = snapshot(copied / "site")
    shutil.rmtree(copied / "site")
    files = {file: file.stat().st_ino for file in kept.iterdir()}
    handbook(copied, "build", "--no-export")
    assert snapshot(copied / "site") == cold
    assert files == {file: file.stat().st_ino for file in kept.iterdir()}, "a page was converted again"
    assert len(files) > len(PLACES)


def test_a_kept_page_whose_target_is_gone_is_converted_again_and_told(copied: Path) -> None:
    picture = copied / "docs" / "de" / "start" / "bild.png"
    page = copied / "docs" / "de" / PAGE
    page.write_text(page.read_text(encoding="utf-8") + "\n![Ein Bild](bild.png)\n", encoding="utf-8")
    shutil.copy(next((REPO / "docs").rglob("*.png")), picture)
    handbook(copied, "build")
    picture.unlink()
    assert handbook(copied, "build", check=False).returncode != 0


def test_a_site_that_somebody_changed_is_built_again(copied: Path) -> None:
    handbook(copied, "build", "--no-export")
    (copied / "site/index.html").write_text("verändert", encoding="utf-8")
    handbook(copied, "build", "--no-export")
    assert "verändert" not in (copied / "site/index.html").read_text(encoding="utf-8")


BAD = {
    "broken YAML": ("title: Titel der Seite", "title: Titel: der: Seite"),
    "an unknown key": ("evidence: recommended", "evidence: recommended\nautor: ich"),
    "a wrong type": ("stand: 2026-11-24", "stand: gestern"),
    "an id twice": ("id: A-99", "id: P-99"),
    "a link to nothing": ("Freie Abschnitte", "[Nichts](P-77)"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_content_stops_the_build_and_leaves_the_site(copied: Path, case: str) -> None:
    before = snapshot(copied / "site")
    replace(copied / "docs/de" / PAGE, *BAD[case])
    result = handbook(copied, "build", "--no-export", check=False)
    assert result.returncode == 1
    assert "Fehler [" in result.stderr and "Was tun:" in result.stderr and "Traceback" not in result.stderr
    assert "ist unverändert" in result.stderr
    assert snapshot(copied / "site") == before


def test_a_broken_template_stops_the_build_and_leaves_the_site(copied: Path) -> None:
    before = snapshot(copied / "site")
    (copied / "overrides").unlink()
    shutil.copytree(REPO / "overrides", copied / "overrides")
    (copied / "overrides/partials/footer.html").write_text("{% if %}", encoding="utf-8")
    result = handbook(copied, "build", "--no-export", check=False)
    assert result.returncode != 0
    assert snapshot(copied / "site") == before
    assert not list(copied.glob(f"{SCRATCH}*"))


def test_a_disk_that_takes_no_more_stops_the_build_and_leaves_the_site(copied: Path) -> None:
    before = snapshot(copied / "site")
    replace(copied / "docs/de" / PAGE, "Freie Abschnitte", "Neuer Text")
    command = [sys.executable, "-m", "handbook", "build", "--root", str(copied)]

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # the theme's files are larger

    result = subprocess.run(command, capture_output=True, text=True, preexec_fn=small_files, check=False, cwd=REPO)
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr and str(copied) in result.stderr
    assert snapshot(copied / "site") == before


@pytest.mark.parametrize("after", [0.3, 0.9, 1.5])
def test_a_killed_build_leaves_the_old_site_or_the_new_one(copied: Path, after: float) -> None:
    before = snapshot(copied / "site")
    replace(copied / "docs/de" / PAGE, "Freie Abschnitte", "Neuer Text")
    with subprocess.Popen(
        [sys.executable, "-m", "handbook", "build", "--root", str(copied)], cwd=REPO, start_new_session=True
    ) as process:
        time.sleep(after)
        process.kill()
    now = snapshot(copied / "site")
    assert now == before or b"Neuer Text" in now["start/a-99-titel.html"]
    handbook(copied, "build", "--no-export")
    assert b"Neuer Text" in (copied / "site/start/a-99-titel.html").read_bytes()
    assert not list(copied.glob(f"{SCRATCH}*")) and not (copied / f"{OLD}site").exists()


def test_the_old_site_comes_back_if_the_kill_fell_between_the_two_renames(copied: Path) -> None:
    (copied / "site").rename(copied / f"{OLD}site")
    replace(copied / "docs/de" / PAGE, "evidence: recommended", "evidence: vielleicht")
    handbook(copied, "build", "--no-export", check=False)
    replace(copied / "docs/de" / PAGE, "evidence: vielleicht", "evidence: recommended")
    handbook(copied, "build", "--no-export")
    assert (copied / "site/index.html").is_file() and not (copied / f"{OLD}site").exists()


def test_a_release_refuses_planned_pages(copied: Path) -> None:
    result = handbook(copied, "build", "--release", check=False)
    assert result.returncode == 1 and "geplante Seiten" in result.stderr


def test_an_address_gives_absolute_language_links(copied: Path) -> None:
    handbook(copied, "build", "--no-export", HANDBOOK_SITE_URL="https://stadt.example/handbuch/")
    document = lxml.html.parse(copied / "site/en/start/a-99-titel.html").getroot()
    found = {link.get("hreflang"): link.get("href") for link in document.xpath("//head/link[@hreflang]")}
    page = "start/a-99-titel.html"
    base = "https://stadt.example/handbuch/"
    assert found == {"de": base + page, "en": f"{base}en/{page}", "x-default": base + page}


def test_a_missing_translation_is_shown_in_german_and_says_so(copied: Path) -> None:
    (copied / "docs/en" / PAGE).unlink()
    handbook(copied, "build", "--no-export")
    document = lxml.html.parse(copied / "site/en/start/a-99-titel.html").getroot()
    assert document.get("lang") == "en"
    article = document.find(".//article")
    assert article is not None and article.get("lang") == "de"
    assert "Not translated yet" in article.text_content()
