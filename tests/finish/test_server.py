"""One list of headers, written for every server."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from handbook.finish import server
from handbook.finish.facts import SiteFacts

SENT = server.headers(["'sha256-a+b/c='"], ["'sha256-d='"])


def facts(site_url: str = "") -> SiteFacts:
    return SiteFacts(("index.html",), frozenset(), {}, {}, "index.html", site_url)


def test_all_servers_send_the_same(tmp_path: Path) -> None:
    server.write(tmp_path, SENT, facts("https://stadt.example/amt/handbuch/"))
    static, nginx, apache, iis = (
        (tmp_path / name).read_text(encoding="utf-8")
        for name in ("_headers", "server/nginx.conf", "server/apache.htaccess", "server/iis.web.config")
    )
    config = etree.fromstring(iis.encode())
    written = (
        re.findall(r"^  (\S+): (.+)$", static, re.M),
        re.findall(r'^add_header (\S+) "(.+)" always;$', nginx, re.M),
        re.findall(r'^  Header always set (\S+) "(.+)"$', apache, re.M),
        [(entry.get("name"), entry.get("value")) for entry in config.iterfind(".//customHeaders/add")],
    )
    assert all(tuple(found) == SENT for found in written)
    for text in (nginx, apache, iis):
        assert "/amt/handbuch/404.html" in text and all(kind in text for kind in server.TYPES.values())


def test_nginx_can_read_the_policy() -> None:
    """It takes no word of more than 4096 bytes, and a dollar would be a variable."""
    text = server.nginx(SENT, "")
    assert max(map(len, text.splitlines())) < 4000 and text.count("$") == len(server.TYPES)  # the ends of the patterns
