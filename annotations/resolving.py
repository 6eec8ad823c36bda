"""Of several lines about one record, what counts: the same on every machine, whoever merged what."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable

from annotations.lines import Line, canonical, chain, dumps, exactly, line_hash, nested
from annotations.quoting import named, quoted

REMOVED = "removed"


def resolve(lines: Iterable[Line], taken: Collection[str] = ()) -> tuple[list[Line], list[tuple[int, str]]]:
    """One line a key, the same on every machine, and what was decided; *taken* are further keys in use.

    Identical lines collapse; a line whose ``prev`` names another replaces it, and so does one that goes on
    from what another only says again; of two that went separate ways the higher ``(rev, bytes)`` keeps the
    key and the other moves to an id derived from its bytes, with ``conflict_of``. One that was moved before
    is known by that id, and stays what has become of it there. A removal loses against an edit made without
    knowing of it. A copy that was moved and not touched since goes when someone who had not seen it moved
    went on from it. Clocks never decide.
    """
    lines = list(lines)
    notes: list[tuple[int, str]] = []
    keys = {line.key for line in lines}
    again = len(keys) < len(lines) or not _are_keys(keys)
    if again or any("conflict_of" in line.data for line in lines):
        lines = [*map(exactly, lines)]
    apart = _ancestors(lines, keys) if again else {}
    keys.update(taken)
    pending = lines
    while again:
        again = False
        groups: dict[str, list[Line]] = {}
        for line in pending:
            if is_key(line.key):
                groups.setdefault(line.key, []).append(line)
            else:
                moved = _moved(line)
                notes.append((line.number, f"the key {quoted(line.key)} is no id: it is now {moved.key}"))
                groups.setdefault(moved.key, []).append(moved)
        pending = []
        for key, group in groups.items():
            if len(group) == 1:
                pending += group
                continue
            heads = _heads(group, apart.get(key, ()))
            heads = [line for line in heads if _moved(line).key not in keys] or heads[:1]
            pending.append(heads[0])
            losers = [] if heads[0].data.get("kind") == REMOVED else heads[1:]
            for loser in losers:
                again = True
                pending.append(_moved(loser))
                notes.append((loser.number, _verdict(key, pending[-1])))
    return _without_superseded(pending, lines), notes


def _without_superseded(kept: list[Line], lines: Iterable[Line]) -> list[Line]:
    """*kept* but for copies, as they were set apart, of what a line of the same record descends from."""
    copies = [line for line in kept if "conflict_of" in line.data]  # of ten thousand hardly any is one
    records = {record for line in copies if (record := _copied(line))}
    if not records:
        return kept
    ancestors = _ancestors((*lines, *kept), records)
    return [line for line in kept if not (of := _copied(line)) or _set_apart(line, of) not in ancestors[of]]


def _ancestors(lines: Iterable[Line], records: Collection[str]) -> dict[str, set[str]]:
    """By record: what its lines among *lines*, and those that were set apart from it, descend from."""
    found: dict[str, set[str]] = {record: set() for record in records}
    for line in lines:
        for record in {line.key, _copied(line)} & found.keys():
            found[record].update(chain(line.data))
    return found


def _copied(line: Line) -> str:
    """The key of the record that *line* is a copy of; ``""`` for one that is none."""
    record = line.data.get("conflict_of")
    return record if isinstance(record, str) else ""


def _set_apart(line: Line, record: str) -> str:
    """The hash of the revision of *record* that *line* is, unchanged; ``""`` when it was changed since."""
    if nested(line.data, line.value):
        return ""
    data = {name: value for name, value in line.data.items() if name != "conflict_of"}
    if "id" in data:
        data["id"] = record
    origin = Line(record, dumps(data), data, line.number)
    return line_hash(data, origin.value) if _moved(origin).key == line.key else ""


def _are_keys(keys: Collection[str]) -> bool:
    """Whether each of *keys* is an id in its one spelling: for ten thousand, of which hardly any is not."""
    digits = "".join(keys)
    short = digits.isascii() and digits.isdigit() and max(map(len, keys)) < 19
    return (short and min(keys) >= "1") or all(map(is_key, keys))


def is_key(key: str) -> bool:
    """Whether *key* is an id in its one spelling."""
    plain = key.isascii() and key.isdigit() and (key[0] != "0" or key == "0")
    return plain and (len(key) < 19 or int(key[:20]) < 1 << 63)


def _heads(group: list[Line], ancestors: Collection[str]) -> list[Line]:
    """The different lines of *group* that no other goes on from, the winner first.

    *ancestors* are further revisions that some line of the record descends from.
    """
    different = {canonical(line.data, line.value): line for line in reversed(group)}
    heads = list(different.items())
    for known in ({ancestor for line in group for ancestor in chain(line.data)}, ancestors):
        heads = [one for one in heads if line_hash(one[1].data, one[1].value) not in known] or heads
    if len(heads) > 1:
        # Of those that descend from a revision, a line that only says it again is one itself.
        descend = Counter(ancestor for _, line in heads for ancestor in {*chain(line.data)})
        heads = [(raw, line) for raw, line in heads if descend[_repeated(line)] < 2] or heads
    heads.sort(key=lambda item: (item[1].data.get("kind") != REMOVED, _rev(item[1]), item[0]), reverse=True)
    return [line for _, line in heads]


def _repeated(line: Line) -> str:
    """The hash of the revision that *line* only says again; ``""``: it says something of its own."""
    data, found = line.data, ""
    while (names := chain(data)) and type(rev := data.get("rev")) is int and not nested(data, line.value):
        data = {**data, "rev": rev - 1, "prev": " ".join(names[1:])}
        if not data["prev"]:
            del data["prev"]
        if line_hash(data) != names[0]:
            break
        found = names[0]
    return found


def _rev(line: Line) -> int:
    rev = line.data.get("rev")
    return rev if isinstance(rev, int) else 0


def _moved(line: Line) -> Line:
    """*line* under the id that its bytes give it."""
    digest = hashlib.sha256(line.key.encode() + canonical(line.data, line.value)).digest()
    key = str(int.from_bytes(digest[:8], "big") >> 1)
    if nested(line.data, line.value):
        return line._replace(key=key)
    data = {**line.data, "conflict_of": line.key}
    if data.get("kind") != REMOVED:
        data["id"] = key
    return Line(key, dumps(data), data, line.number)


def id_apart(line: Line) -> str:
    """The id that *line* has where it was set apart from the winner of its record."""
    return _moved(line).key


def _verdict(key: str, loser: Line) -> str:
    if loser.data.get("kind") == REMOVED:
        who = named(loser.data.get("by"), "someone")
        return f"{key} was removed by {who} while it was edited elsewhere: the edit was kept"
    return both_kept(key, loser.key, loser.data.get("kind"))


def both_kept(key: str, copy: str, kind: object) -> str:
    """That a record of a *kind* stands under *key* and, edited otherwise, under *copy*; and what to do."""
    how = ": look at both, and remove one" if kind == "annotation" else ""
    return f"{key} was edited in two places: both are kept, one as {copy}{how}"
