"""What a web server must send with every page: one list of headers, written for each kind of server.

`_headers` is read by static hosts as it lies there. The files in `server/` are for the people who set up a server of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from handbook.finish.facts import SiteFacts
from handbook.locale import LANGUAGES, word

FOLDER = "server"
# Endings that servers do not know, or know only lately.
TYPES: Mapping[str, str] = {
    "bpmn": "application/xml",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "odt": "application/vnd.oasis.opendocument.text",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}

Headers = tuple[tuple[str, str], ...]


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """The content security policy: everything from the site itself, inline scripts and styles by hash only."""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *sorted(scripts))),
            " ".join(("style-src 'self'", *sorted(styles))),
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def headers(scripts: Iterable[str], styles: Iterable[str]) -> Headers:
    """All headers; HSTS is left to the host. `no-cache`: a browser asks first, so no page meets an older style sheet."""
    return (
        ("Content-Security-Policy", policy(scripts, styles)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("Cache-Control", "no-cache"),
    )


def write(site: Path, sent: Headers, facts: SiteFacts) -> None:
    """Write `_headers` and a file per kind of server."""
    (site / "_headers").write_text("".join(("/*\n", *(f"  {name}: {value}\n" for name, value in sent))), encoding="utf-8")
    (site / FOLDER).mkdir(exist_ok=True)
    base = urlsplit(facts.site_url).path.rstrip("/")
    for name, written in KINDS.items():
        (site / FOLDER / name).write_text(written(sent, base), encoding="utf-8")


def nginx(sent: Headers, base: str) -> str:
    """To be included in `server { }`."""
    return "\n".join(
        (
            *(f"# {line}" for line in _told("nginx")),
            *(f'add_header {name} "{value}" always;' for name, value in sent),
            f"error_page 404 {base}/404.html;",
            *(f"location ~ \\.{ending}$ {{ default_type {kind}; }}" for ending, kind in TYPES.items()),
            "",
        )
    )


def apache(sent: Headers, base: str) -> str:
    """To be laid into the site's folder as `.htaccess`, or into the server's configuration."""
    return "\n".join(
        (
            *(f"# {line}" for line in _told("apache")),
            "<IfModule mod_headers.c>",
            *(f'  Header always set {name} "{value}"' for name, value in sent),
            "</IfModule>",
            "<IfModule mod_mime.c>",
            *(f"  AddType {kind} .{ending}" for ending, kind in TYPES.items()),
            "</IfModule>",
            f"ErrorDocument 404 {base}/404.html",
            "",
        )
    )


def iis(sent: Headers, base: str) -> str:
    """To be laid into the site's folder as `web.config`. An entry that the server has already would stop it, hence `remove`."""
    root = etree.Element("configuration")
    root.append(etree.Comment(" " + " ".join(_told("iis")) + " "))
    web = etree.SubElement(root, "system.webServer")
    custom = etree.SubElement(etree.SubElement(web, "httpProtocol"), "customHeaders")
    for name, value in sent:
        etree.SubElement(custom, "remove", name=name)
        etree.SubElement(custom, "add", name=name, value=value)
    static = etree.SubElement(web, "staticContent")
    for ending, kind in TYPES.items():
        etree.SubElement(static, "remove", fileExtension=f".{ending}")
        etree.SubElement(static, "mimeMap", fileExtension=f".{ending}", mimeType=kind)
    errors = etree.SubElement(web, "httpErrors", errorMode="Custom")
    etree.SubElement(errors, "remove", statusCode="404")
    etree.SubElement(errors, "error", statusCode="404", path=f"{base}/404.html", responseMode="ExecuteURL")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True).decode()


KINDS: Mapping[str, Callable[[Headers, str], str]] = {"nginx.conf": nginx, "apache.htaccess": apache, "iis.web.config": iis}


def _told(kind: str) -> list[str]:
    return [word(lang, f"server.{kind}") for lang in LANGUAGES]
