"""Building XML of one namespace in few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from lxml import etree

Element = etree._Element


@dataclass(frozen=True)
class Maker:
    """`W("p", W("r"), val="x")` makes `<w:p w:val="x"><w:r/></w:p>`; an underscore in an attribute is a hyphen.

    `names` are the prefixes that an element needs, "" the one for no prefix: each costs time for each element. Attributes have
    the namespace of their element only if `qualified`.
    """

    prefix: str
    names: Mapping[str, str]
    qualified: bool = True

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        return cast(dict[str, str], {prefix or None: space for prefix, space in self.names.items()})

    def __call__(self, name: str, /, *content: Element | str, **attributes: str) -> Element:
        """An element with its content in order."""
        space = f"{{{self.names[self.prefix]}}}"
        element = etree.Element(space + name, nsmap=self._prefixes)
        for key, value in attributes.items():
            element.set((space if self.qualified else "") + key.replace("_", "-"), value)
        fill(element, content)
        return element


def fill(element: Element, content: Iterable[Element | str]) -> None:
    """Append elements and text to an empty element."""
    last: Element | None = None
    for part in content:
        if not isinstance(part, str):
            element.append(part)
            last = part
        elif last is None:
            element.text = (element.text or "") + part
        else:
            last.tail = (last.tail or "") + part


def written(root: Element, *, keep: Iterable[str] = (), standalone: bool = False) -> bytes:
    """The document as a file; `keep` names prefixes that it declares although nothing uses them."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=list(keep))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=standalone)
