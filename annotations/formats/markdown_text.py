"""Text made safe for Markdown: quotes that stay what they are, notes that may be Markdown but not do harm."""

from __future__ import annotations

import re

_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""What Markdown cannot hold, not even as an entity."""
_INVISIBLE = "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
_INVISIBLES = re.compile(f"[{_INVISIBLE}]")
_PLAIN = re.compile(
    rf"(?P<entity>[{_INVISIBLE}]|<|&(?=#|\w{{1,40}};))"
    r"|(?P<mark>[\\`*_\[\]>#~|$^]|={2,}|%{2,}|\{{2,}|:{2,})"
)
_LINE_START = re.compile(r"(\d{1,9}(?=[.)](?:\s|$)))?([-+=]|(?<=\d)[.)])")
"""What begins a list, a rule or the underline of a heading."""
_HARM = re.compile(r"!\[+|\[{2,}|`{3,}|~{3,}|\{{2,}|<(?=[A-Za-z/!?%])")
_NO_LINK = re.compile(r"[\[\]|#^\\/:*\"<>?\s]+")
_NO_TAG = re.compile(r"[^\w/-]+")


def _entity(character: str) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(character) or f"&#x{ord(character):x};"


def _escape(found: re.Match[str]) -> str:
    if found["entity"]:
        return _entity(found["entity"])
    return "".join("\\" + c for c in found["mark"])


def controls(text: str) -> int:
    """How many characters of *text* Markdown cannot hold; they are shown as U+FFFD."""
    return len(_CONTROL.findall(text))


def _spaces(run: str) -> str:
    return "".join(f"&#{ord(c)};" for c in run)


def _line(line: str) -> str:
    """One line of text as Markdown that renders just it; white space at its edges stays visible."""
    body = line.lstrip()
    head, body = line[: len(line) - len(body)], body.rstrip()
    tail = line[len(head) + len(body) :]
    mark = _LINE_START.match(body)
    start = ""
    if mark:
        start, body = f"{mark[1] or ''}\\{mark[2]}", body[mark.end() :]
    return _spaces(head) + start + _PLAIN.sub(_escape, body) + _spaces(tail)


def plain_lines(text: str) -> list[str]:
    """The lines of *text* so that Markdown renders just them: nothing in it is syntax, nothing runs."""
    return [_line(line) for line in _LINE_END.split(_CONTROL.sub("\ufffd", text))]


def plain(text: str) -> str:
    """*text* on one line, white space runs folded, nothing of it syntax."""
    return _line(" ".join(_CONTROL.sub("\ufffd", text).split()))


def quote_block(text: str) -> list[str]:
    """*text* as a block quotation; each line end of the text is a hard line break."""
    lines = plain_lines(text)
    out = []
    for index, line in enumerate(lines):
        follows = index + 1 < len(lines) and line and lines[index + 1]
        out.append(f"> {line}\\" if follows else f"> {line}".rstrip(" "))
    return out


def note_lines(text: str) -> list[str]:
    """A person's Markdown without what could load, embed, run or break out: images, ``[[``, fences, HTML."""

    def harmless(found: re.Match[str]) -> str:
        if found[0] == "<":
            return "&lt;"
        return "".join(c if c == "!" else "\\" + c for c in found[0])

    lines = _LINE_END.split(_CONTROL.sub("\ufffd", text))
    return [_HARM.sub(harmless, _INVISIBLES.sub(lambda m: _entity(m[0]), line)) for line in lines]


def wiki_link(name: str) -> str:
    """``[[name]]`` with the characters a note's name may not have turned to spaces; plain if none is left."""
    cleaned = " ".join(_NO_LINK.sub(" ", _INVISIBLES.sub("", _CONTROL.sub("", name))).split())
    return f"[[{cleaned}]]" if cleaned else plain(name)


def hash_tag(path: str) -> str:
    """``#frame/mockery`` from a code's path; what a tag may not have becomes a hyphen."""
    parts = [_NO_TAG.sub("-", part).strip("-") for part in path.split("/")]
    tag = "/".join(part for part in parts if part) or "tag"
    return f"#{tag}" if not tag.replace("/", "").isdigit() else f"#code-{tag}"
