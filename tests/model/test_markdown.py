"""What is found in a body, and the digest that tells outdated translations."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handbook.model.markdown import Heading, Link, SlotRef, SourceRef, TaskItem, digest, scan, sections

BODY = """\
Einleitung mit [Triage](P-02#ablauf) und `[kein Link](P-03)`.

## Kurz {#kurz}

Quelle[^S24: S. 12] und {{ frist.eingang }}. ![Plan](plan.svg)

```text
## keine Überschrift
{{ im.code }}
```

### Ohne Kennung

- [ ] Punkt {#p-1}
- [x] Erledigt {#p-2}
"""


def test_scan_finds_each_thing_with_its_line_in_the_file() -> None:
    found = scan(BODY, 10)
    assert found.headings == (Heading(12, 2, "Kurz", "kurz"), Heading(21, 3, "Ohne Kennung", ""))
    assert found.links == (Link(10, "Triage", "P-02#ablauf", False), Link(14, "Plan", "plan.svg", True))
    assert found.sources == (SourceRef(14, "S24", "S. 12"),)
    assert found.slots == (SlotRef(14, "frist.eingang"), SlotRef(18, "im.code"))
    assert found.tasks == (TaskItem(23, "Punkt", "p-1"), TaskItem(24, "Erledigt", "p-2"))


def test_sections_end_at_the_next_heading_of_any_level_and_lose_no_text() -> None:
    parts = sections(BODY)
    assert [part.id for part in parts] == ["_intro", "kurz", "_line12"]
    assert "\n".join(part.text for part in parts) == BODY


@given(st.lists(st.sampled_from(["## A {#a}", "Text", "", "```", "~~~", "# B", "- [ ] c {#p-1}", "| a |"])))
def test_cutting_and_joining_gives_the_text_again(lines: list[str]) -> None:
    body = "\n".join(lines)
    parts = "\n".join(part.text for part in sections(body))
    assert parts.strip() == body.strip()


def test_a_fence_is_closed_by_its_own_kind_only() -> None:
    assert [heading.id for heading in scan("```\n~~~\n## a {#a}\n```\n## b {#b}").headings] == ["b"]


def test_the_digest_follows_the_contract() -> None:
    # first 12 hex digits of SHA-256 over the NFC text with white space collapsed: printf 'Gr\\u00fc\\u00dfe an alle' | sha256sum
    assert digest("Gru\u0308ße  an\n\nalle ") == digest("Grüße an alle") == "ddb8ac8ad40d"


@given(st.text())
def test_the_digest_does_not_see_white_space(text: str) -> None:
    assert digest(text) == digest(f"\n{text.replace(' ', '  ')}\t")
