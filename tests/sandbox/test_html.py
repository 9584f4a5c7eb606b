"""Telegram's HTML: https://core.telegram.org/bots/api#html-style."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.html import parse_html, utf16
from sandbox.telegram.rules import TelegramError


def kinds(markup: str) -> list[tuple[str, int, int]]:
    return [(entity["type"], entity["offset"], entity["length"]) for entity in parse_html(markup)[1]]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
        ("B", "bold"),
    ],
)
def test_each_tag_gives_its_entity(tag: str, kind: str) -> None:
    assert parse_html(f"a <{tag}>text</{tag}>") == ("a text", [{"type": kind, "offset": 2, "length": 4}])


def test_nested_tags_keep_their_places() -> None:
    assert kinds("<b>bold <i>both</i></b> plain") == [("bold", 0, 9), ("italic", 5, 4)]


def test_offsets_count_utf16_units() -> None:
    text, entities = parse_html("😀 <b>да</b>")
    assert (text, entities) == ("😀 да", [{"type": "bold", "offset": 3, "length": 2}])


def test_references_become_characters_and_unknown_ones_stay() -> None:
    assert parse_html("&lt;&gt;&amp;&quot;&#33;&#x21; &nbsp; & &lt") == ('<>&"!! &nbsp; & <', [])


def test_links_are_completed_and_bad_ones_are_only_text() -> None:
    markup = '<a href="https://example.com?a=1&amp;b=2">x</a> <a href="nowhere">y</a>'
    _, entities = parse_html(markup)
    assert entities == [
        {"type": "text_link", "url": "https://example.com/?a=1&b=2", "offset": 0, "length": 1}
    ]


def test_a_link_to_a_user_is_a_mention() -> None:
    _, entities = parse_html('<a href="tg://user?id=1001">M</a>')
    assert entities[0]["type"] == "text_mention"
    assert entities[0]["user"]["id"] == 1001


def test_code_in_pre_gives_the_language() -> None:
    _, entities = parse_html('<pre><code class="language-python">x = 1</code></pre>')
    assert entities == [{"type": "pre", "language": "python", "offset": 0, "length": 5}]
    _, entities = parse_html('<code class="language-python">x</code>')
    assert entities == [{"type": "code", "offset": 0, "length": 1}]


def test_spoilers_quotes_and_emoji() -> None:
    assert kinds('<span class="tg-spoiler">x</span>') == [("spoiler", 0, 1)]
    assert kinds("<blockquote expandable>x</blockquote>") == [("expandable_blockquote", 0, 1)]
    assert kinds('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>') == [("custom_emoji", 0, 2)]


def test_an_empty_element_is_no_entity() -> None:
    assert parse_html("<b></b>x") == ("x", [])


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("да <br>", 'Unsupported start tag "br" at byte offset 5'),
        ("<<b>1234</b>", 'Unsupported start tag "<b" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<a ='x'>z</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        (
            "&#xD800;",
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate "
            "code units",
        ),
    ],
)
def test_mistakes_are_named_as_telegram_names_them(markup: str, why: str) -> None:
    with pytest.raises(TelegramError) as refused:
        parse_html(markup)
    assert refused.value.description == f"Bad Request: can't parse entities: {why}"
    assert refused.value.code == 400


@given(st.text(alphabet=st.sampled_from("<>/&;#bai= \"'xд😀")))
def test_any_text_is_parsed_or_refused_in_telegrams_way(markup: str) -> None:
    try:
        text, entities = parse_html(markup)
    except TelegramError as refused:
        assert refused.description.startswith("Bad Request: can't parse entities: ")
        return
    assert len(text) <= len(markup)
    assert all(one["offset"] >= 0 and one["offset"] + one["length"] <= utf16(text) for one in entities)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(escaped) == (text, [])
