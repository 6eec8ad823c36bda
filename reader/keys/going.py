"""The actions that lead somewhere: moving, hopping, finding, panes; and selecting, which goes by them."""

from __future__ import annotations

from reader.keys.action import BROWSE, KEYED, PANES, TEXT, Action, Context, act


def _move(action_id: str, title: str, told: str, contexts: tuple[Context, ...], *keys: str) -> Action:
    return Action(action_id, title, told, "move", contexts, keys, repeatable=True)


def _hop(
    action_id: str, title: str, told: str, contexts: tuple[Context, ...], *keys: str, also: str = ""
) -> Action:
    return Action(action_id, title, told, "hop", contexts, keys, repeatable=True, also=also)


_HOME: dict[Context, tuple[str, ...]] = {"LIST": ("Home",), "DETAILS": ("Home",)}
_END: dict[Context, tuple[str, ...]] = {"LIST": ("End",), "DETAILS": ("End",)}

MOVE = (
    _move("move.left", "left", "One character left.", TEXT, "h", "Left"),
    _move("move.down", "down", "One row down.", KEYED, "j", "Down"),
    _move("move.up", "up", "One row up.", KEYED, "k", "Up"),
    _move("move.right", "right", "One character right.", TEXT, "l", "Right"),
    _move("move.word_next", "next word", "To the beginning of the next word.", TEXT, "w"),
    _move("move.word_back", "word back", "To the beginning of this or the previous word.", TEXT, "b"),
    _move("move.word_end", "end of word", "To the end of this or the next word.", TEXT, "e"),
    _move(
        "move.sentence_back",
        "sentence back",
        "To the beginning of this or the previous sentence.",
        TEXT,
        "(",
    ),
    _move("move.sentence_next", "next sentence", "To the beginning of the next sentence.", TEXT, ")"),
    _move(
        "move.paragraph_back", "paragraph back", "To the beginning of this or the last paragraph.", TEXT, "{"
    ),
    _move("move.paragraph_next", "next paragraph", "To the beginning of the next paragraph.", TEXT, "}"),
    act("move", "move.row_start", "start of row", "To the beginning of the row.", TEXT, "0", "Home"),
    act("move", "move.row_end", "end of row", "To the end of the row.", TEXT, "$", "End"),
    Action("move.first", "first", "To the beginning.", "move", KEYED, ("gg",), numbered=True, extra=_HOME),
    Action(
        "move.last",
        "last, or paragraph n",
        "To the end; with a count n, to paragraph n (in a list, row n).",
        "move",
        KEYED,
        ("G",),
        numbered=True,
        extra=_END,
    ),
    act("move", "move.screen_top", "top of screen", "To the first row on the screen.", TEXT, "H"),
    act("move", "move.screen_middle", "middle of screen", "To the middle row on the screen.", TEXT, "M"),
    act("move", "move.screen_bottom", "bottom of screen", "To the last row on the screen.", TEXT, "L"),
    _move("page.half_down", "half a page down", "Half a page down.", KEYED, "^d"),
    _move("page.half_up", "half a page up", "Half a page up.", KEYED, "^u"),
    _move("page.down", "page down", "One page down.", KEYED, "Space", "^f", "PgDn"),
    _move("page.up", "page up", "One page up.", KEYED, "Backspace", "^b", "PgUp"),
    act("move", "scroll.middle", "caret to the middle", "Scroll the caret's row to the middle.", TEXT, "zz"),
    act("move", "scroll.top", "caret to the top", "Scroll the caret's row to the top.", TEXT, "zt"),
    act("move", "scroll.bottom", "caret to the bottom", "Scroll the caret's row to the bottom.", TEXT, "zb"),
)

