"""Bytes become text by a fixed order of trials."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.corpus.decoding import NotText, decode

RUSSIAN = "Россия и Беларусь подписали программу мер. Президент отметил, что оборонная промышленность растёт."
ENGLISH = "Britain could buy weapons from Russia, the ministry said on Tuesday.\n"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (ENGLISH.encode(), ENGLISH, "utf-8"),
        (("\ufeff" + RUSSIAN).encode(), RUSSIAN, "utf-8-sig"),
        (b"\xff\xfe" + RUSSIAN.encode("utf-16-le"), RUSSIAN, "utf-16-le-sig"),
        (b"\xfe\xff" + RUSSIAN.encode("utf-16-be"), RUSSIAN, "utf-16-be-sig"),
        (b"\xff\xfe\0\0" + RUSSIAN.encode("utf-32-le"), RUSSIAN, "utf-32-le-sig"),
        (ENGLISH.encode("utf-16-le"), ENGLISH, "utf-16-le"),
        (ENGLISH.encode("utf-16-be"), ENGLISH, "utf-16-be"),
        (RUSSIAN.encode("utf-16-le"), RUSSIAN, "utf-16-le"),
        (RUSSIAN.encode("cp1251"), RUSSIAN, "cp1251"),
        (RUSSIAN.encode("koi8-r"), RUSSIAN, "koi8-r"),
        (RUSSIAN.encode("cp866"), RUSSIAN, "cp866"),
        ("The price was £5 – or “more”, said André.".encode("cp1252"), None, "cp1252"),
        ("Événement à Genève: l'été déjà passé.".encode("cp1252"), None, "cp1252"),
        (b"", "", "utf-8"),
        ("a\r\nb\rc\u2028d\n".encode(), "a\r\nb\rc\u2028d\n", "utf-8"),
        ("e\u0301 \u00e9".encode(), "e\u0301 \u00e9", "utf-8"),
    ],
)
def test_each_encoding_is_told(data: bytes, text: str | None, encoding: str) -> None:
    decoded = decode(data)
    assert decoded.encoding == encoding
    assert decoded.text == (data.decode("cp1252") if text is None else text)
    assert decoded.repairs == 0


WIDE = [
    "Hi",
    "No.\n",
    ENGLISH,
    ENGLISH * 500,
    "Да нет",
    RUSSIAN,
    RUSSIAN * 500,
    "Żółw: zażółć gęślą jaźń – “tak”.\n",
    ENGLISH + RUSSIAN,
    "Η Ελλάδα και η Τουρκία.\n",
    "英国可以从俄罗斯购买武器,国防部周二表示。 北约秘书长说,这是不可能的。\n" * 3,
    "한국은 러시아에서 무기를 살 수 있다고 국방부가 말했다.\n",
]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", WIDE)
def test_utf_16_is_told_with_and_without_its_mark(text: str, codec: str) -> None:
    assert decode(text.encode(codec)) == (text, codec, 0)
    assert decode(("\ufeff" + text).encode(codec)) == (text, f"{codec}-sig", 0)


@pytest.mark.parametrize(
    "data",
    [
        b"abc\0def\n\nText of the thing",
        b"abcd\0ef\n\nText of the thing",
        b"ab\0",
        b"a\0b",
        b"One\0two\0six\0ten\0end of it",
        b"Each\0 wo\0rd h\0as a\0 NUL\0 in\0 it\0.",
        (ENGLISH * 20).replace(" ", "\0").encode(),
        "Да\0 и нет, сказал министр.".encode(),
        "Д\0а и нет, сказал министр.".encode(),
        "a\0ccès à l'été, déjà passé".encode(),
    ],
)
def test_stray_nul_bytes_do_not_make_utf_16(data: bytes) -> None:
    assert decode(data) == (data.decode("utf-8"), "utf-8", 0)


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "cp866"])
@pytest.mark.parametrize("at", [3, 4])
def test_a_stray_nul_leaves_a_code_page_what_it_is(codec: str, at: int) -> None:
    text = "Россия и Беларусь, сказал президент, подписали меры."
    text = text[:at] + "\0" + text[at:]
    assert decode(text.encode(codec)) == (text, codec, 0)


def test_stray_bytes_in_utf_8_are_read_as_cp1252_and_counted() -> None:
    data = "Der Preis – “hoch” – ".encode() + b"\xa35 \x93ja\x94"
    decoded = decode(data)
    assert decoded.text == "Der Preis – “hoch” – £5 “ja”"
    assert (decoded.encoding, decoded.repairs) == ("utf-8", 3)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.4 ...", "a PDF"),
        (b"PK\x03\x04....", "zip"),
        (random.Random(1).randbytes(5_000), "control codes"),
        (b"\0\0\0\1" * 200, "control codes"),
    ],
)
def test_binary_is_refused_with_what_it_looks_like(data: bytes, said: str) -> None:
    with pytest.raises(NotText, match=said):
        decode(data)


def test_a_terminal_log_is_text() -> None:
    assert decode(b"\x1b[31mred\x1b[0m\n").text == "\x1b[31mred\x1b[0m\n"


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"])))
@settings(max_examples=60, deadline=None)
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    decoded = decode(text.encode())
    signed = text.startswith("\ufeff")
    assert decoded.text == (text[1:] if signed else text)


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(NotText):
        decoded = decode(data)
        assert decoded.text.encode().decode() == decoded.text
        assert decoded.repairs <= len(data)
