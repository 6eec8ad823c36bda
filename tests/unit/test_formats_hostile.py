"""Files from strangers: one clear error naming file and line, never a traceback, never half an import."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.bundle import Bundle
from annotations.formats import FORMATS, FormatError, Import, Options, imports, jsonl
from annotations.formats.json_text import json_line, line_of, strict_json

READABLE = [format_id for format_id, form in FORMATS.items() if form.read]


def read(format_id: str, data: bytes) -> Import:
    reader = FORMATS[format_id].read
    assert reader
    return reader(io.BytesIO(data), "evil file")


def lines(bundle: Bundle) -> list[str]:
    stream = io.BytesIO()
    FORMATS["jsonl"].write(bundle, stream, Options())
    return stream.getvalue().decode().split("\n")


HEADER = '{"format":"close-reader-jsonl","version":1}\n'
RECORD = (
    '{"path":"a.txt","record":{"kind":"annotation","id":"7","doc":"d","annotator":"x","created":"t",'
    '"modified":"t","segments":[%s]}}\n'
)
TABLE = "uuid,path,start,end,quote,scale,label,values,holder,holder_1,holder_1_id,status,more_segments\n"


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        ("[]\n", 1, "first line should be a header"),
        ("words\n", 1, "first line should be a header"),
        (HEADER[:30], 1, "not JSON: it ends in the middle: cut short"),
        (HEADER + "{} {}", 2, "not JSON: something follows where it should end"),
        (HEADER + '{"a" 1}', 2, "not JSON: expecting ':' delimiter"),
        (HEADER + '{"a": "b', 2, "not JSON: it ends in the middle: cut short"),
        (HEADER + '{"a": "b\tc"}', 2, "not JSON: invalid control character"),
        ('{"format":"other"}\n', 1, "first line should be a header"),
        (HEADER.replace("1}", "2}"), 1, "newer than this program's 1"),
        (HEADER.replace("1}", "true}"), 1, "version should be a whole number"),
        (HEADER.replace("1}", "1e99}"), 1, "version should be a whole number"),
        (HEADER.replace("}", ',"names":[1]}'), 1, "names should be"),
        (HEADER.replace("}", ',"records":3}'), 2, "promises 3 records, 0 are there"),
        (HEADER + "\n{", 3, "not JSON"),
        (HEADER + "3\n", 2, "an object expected, got int"),
        (HEADER + '{"record":{"kind":"page"}}\n', 2, "unknown kind 'page'"),
        (HEADER + '{"record":{"kind":["x"]}}\n', 2, "unknown kind"),
        (HEADER + '{"article":3}\n', 2, "an object expected"),
        (HEADER + RECORD.replace('"7"', '"' + "9" * 5000 + '"') % "", 2, "id should be a decimal id"),
        (HEADER + RECORD % "" + RECORD % "", 3, "the id 7 is there twice: first on line 2"),
        (HEADER + RECORD % '{"start":5,"end":3,"quote":"x"}', 2, "0 <= start <= end expected"),
        (HEADER + RECORD % '{"start":-1,"end":3,"quote":"x"}', 2, "0 <= start <= end expected"),
        (HEADER + RECORD % '{"start":1e999,"end":3,"quote":"x"}', 2, "1e999 is too large"),
        (HEADER + RECORD % ('{"start":' + "9" * 5000 + "}"), 2, "does not fit in 64 bits"),
        (HEADER + RECORD % '{"start":NaN,"end":3,"quote":"x"}', 2, "NaN is not a number"),
        (HEADER + RECORD % '{"start":0,"end":3,"quote":3}', 2, "quote should be text"),
        (HEADER + RECORD % '{"start":0,"end":3,"quote":"\\ud800"}', 2, "half of a surrogate pair"),
        (HEADER + RECORD % '{"start":0,"start":1,"end":3,"quote":"x"}', 2, "'start' is there twice"),
        (HEADER + RECORD % ('{"x":' * 5000), 2, "nested too deeply"),
        (
            HEADER + RECORD % ('{"start":0,"end":1,"quote":"x","y":' + "[" * 61 + "]" * 61 + "}"),
            2,
            "nested more",
        ),
        (HEADER.replace("\n", "\r\n") + "{]\r\n", 2, "not JSON"),
    ],
)
def test_json_lines(data: str, line: int, says: str) -> None:
    with pytest.raises(FormatError) as caught:
        read("jsonl", data.encode())
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"evil file:{line}: ")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ("", 2, "3 cells where the header has 13"),
        (",a.txt,x,3,q,,,,,,,,\n", 2, "start: 'x' is no whole number"),
        (",a.txt,1,,q,,,,,,,,\n", 2, "start and end"),
        (",a.txt,5,3,q,,,,,,,,\n", 2, "0 <= start <= end"),
        (f",a.txt,{'9' * 40},3,q,,,,,,,,\n", 2, "is no whole number"),
        (",a.txt,1,2,q,s,l,{,,,,,\n", 2, "not JSON"),
        (",a.txt,1,2,q,s,l,[],,,,,\n", 2, "values should be an object"),
        (
            ",a.txt,1,2,q,s,l,,nobody,,,,\n",
            2,
            "holder: 'nobody' is none of what it may be: empty (not coded), writer",
        ),
        (",a.txt,1,2,q,s,l,,attributed,,,,\n", 2, "holder_1 is empty"),
        (",a.txt,1,2,q,s,l,,,A & B,x,,\n", 2, "2 names but 1 ids"),
        (",a.txt,1,2,q,s,l,,,,,maybe,\n", 2, "status should be one of"),
        (",a.txt,1,2,q,s,l,,,,,,[3]\n", 2, "more_segments should be a list"),
        (",a.txt,1,2,q,s,l,,,,,,3\n", 2, "more_segments should be a list"),
        (
            'x,a.txt,1,2,"q\nr",,,,,,,,\nx,a.txt,1,2,q,,,,,,,,\n',
            4,
            "the uuid x is there twice: first on line 2",
        ),
        (',a.txt,1,2,"q,,,,,,,,\n', 2, "not a table: unexpected end of data"),
        (',a.txt,1,2,"q"r,,,,,,,,\n', 2, "not a table"),
        (",a.txt,1,2,q\rx,,,,,,,,\n", 2, "not a table"),
    ],
)
def test_tables(rows: str, line: int, says: str) -> None:
    with pytest.raises(FormatError) as caught:
        read("csv", (TABLE + (rows or "a,b,c\n")).encode())
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"evil file:{line}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("a,b\n", "no column 'path'"),
        ("path,note\n", "no column 'quote'"),
        ("path,quote,quote\n", "'quote' is there twice"),
        ("path,quote" + ",x" * 2000 + "\n", "2002 columns"),
    ],
)
def test_headers(header: str, says: str) -> None:
    with pytest.raises(FormatError, match=r"^evil file:1: "):
        read("csv", header.encode())
    with pytest.raises(FormatError, match=says):
        read("csv", header.encode())


def test_a_cell_may_be_long_and_the_limit_is_put_back() -> None:
    before = csv.field_size_limit()
    quote = "x" * 200_000
    (found,) = read("csv", f"path,quote\na.txt,{quote}\n".encode()).annotations
    assert found.annotation.quote == quote
    with pytest.raises(FormatError, match="field larger than field limit"):
        read("csv", b"path,quote\na.txt," + b"x" * (16 * 1024 * 1024 + 1) + b"\n")
    assert csv.field_size_limit() == before


def test_a_table_made_by_hand() -> None:
    data = "quote;path;scale;label;mood\nthe words;a.txt;position;favor;glad\n;b.txt;;;\n\n"
    found = read("csv", ("\ufeff" + data).encode())
    words, whole = found.annotations
    assert (words.path, words.foreign, words.positioned, words.line) == ("a.txt", True, False, 2)
    assert words.annotation.stance
    assert words.annotation.stance.label == "favor"
    assert [(s.start, s.end) for s in words.annotation.segments] == [(0, 9)]
    assert (whole.annotation.segments, whole.positioned) == ((), True)
    assert [p.message for p in found.problems] == ["the column 'mood' is not known: left out"]


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"3", 1, "an object or a list expected"),
        (b"{}", 1, "AnnotationCollection, AnnotationPage or Annotation expected"),
        (b'{"type":"AnnotationCollection",\n"first":{}}', 2, "without its list of items"),
        (b"[\n1]", 1, "an object expected"),
        (b'{"type":"Annotation",\n"type":"Annotation"}', 1, "'type' is there twice"),
        (b'{"a":\n\n1e999}', 3, "1e999 is too large"),
        (b"[" * 100_000, 1, "nested too deeply"),
        (
            b'{"type":"Annotation","target":{"selector":{"type":"TextQuoteSelector","exact":3}}}',
            1,
            "exact should be",
        ),
    ],
)
def test_json_ld(data: bytes, line: int, says: str) -> None:
    with pytest.raises(FormatError) as caught:
        read("w3c", data)
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"evil file:{line}: ")


@pytest.mark.parametrize("format_id", READABLE)
def test_bytes_that_are_not_text(format_id: str) -> None:
    with pytest.raises(FormatError, match=r"^evil file:3: not UTF-8"):
        read(format_id, b"a\nb\n\xff\xfe\n")


@pytest.mark.parametrize("format_id", READABLE)
@pytest.mark.parametrize("data", [b"", b" \r\n\n"])
def test_an_empty_file_says_so(format_id: str, data: bytes) -> None:
    with pytest.raises(FormatError, match=r"^evil file: the file is empty$"):
        read(format_id, data)


@pytest.mark.parametrize("format_id", READABLE)
def test_a_file_too_large_is_not_read(format_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MAX_BYTES", 500)
    stream = io.BytesIO(b" " * 1000)
    reader = FORMATS[format_id].read
    assert reader
    with pytest.raises(FormatError, match="evil file: larger than 500 bytes"):
        reader(stream, "evil file")
    assert stream.tell() == 501


def test_a_long_line_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE", 100)
    with pytest.raises(FormatError, match="evil file:2: a line of more than 100 characters"):
        read("jsonl", (HEADER + '{"x":"' + "y" * 100 + '"}').encode())


def attempt(format_id: str, data: bytes) -> Import | str:
    """What was read, or what the one error that may come says."""
    try:
        return read(format_id, data)
    except FormatError as error:
        return str(error)


Spoil = Callable[[bytes, int], bytes]
SPOILS: list[Spoil] = [
    lambda data, at: data[:at],
    lambda data, at: data[:at] + b'"' + data[at:],
    lambda data, at: data[:at] + b"\x00" + data[at + 1 :],
    lambda data, at: data[:at] + data[at + 7 :],
    lambda data, at: data[:at] + b"\n" + data[at:],
    lambda data, at: data[:at] + b"9" * 30 + data[at:],
    lambda data, at: data[:at] + b"[{" * 40 + data[at:],
    lambda data, at: data[:at] + b"\\ud800" + data[at:],
]


@pytest.mark.parametrize("format_id", READABLE)
@settings(max_examples=60, deadline=None)
@given(where=st.floats(0, 1), spoil=st.sampled_from(SPOILS))
def test_a_spoilt_file_is_read_or_refused(
    exported_bundle: Bundle, format_id: str, where: float, spoil: Spoil
) -> None:
    stream = io.BytesIO()
    FORMATS[format_id].write(exported_bundle, stream, Options())
    data = spoil(stream.getvalue(), int(where * len(stream.getvalue())))
    outcome = attempt(format_id, data)
    if isinstance(outcome, Import):
        assert len(outcome.annotations) + len(outcome.problems) <= 9
    else:
        assert outcome.startswith("evil file")
        assert "\n" not in outcome
        assert len(outcome) < 400


@pytest.mark.parametrize("format_id", READABLE)
def test_a_file_cut_short_is_noticed(exported_bundle: Bundle, format_id: str) -> None:
    if format_id == "csv":
        # A table has no count: a row cut off whole cannot be told from one that never was.
        return
    stream = io.BytesIO()
    FORMATS[format_id].write(exported_bundle, stream, Options())
    data = stream.getvalue()
    annotations = [i for i, line in enumerate(data.split(b"\n")) if b"2000000000000000006" in line]
    cut = b"\n".join(data.split(b"\n")[: annotations[0]]) + b"\n"
    with pytest.raises(FormatError):
        read(format_id, cut)


def test_json_goes_out_without_what_breaks_lines_or_terminals() -> None:
    value = "a\u2028b\u2029c\x85d\x9be\x7ff\u202eg\u2066h\ufeffi\x1bj\nk\ud800l😀Ж\u00a0"
    out = json_line({"v": value})
    assert out.encode().decode() == out
    assert len(out.splitlines()) == 1
    assert all(c.isprintable() or c == "\u00a0" for c in out)
    assert "😀Ж\u00a0" in out
    assert json.loads(out) == {"v": value}


@given(
    st.recursive(
        st.integers(0, 9),
        lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text('{}[],"\\:', max_size=3), x, max_size=3),
        max_leaves=12,
    )
)
@settings(max_examples=60, deadline=None)
def test_the_line_of_each_object_is_found(value: object) -> None:
    text = json.dumps(value, indent=1)
    assert strict_json(text, "x") == value

    def check(part: object, place: tuple[str | int, ...]) -> list[int]:
        below: list[int] = []
        if isinstance(part, dict):
            below = [n for key, item in part.items() for n in check(item, (*place, key))]
        elif isinstance(part, list):
            below = [n for key, item in enumerate(part) for n in check(item, (*place, key))]
        else:
            return []
        line = line_of(text, place)
        opened = text.split("\n")[line - 1].rstrip("]},")
        assert opened.endswith(("[", "{")) or not part
        return [line, *below]

    found = check(value, ())
    assert found == sorted(found)
    assert len(set(found)) == len(found)
