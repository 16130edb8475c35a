"""XML from strangers: what declares anything is refused, everything has a limit, damage is read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.errors import FormatError
from localize.formats.xml import MAX_DEPTH, Element, parse

ENTITY = '<!DOCTYPE tt [<!ENTITY x "ha">]><tt>&x;</tt>'
BOMB = (
    '<!DOCTYPE tt [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><tt>&i;</tt>"
)


#: More namespaces inside.
_MANY = "<b " + " ".join(f"xmlns:b{n}='x'" for n in range(90)) + "/></a>"


def text(element: Element) -> str:
    return "".join(one if isinstance(one, str) else text(one) for one in element.children)


@pytest.mark.parametrize(
    "source",
    [
        ENTITY,
        BOMB,
        "<!DOCTYPE tt SYSTEM 'file:///etc/passwd'><tt/>",
        "<!doctype tt><tt/>",
        "<! DOCTYPE tt><tt/>",
        "<?xml version='1.0'?>\n<!-- a comment -->\n" + ENTITY,
        "<tt><!ENTITY x 'y'></tt>",
        "<tt><!-- ends nowhere <!DOCTYPE tt></tt>",
        # A comment that begins inside an instruction is none: the second lock.
        "<?x <!-- ?><!DOCTYPE tt [<!ENTITY x 'y'>]><tt>&x;</tt><!-- -->",
    ],
    ids=lambda source: source[:24],
)
@pytest.mark.parametrize(
    "coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_declarations_are_refused_in_every_coding(source: str, coding: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse(source.encode(coding))
    assert "declar" in caught.value.message.lower()
    assert "text editor" in caught.value.hint


@pytest.mark.parametrize(
    "declared", ["utf-7", "cp037", "utf-16", "hz", "raw_unicode_escape", "no-such"]
)
def test_no_declared_encoding_hides_a_declaration(declared: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>'
    with pytest.raises(FormatError):
        parse(head.encode() + ENTITY.encode() + b"\xff")
    try:
        hidden = ENTITY.encode(declared)
    except LookupError:
        return
    # What another parser would decode to a declaration is never decoded so: it is text, or nothing.
    try:
        document = parse(head.encode() + b"<tt>" + hidden + b"</tt>")
    except FormatError:
        return
    assert "ha" not in text(document.root).replace('"ha"', "")


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it opens something")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    source = b"""<?xml-stylesheet href="http://127.0.0.1/x.xsl"?>
    <tt xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="a http://127.0.0.1/a.xsd"><xi:include href="file:///etc/passwd"/></tt>"""
    assert text(parse(source).root).strip() == ""


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("<a " + " ".join(f"xmlns:a{n}='x'" for n in range(90)) + ">" + _MANY, "namespaces"),
        ("<a>" + "".join(f"<b xmlns='{n}'/>" for n in range(2_000)) + "</a>", "namespaces"),
        ("<a>" * (MAX_DEPTH + 1), "nested"),
        ("<a>" * 200_000, "nested"),
        ("<tt>" + "<a/>" * 3_001 + "</tt>", "elements"),
        ("<tt " + " ".join(f'a{n}="1"' for n in range(200)) + "/>", "attributes"),
        (f'<tt a="{"x" * 70_000}"/>', "characters"),
        ("<tt>" + " " * (49 * 1024 * 1024) + "</tt>", "characters"),
    ],
    ids=["namespaces", "scopes", "deep", "very deep", "many", "attributes", "value", "long"],
)
def test_everything_has_a_limit(source: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("localize.formats.xml.MAX_ELEMENTS", 3_000)
    with pytest.raises(FormatError, match=what):
        parse(source.encode())


@pytest.mark.parametrize(
    "source", ["", "  ", "no xml", "1\n00:00:01,000 --> 00:00:02,000\nx\n", "<", "<>", "<!-- -->"]
)
def test_what_is_no_xml_is_refused(source: str) -> None:
    with pytest.raises(FormatError):
        parse(source.encode())


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<tt><p>a & b</p></tt>", "a & b"),
        ("<tt><p>a &nbsp;b</p></tt>", "a \xa0b"),
        ("<tt><p>a < b</p></tt>", "a < b"),
        ("<tt><p>one<p>two</p></tt>", "onetwo"),
        ("<tt><p>cut off", "cut off"),
        ("<tt><p>a<br>b</p></tt>", "ab"),
        ("<tt><p a='1' a='2'>twice</p></tt>", "twice"),
        ("<tt><p>wrong</q></p></tt>", "wrong"),
        ("<tt><p><![CDATA[a <b>]]> & c</p></tt>", "a <b> & c"),
        ("<tt><p>a</p></tt><tt>rest</tt>", "a"),
        ("<tt><p x:a='1'>free prefix</p></tt>", "free prefix"),
        ("<tt><p>&#1;&#11;x &</p></tt>", "x &"),
        ("<tt><!-- a -- b --><p>c</p></tt>", "c"),
    ],
)
def test_damage_is_read_as_it_was_meant(source: str, said: str) -> None:
    document = parse(source.encode())
    assert text(document.root) == said
    sound = "free prefix" in source
    assert [f.rule for f in document.findings] == ([] if sound else ["xml-repaired"])


def test_the_same_namespaces_are_kept_once() -> None:
    root = parse(b"<tt xmlns='a'>" + b"<p xmlns:b='c'/>" * 5_000 + b"</tt>").root
    spaces = [one.spaces for one in root.children if isinstance(one, Element)]
    assert len(spaces) == 5_000
    assert {id(one) for one in spaces} == {id(spaces[0])}
    assert spaces[0] == {"": "a", "b": "c"}


def test_of_an_attribute_said_twice_the_first_counts_and_lines_are_told() -> None:
    root = parse(b"<tt>\n<p a='1' a='2'\n>x</p>\n<p>y</p></tt>").root
    first, second = (one for one in root.children if isinstance(one, Element))
    assert first.attributes == {"a": "1"}
    assert (root.line, first.line, second.line) == (1, 2, 4)


@pytest.mark.parametrize(
    ("data", "encoding", "rules"),
    [
        (
            '<?xml version="1.0" encoding="iso-8859-1"?><tt>caf\xe9</tt>'.encode("latin-1"),
            "iso8859-1",
            [],
        ),
        (
            '<?xml version="1.0" encoding="Shift_JIS"?><tt>漢字</tt>'.encode("shift_jis"),
            "shift_jis",
            [],
        ),
        (
            '<?xml version="1.0" encoding="iso-8859-1"?><tt>café</tt>'.encode(),
            "utf-8",
            ["declared-encoding"],
        ),
        ('<?xml version="1.0" encoding="utf-8"?><tt>café</tt>'.encode("utf-16"), "utf-16-le", []),
        (b'<?xml version="1.0" encoding="utf-16"?><tt>cafe</tt>', "utf-8", []),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str, rules: list[str]) -> None:
    document = parse(data)
    assert document.encoding == encoding
    assert [finding.rule for finding in document.findings] == rules
    assert text(document.root) in ("café", "漢字", "cafe")


PIECES = st.sampled_from(
    [
        *(
            "<tt>",
            "</tt>",
            "<p>",
            "</p>",
            "<p ",
            ">",
            "<",
            "/>",
            "<br/>",
            "&",
            "&amp;",
            "&#65;",
            "&#x0;",
        ),
        *(
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<?",
            "?>",
            "'",
            '"',
            "a='1'",
            'a="',
            "xmlns=''",
            "x:y",
        ),
        *(
            "<?xml version='1.0' encoding='utf-8'?>",
            "text",
            "\n",
            "\0",
            "\ud800",
            "\ufffe",
            "<!",
            "漢",
        ),
    ]
)


@settings(max_examples=400)
@given(
    st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["utf-8", "utf-16-le", "latin-1"])
)
def test_no_xml_is_too_strange(source: str, coding: str) -> None:
    try:
        document = parse(source.encode(coding, errors="replace"))
    except FormatError:
        return
    assert isinstance(document.root, Element)


@pytest.mark.parametrize(
    "evil",
    [
        "<!--",
        "<![CDATA[",
        "<?",
        "<a ",
        "<a '",
        "&",
        "&#",
        "<a/>",
        "</a>",
        "<br>",
        "<p>",
        "<a b='",
        "]]>",
        "<",
        "<!",
    ],
)
def test_no_xml_takes_for_ever(evil: str) -> None:
    # What grows with the square of its length would take minutes here.
    document = parse(("<tt>&" + evil * 150_000).encode())
    assert document.root.name == "tt"
