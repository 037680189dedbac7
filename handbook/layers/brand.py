"""The municipality's look as files for the theme: its logo, and its colours with the contrast that people need."""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from lxml import etree

from handbook.errors import Finding, finding
from handbook.layers.facts import FACTS, Facts
from handbook.model.edition import Colours, Edition

LOGO_TYPES = (".svg", ".png", ".webp")
MAX_LOGO = 200_000
CONTRAST = 4.5
# Grounds and texts of overrides/assets/css/handbook.css, light and dark (a test compares them); the light brand.
PAPER, SAND = ("#ffffff", "#14191b"), ("#f6f3ec", "#1d2426")
FOOT_QUIET = ("#c9dadb", "#b6bdbd")
BRAND = "#0f4c54"
FOLDER = Path("assets/edition")
STYLES = FOLDER / "colours.css"

Rgb = tuple[float, float, float]
Grounds = Callable[[str], tuple[str, ...]]


def problems(root: Path, facts: Facts) -> list[Finding]:
    """What is wrong with logo and colours."""
    edition = facts.edition
    found: list[Finding] = []
    if edition.logo:
        line = facts.map.line("logo")
        found += (finding(FACTS, line, rule, **values) for rule, values in _logo(root, edition.logo))
    if edition.colours:
        found += _colours(edition.colours, facts)
    return found


def theme_files(root: Path, edition: Edition) -> Mapping[str, bytes]:
    """Files that go into the theme, by path within it."""
    files: dict[str, bytes] = {}
    if edition.logo:
        files[logo_path(edition)] = (root / "local" / edition.logo).read_bytes()
    if edition.colours:
        files[STYLES.as_posix()] = styles(edition.colours).encode()
    return files


def brand_of(edition: Edition) -> str:
    """The colour of headings on paper."""
    return edition.colours.brand if edition.colours else BRAND


def logo_path(edition: Edition) -> str:
    """Where the logo lies in the site, or an empty text."""
    return (FOLDER / f"logo{Path(edition.logo).suffix.lower()}").as_posix() if edition.logo else ""


def _logo(root: Path, name: str) -> Iterator[tuple[str, dict[str, object]]]:
    base = (root / "local").resolve()
    file = root / "local" / name
    if not file.resolve().is_relative_to(base) or file.is_symlink():
        yield "logo-outside", {"path": name}
    elif file.suffix.lower() not in LOGO_TYPES:
        yield "logo-kind", {"path": name, "known": ", ".join(LOGO_TYPES)}
    elif not file.is_file():
        yield "logo-missing", {"path": name}
    elif file.stat().st_size > MAX_LOGO:
        yield "logo-size", {"path": name, "size": f"{file.stat().st_size:,}", "limit": f"{MAX_LOGO:,}"}
    elif file.suffix.lower() == ".svg" and (part := _active(file.read_bytes())):
        yield "logo-active", {"path": name, "part": part}


def _active(data: bytes) -> str:
    """What in an SVG could run or load something, or an empty text."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return "DOCTYPE"
    try:
        document = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return "XML"
    for element in document.iter(etree.Element):
        if etree.QName(element).localname in ("script", "foreignObject", "iframe", "image", "use", "style"):
            return etree.QName(element).localname
        for key, value in element.attrib.items():
            if etree.QName(key).localname.lower().startswith("on") or "javascript:" in str(value).lower():
                return etree.QName(key).localname
    return ""


# --- colours ---


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def nearest(colour: str, grounds: Grounds, *, darker: bool) -> str:
    """The colour of the same tone that is closest in lightness and has enough contrast with its grounds."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    for step in range(257):
        tried = lightness * (1 - step / 256) if darker else lightness + (1 - lightness) * step / 256
        found = _hex(colorsys.hls_to_rgb(hue, tried, saturation))
        if passes(found, grounds(found)):
            return found
    return "#000000" if darker else "#ffffff"


def passes(colour: str, grounds: tuple[str, ...]) -> bool:
    """Whether text in this colour can be read on all grounds, and these on it."""
    return all(contrast(colour, ground) >= CONTRAST for ground in grounds)


def light_grounds(colour: str) -> tuple[str, ...]:
    """What a colour is seen on in the light scheme: paper, sand and its own soft tone."""
    return PAPER[0], SAND[0], _mixed(colour, PAPER[0], 0.1)


def dark_grounds(colour: str) -> tuple[str, ...]:
    """The same in the dark scheme."""
    return PAPER[1], SAND[1], _mixed(colour, PAPER[1], 0.1)


def _colours(colours: Colours, facts: Facts) -> Iterator[Finding]:
    for key, colour in (("brand", colours.brand), ("accent", colours.accent)):
        if colour and not passes(colour, light_grounds(colour)):
            ratio = min(contrast(colour, ground) for ground in light_grounds(colour))
            better = nearest(colour, light_grounds, darker=True)
            yield finding(
                FACTS, facts.map.line("colours", key), "colour-contrast",
                key=f"colours.{key}", colour=colour, ratio=f"{ratio:.1f}", limit=CONTRAST, nearest=better,
            )  # fmt: skip


def styles(colours: Colours) -> str:
    """The style sheet that sets the roles of handbook.css; the dark tones are made from the light ones. Paper stays black."""
    brand = (colours.brand, nearest(colours.brand, dark_grounds, darker=False))
    soft = tuple(_mixed(brand[scheme], PAPER[scheme], 0.1) for scheme in (0, 1))
    foot = nearest(_mixed(colours.brand, "#000000", 0.8), lambda colour: (FOOT_QUIET[0],), darker=True)
    roles = {
        "brand": f"light-dark({brand[0]}, {brand[1]})",
        "brand-soft": f"light-dark({soft[0]}, {soft[1]})",
        "link": f"light-dark({brand[0]}, {brand[1]})",
        "foot": f"light-dark({foot}, #0d1213)",
    }
    if colours.accent:
        say = (colours.accent, nearest(colours.accent, dark_grounds, darker=False))
        roles |= {"say": f"light-dark({say[0]}, {say[1]})", "focus": f"light-dark({say[0]}, {say[1]})"}
    lines = "".join(f"  --{role}: {value};\n" for role, value in roles.items())
    return f"@media screen {{ :root {{\n{lines}}} }}\n"


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


def _mixed(colour: str, ground: str, part: float) -> str:
    red, green, blue = (above * part + below * (1 - part) for above, below in zip(_rgb(colour), _rgb(ground), strict=True))
    return _hex((red, green, blue))


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
