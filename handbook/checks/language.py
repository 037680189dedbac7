"""How the text reads: words that are not used, gender forms, long sentences, readability."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from handbook.errors import Finding, finding
from handbook.model import markdown
from handbook.model.data import Data, WordRule
from handbook.model.library import Library, Page

GENDER = re.compile(r"\b\w+(?:[*:_]in(?:nen)?\b|[a-zäöüß]In(?:nen)?\b|/-?in(?:nen)?\b)")
SENTENCE_END = re.compile(r"(?<=[.!?:…])[“”\"')\]]*\s+(?=[A-ZÄÖÜ„“\"'\[])")
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+(?:[-'’][A-Za-zÄÖÜäöüß]+)*")
VOWELS = re.compile(r"[aeiouyäöü]+", re.I)
MARKS = re.compile(r"\[\^[^\]]*\]|!?\[([^\]]*)\]\([^)]*\)|\{\{.*?\}\}|\{[^}]*\}|[*`_]+")
STRUCTURE = re.compile(r"^\s*(?:#{1,6}\s|\||!!!|\?\?\?|:\s{3}|\[\^|---)")
ABBREVIATIONS = re.compile(r"\b(?:z\. ?B|d\. ?h|u\. ?a|bzw|ggf|Nr|Abs|Art|Dr|ca|etc|vgl|S|e\.g|i\.e|No|Mr|Ms|Mrs|St|\d+)\.")

MAX_WORDS = 35
MAX_LEVEL = 15.0
MIN_WORDS_FOR_LEVEL = 150


def check(library: Library) -> Iterator[Finding]:
    """Rules on words and sentences."""
    languages: tuple[Literal["de", "en"], ...] = ("de", "en")
    rules = {lang: (*_word_list(library.data, lang), *_terminology(library.data, lang)) for lang in languages}
    for page in (*library.german.values(), *library.english.values()):
        yield from _words(page, rules[page.file.lang])
        yield from _gender(page)
        yield from _sentences(page)


def _word_list(data: Data, lang: str) -> Iterator[WordRule]:
    return (rule for rule in data.word_rules if rule.lang == lang)


def _terminology(data: Data, lang: Literal["de", "en"]) -> Iterator[WordRule]:
    """One thing, one name: the words that the glossary avoids, with the term that stands for them."""
    for entry in data.glossary:
        for avoided in getattr(entry.avoid, lang):
            yield WordRule(word=avoided, instead=entry.term.get(lang), lang=lang)


def _lines(page: Page) -> Iterator[tuple[int, str]]:
    """Front matter texts and prose, with markup taken out."""
    for number, line in enumerate(page.source.text.split("\n"), 1):
        if number < page.source.body_line and not line.startswith(("keywords", "id:", "type:", "blocks", "translates")):
            yield number, line
    for number, line, code in markdown.prose_lines(page.source.body, page.source.body_line):
        if not code:
            yield number, line


def _words(page: Page, rules: tuple[WordRule, ...]) -> Iterator[Finding]:
    if not rules:
        return
    pattern = _pattern(rules)
    for number, line in _lines(page):
        for match in pattern.finditer(line):
            rule = next(rule for rule in rules if _covers(rule.word.casefold(), match[0].casefold()))
            yield finding(page.name, number, "word", rule.severity, word=match[0], instead=rule.instead)


def _pattern(rules: tuple[WordRule, ...]) -> re.Pattern[str]:
    """One pattern for all words; a trailing * in a rule matches every ending."""
    parts = (re.escape(rule.word.rstrip("*")) + (r"\w*" if rule.word.endswith("*") else "") for rule in rules)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w)", re.I)


def _covers(rule: str, word: str) -> bool:
    return word.startswith(rule[:-1]) if rule.endswith("*") else word == rule


def _gender(page: Page) -> Iterator[Finding]:
    if page.file.lang != "de":
        return
    for number, line in _lines(page):
        for match in GENDER.finditer(line):
            yield finding(page.name, number, "gender", found=match[0])


def _sentences(page: Page) -> Iterator[Finding]:
    words = sentences = 0
    syllables: list[int] = []
    letters: list[int] = []
    for number, paragraph in _paragraphs(page):
        for sentence in SENTENCE_END.split(paragraph):
            parts = WORD.findall(sentence)
            if len(parts) > MAX_WORDS:
                yield finding(
                    page.name, number, "sentence-long", "warning", count=len(parts), limit=MAX_WORDS, start=" ".join(parts[:6])
                )
            if len(parts) > 2:
                words += len(parts)
                sentences += 1
                syllables += [len(VOWELS.findall(part)) for part in parts]
                letters += [len(part) for part in parts]
    if page.file.lang == "de" and words >= MIN_WORDS_FOR_LEVEL:
        level = wiener_sachtextformel(words, sentences, syllables, letters)
        if level > MAX_LEVEL:
            yield finding(page.name, page.source.body_line, "readability", "warning", level=f"{level:.1f}", limit=MAX_LEVEL)


def wiener_sachtextformel(words: int, sentences: int, syllables: list[int], letters: list[int]) -> float:
    """First Wiener Sachtextformel (Bamberger and Vanecek 1984): school year needed, about 4 to 15."""
    long_words = 100 * sum(count >= 3 for count in syllables) / words
    short_words = 100 * sum(count == 1 for count in syllables) / words
    big_words = 100 * sum(count > 6 for count in letters) / words
    return 0.1935 * long_words + 0.1672 * words / sentences + 0.1297 * big_words - 0.0327 * short_words - 0.875


def _paragraphs(page: Page) -> Iterator[tuple[int, str]]:
    """Prose with its first line; headings, tables, lists' marks and markup are left out."""
    start, lines = 0, list[str]()
    for number, line, code in markdown.prose_lines(page.source.body, page.source.body_line):
        item = re.sub(r"^\s*(?:>\s?)*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?|^\s*>\s?", "", line)
        begins = item != line
        if lines and (code or not line.strip() or STRUCTURE.match(line) or begins):
            yield start, _plain(" ".join(lines))
            lines = []
        if not code and line.strip() and not STRUCTURE.match(line):
            start = start if lines else number
            lines.append(item.strip())
    if lines:
        yield start, _plain(" ".join(lines))


def _plain(text: str) -> str:
    return ABBREVIATIONS.sub(lambda match: match[0].replace(".", ""), MARKS.sub(r"\1", text))