HOP = (
    _hop("entity.next", "next entity", "To the next entity in the text.", TEXT, "]e"),
    _hop("entity.previous", "previous entity", "To the previous entity in the text.", TEXT, "[e"),
    _hop("annotation.next", "next annotation", "To the next annotation.", TEXT, "]a"),
    _hop("annotation.previous", "previous annotation", "To the previous annotation.", TEXT, "[a"),
    _hop("unit.next", "next uncoded unit", "To the next unit with no stance, no tag.", TEXT, "]u"),
    _hop("unit.previous", "previous uncoded unit", "To the unit before with no stance, no tag.", TEXT, "[u"),
    _hop("quotation.next", "next quotation", "To the next quotation.", TEXT, "]q"),
    _hop("quotation.previous", "previous quotation", "To the previous quotation.", TEXT, "[q"),
    _hop("article.next", "next article", "Open the next article of the list.", BROWSE, "J"),
    _hop("article.previous", "previous article", "Open the previous article of the list.", BROWSE, "K"),
    _hop("jump.back", "back", "Back to where the last jump began.", BROWSE, "^o", "<", also="return"),
    _hop("jump.forward", "forward", "Forward again in the list of jumps.", BROWSE, ">"),
    Action(
        "mark.set",
        "set a mark",
        "Remember this place under a letter: a-z in this article, A-Z in the corpus.",
        "hop",
        TEXT,
        ("m",),
        operand="mark",
        also="bookmark",
    ),
    Action(
        "mark.go",
        "go to a mark",
        "To the place marked with a letter.",
        "hop",
        TEXT,
        ("'",),
        operand="mark",
        also="bookmark",
    ),
    act(
        "hop",
        "jump.swap",
        "place before the jump",
        "To the place before the last jump, and back.",
        TEXT,
        "''",
    ),
)

FIND = (
    act(
        "find", "find.article", "find in the article", "Find words in this article.", TEXT, "/", also="search"
    ),
    act("find", "pane.filter", "filter this list", "Show only the rows that hold what is typed.", PANES, "/"),
    Action("find.next", "next hit", "To the next hit.", "find", KEYED, ("n",), repeatable=True),
    Action("find.previous", "previous hit", "To the previous hit.", "find", KEYED, ("N",), repeatable=True),
    act("find", "find.word", "find the word here", "Find the word at the caret in this article.", TEXT, "*"),
    act(
        "find",
        "search.corpus",
        "find in the corpus",
        "Find in every article, misspellings too.",
        KEYED,
        "f",
        also="search",
    ),
    act(
        "find",
        "search.here",
        "this in the corpus",
        "The selection or the word in the corpus; in a pane the entity or the passage.",
        (*TEXT, "DETAILS"),
        "F",
        also="search",
    ),
)

PANE = (
    act("panes", "pane.next", "next pane", "To the next pane.", KEYED, "Tab"),
    act("panes", "pane.previous", "previous pane", "To the previous pane.", KEYED, "S-Tab"),
    act("panes", "list.show", "articles", "To the list of articles.", KEYED, "gl", also="files"),
    act("panes", "entities.show", "entities", "To the entities of this article.", KEYED, "ge"),
    act("panes", "annotations.show", "annotations", "To the annotations of this article.", KEYED, "ga"),
    act(
        "panes",
        "codebook.show",
        "codebook",
        "To the codebook: what is coded as what, how often.",
        KEYED,
        "gb",
    ),
)

SELECT = (
    act(
        "select",
        "select.start",
        "select",
        "Select the word at the caret; motions extend.",
        ("READ",),
        "v",
        also="clause phrase mark",
    ),
    Action(
        "select.wider",
        "wider",
        "Widen to sentence, paragraph.",
        "select",
        ("VISUAL",),
        ("v",),
        True,
        also="clause",
    ),
    Action("select.narrower", "narrower", "Narrow the selection again.", "select", ("VISUAL",), ("V",), True),
    act("select", "select.word", "this word", "Select the word at the caret.", ("VISUAL",), "iw"),
    act("select", "select.sentence", "this sentence", "Select the sentence at the caret.", ("VISUAL",), "is"),
    act(
        "select",
        "select.paragraph",
        "this paragraph",
        "Select the paragraph at the caret.",
        ("VISUAL",),
        "ip",
    ),
    act("select", "select.entity", "this entity", "Select the entity at the caret.", ("VISUAL",), "ie"),
    act(
        "select",
        "select.quotation",
        "this quotation",
        "Select what is quoted or reported at the caret.",
        ("VISUAL",),
        "iq",
    ),
    act(
        "select",
        "select.annotation",
        "this annotation",
        "Select what the annotation at the caret covers: other ends and gr resize it.",
        ("VISUAL",),
        "ia",
    ),
    act("select", "select.other_end", "other end", "Move the caret to the other end.", ("VISUAL",), "o"),
)
