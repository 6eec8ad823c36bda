"""The one registry of actions: key tables, footer, palette, help and docs are all made from it.

To add an action, add one line to its group below; to drop one, delete its line. A screen answers an action by
its id.
"""

from __future__ import annotations

from reader.keys.action import CONTEXTS, Action, Context, Group

_TEXT: tuple[Context, ...] = ("READ", "VISUAL")
_PANES: tuple[Context, ...] = ("LIST", "DETAILS")
_BROWSE: tuple[Context, ...] = ("READ", *_PANES)
_KEYED: tuple[Context, ...] = ("READ", "VISUAL", *_PANES)
_CHANGES: tuple[Context, ...] = (*_KEYED, "PROPOSALS")
_FIELDS: tuple[Context, ...] = ("PROMPT", "BAR")
_ALL: tuple[Context, ...] = tuple(CONTEXTS)
_NOT_TYPING: tuple[Context, ...] = ("READ", "VISUAL", *_PANES, "PROPOSALS")


def _move(action_id: str, title: str, told: str, contexts: tuple[Context, ...], *keys: str) -> Action:
    return Action(action_id, title, told, "move", contexts, keys, repeatable=True)


def _hop(action_id: str, title: str, told: str, contexts: tuple[Context, ...], *keys: str) -> Action:
    return Action(action_id, title, told, "hop", contexts, keys, repeatable=True)


def _act(
    group: Group, action_id: str, title: str, told: str, contexts: tuple[Context, ...], *keys: str
) -> Action:
    return Action(action_id, title, told, group, contexts, keys)


_HOME: dict[Context, tuple[str, ...]] = {"LIST": ("Home",), "DETAILS": ("Home",)}
_END: dict[Context, tuple[str, ...]] = {"LIST": ("End",), "DETAILS": ("End",)}

_MOVE = (
    _move("move.left", "left", "One character left.", _TEXT, "h", "Left"),
    _move("move.down", "down", "One row down.", _KEYED, "j", "Down"),
    _move("move.up", "up", "One row up.", _KEYED, "k", "Up"),
    _move("move.right", "right", "One character right.", _TEXT, "l", "Right"),
    _move("move.word_next", "next word", "To the beginning of the next word.", _TEXT, "w"),
    _move("move.word_back", "word back", "To the beginning of this or the previous word.", _TEXT, "b"),
    _move("move.word_end", "end of word", "To the end of this or the next word.", _TEXT, "e"),
    _move(
        "move.sentence_back",
        "sentence back",
        "To the beginning of this or the previous sentence.",
        _TEXT,
        "(",
    ),
    _move("move.sentence_next", "next sentence", "To the beginning of the next sentence.", _TEXT, ")"),
    _move(
        "move.paragraph_back", "paragraph back", "To the beginning of this or the last paragraph.", _TEXT, "{"
    ),
    _move("move.paragraph_next", "next paragraph", "To the beginning of the next paragraph.", _TEXT, "}"),
    _act("move", "move.row_start", "start of row", "To the beginning of the row.", _TEXT, "0", "Home"),
    _act("move", "move.row_end", "end of row", "To the end of the row.", _TEXT, "$", "End"),
    Action("move.first", "first", "To the beginning.", "move", _KEYED, ("gg",), numbered=True, extra=_HOME),
    Action(
        "move.last",
        "last, or paragraph n",
        "To the end; with a count n, to paragraph n (in a list, row n).",
        "move",
        _KEYED,
        ("G",),
        numbered=True,
        extra=_END,
    ),
    _act("move", "move.screen_top", "top of screen", "To the first row on the screen.", _TEXT, "H"),
    _act("move", "move.screen_middle", "middle of screen", "To the middle row on the screen.", _TEXT, "M"),
    _act("move", "move.screen_bottom", "bottom of screen", "To the last row on the screen.", _TEXT, "L"),
    _move("page.half_down", "half a page down", "Half a page down.", _KEYED, "^d"),
    _move("page.half_up", "half a page up", "Half a page up.", _KEYED, "^u"),
    _move("page.down", "page down", "One page down.", _KEYED, "Space", "^f", "PgDn"),
    _move("page.up", "page up", "One page up.", _KEYED, "Backspace", "^b", "PgUp"),
    _act(
        "move", "scroll.middle", "caret to the middle", "Scroll the caret's row to the middle.", _TEXT, "zz"
    ),
    _act("move", "scroll.top", "caret to the top", "Scroll the caret's row to the top.", _TEXT, "zt"),
    _act(
        "move", "scroll.bottom", "caret to the bottom", "Scroll the caret's row to the bottom.", _TEXT, "zb"
    ),
)

_HOP = (
    _hop("entity.next", "next entity", "To the next entity in the text.", _TEXT, "]e"),
    _hop("entity.previous", "previous entity", "To the previous entity in the text.", _TEXT, "[e"),
    _hop("annotation.next", "next annotation", "To the next annotation.", _TEXT, "]a"),
    _hop("annotation.previous", "previous annotation", "To the previous annotation.", _TEXT, "[a"),
    _hop("unit.next", "next uncoded unit", "To the next unit with no stance, no tag.", _TEXT, "]u"),
    _hop("unit.previous", "previous uncoded unit", "To the unit before with no stance, no tag.", _TEXT, "[u"),
    _hop("quotation.next", "next quotation", "To the next quotation.", _TEXT, "]q"),
    _hop("quotation.previous", "previous quotation", "To the previous quotation.", _TEXT, "[q"),
    _hop("article.next", "next article", "Open the next article of the list.", _BROWSE, "J"),
    _hop("article.previous", "previous article", "Open the previous article of the list.", _BROWSE, "K"),
    _hop("jump.back", "back", "Back to where the last jump began.", _BROWSE, "^o", "<"),
    _hop("jump.forward", "forward", "Forward again in the list of jumps.", _BROWSE, ">"),
    Action(
        "mark.set",
        "set a mark",
        "Remember this place under a letter: a-z in this article, A-Z in the corpus.",
        "hop",
        _TEXT,
        ("m",),
        operand="mark",
    ),
    Action(
        "mark.go", "go to a mark", "To the place marked with a letter.", "hop", _TEXT, ("'",), operand="mark"
    ),
    _act(
        "hop",
        "jump.swap",
        "place before the jump",
        "To the place before the last jump, and back.",
        _TEXT,
        "''",
    ),
)

_FIND = (
    _act("find", "find.article", "find in the article", "Find words in this article.", _TEXT, "/"),
    _act(
        "find", "pane.filter", "filter this list", "Show only the rows that hold what is typed.", _PANES, "/"
    ),
    Action("find.next", "next hit", "To the next hit.", "find", _KEYED, ("n",), repeatable=True),
    Action("find.previous", "previous hit", "To the previous hit.", "find", _KEYED, ("N",), repeatable=True),
    _act(
        "find", "find.word", "find the word here", "Find the word at the caret in this article.", _TEXT, "*"
    ),
    _act(
        "find", "search.corpus", "find in the corpus", "Find in every article, misspellings too.", _KEYED, "f"
    ),
    _act(
        "find",
        "search.here",
        "this in the corpus",
        "The selection or the word in the corpus; in a pane the entity or the passage.",
        (*_TEXT, "DETAILS"),
        "F",
    ),
)

_PANE = (
    _act("panes", "pane.next", "next pane", "To the next pane.", _KEYED, "Tab"),
    _act("panes", "pane.previous", "previous pane", "To the previous pane.", _KEYED, "S-Tab"),
    _act("panes", "list.show", "articles", "To the list of articles.", _KEYED, "gl"),
    _act("panes", "entities.show", "entities", "To the entities of this article.", _KEYED, "ge"),
    _act("panes", "annotations.show", "annotations", "To the annotations of this article.", _KEYED, "ga"),
    _act(
        "panes",
        "codebook.show",
        "codebook",
        "To the codebook: what is coded as what, how often.",
        _KEYED,
        "gb",
    ),
)

_SELECT = (
    _act("select", "select.start", "select", "Select the word at the caret; motions extend.", ("READ",), "v"),
    Action("select.wider", "wider", "Widen to sentence, paragraph.", "select", ("VISUAL",), ("v",), True),
    Action("select.narrower", "narrower", "Narrow the selection again.", "select", ("VISUAL",), ("V",), True),
    _act("select", "select.word", "this word", "Select the word at the caret.", ("VISUAL",), "iw"),
    _act(
        "select", "select.sentence", "this sentence", "Select the sentence at the caret.", ("VISUAL",), "is"
    ),
    _act(
        "select",
        "select.paragraph",
        "this paragraph",
        "Select the paragraph at the caret.",
        ("VISUAL",),
        "ip",
    ),
    _act("select", "select.entity", "this entity", "Select the entity at the caret.", ("VISUAL",), "ie"),
    _act(
        "select",
        "select.quotation",
        "this quotation",
        "Select what is quoted or reported at the caret.",
        ("VISUAL",),
        "iq",
    ),
    _act(
        "select",
        "select.annotation",
        "this annotation",
        "Select what the annotation at the caret covers: other ends and gr resize it.",
        ("VISUAL",),
        "ia",
    ),
    _act("select", "select.other_end", "other end", "Move the caret to the other end.", ("VISUAL",), "o"),
)

_CODE = (
    _act(
        "code",
        "stance.bar",
        "stance",
        "Open the stance bar and pick the label by typing.",
        (*_TEXT, "DETAILS"),
        "s",
    ),
    _act(
        "code",
        "scale.other",
        "other scale",
        "Label keys from the next scale of the codebook.",
        (*_TEXT, "BAR"),
        "^t",
    ),
    _act(
        "code",
        "target.pin",
        "pin a target",
        "Keep one target: label keys then save at once.",
        (*_TEXT, "DETAILS"),
        "T",
    ),
    _act("code", "note.add", "note", "Attach a note to the selection or the unit.", _TEXT, "a"),
    _act("code", "note.editor", "note in the editor", "Write the note in your editor.", _TEXT, "E"),
    _act("code", "tag.add", "tag", "Tag with a code of the codebook.", (*_TEXT, "DETAILS"), "t"),
    _act(
        "code",
        "note.article",
        "note on the article",
        "Attach a note to the whole article; in the list, to the one under the cursor.",
        _BROWSE,
        "A",
    ),
    _act(
        "code",
        "draft.resume",
        "go on writing",
        "Go on with a note or stance that was left unfinished, the latest first.",
        _BROWSE,
        "gn",
    ),
    _act("code", "annotation.edit", "edit", "Edit the annotation at the caret.", _BROWSE, "i"),
    _act(
        "code",
        "annotation.cycle",
        "next overlapping",
        "To the next annotation that overlaps here.",
        _TEXT,
        "go",
    ),
    _act("code", "annotation.reanchor", "re-anchor", "Put the annotation on the selection.", _KEYED, "gr"),
    _act(
        "code",
        "annotations.recode",
        "recode the list",
        "Give all annotations listed, or all that the filter finds, another label or tags.",
        ("DETAILS",),
        "R",
    ),
    _act(
        "code",
        "occurrences.offer",
        "all occurrences",
        "Offer all occurrences of the selection, entity or word here, one by one: to tag, or what they name.",
        _TEXT,
        "g*",
    ),
    _act("code", "proposal.yes", "yes", "Yes: keep what is proposed or asked.", ("PROPOSALS",), "y"),
    _act("code", "proposal.no", "no", "No: refuse what is proposed or asked.", ("PROPOSALS",), "n"),
    _act(
        "code",
        "proposal.rest",
        "all the rest",
        "Yes to this one and to all that follow, in one step.",
        ("PROPOSALS",),
        "A",
    ),
    _act("code", "proposal.next", "next", "To the next proposal or question.", ("PROPOSALS",), "Tab"),
    _act("code", "proposal.previous", "previous", "To the previous one.", ("PROPOSALS",), "S-Tab"),
    _act("code", "annotation.remove", "remove", "Remove the annotation; undo brings it back.", _BROWSE, "dd"),
    _act("code", "code.repeat", "repeat", "Repeat the last coding here.", _TEXT, "."),
    Action("undo", "undo", "Take the last change back.", "code", _CHANGES, ("u",), repeatable=True),
    Action("redo", "redo", "Bring the change back again.", "code", _CHANGES, ("^r",), repeatable=True),
    _act(
        "code",
        "copy.citation",
        "copy with citation",
        "Copy the passage (in a pane, what is under its cursor) with its source.",
        _KEYED,
        "y",
    ),
    _act(
        "code",
        "article.done",
        "article done",
        "Mark the article (in the list, the one under the cursor) as coded, or open it again.",
        _BROWSE,
        "gd",
    ),
    _act(
        "code",
        "article.metadata",
        "title, outlet, date",
        "Edit what is known of the article; in the list, of the one under the cursor.",
        _BROWSE,
        "gm",
    ),
)

_OPEN = (
    _act(
        "open", "open.entity", "entity here", "The entity at the caret over the corpus.", ("READ",), "Enter"
    ),
    _act("open", "open.row", "open", "Open the row, or go to its passage.", (*_PANES,), "Enter"),
    _act("open", "export.open", "export", "Export the annotations.", _BROWSE, "x"),
    _act("open", "article.read", "read, unread", "Mark the article as read, or as unread.", _BROWSE, "r"),
)

_VIEW = (
    _act("view", "fold.toggle", "fold", "Fold the boilerplate or repeat here, or open it.", _TEXT, "za"),
    _act("view", "fold.open", "open all", "Open everything that is folded.", _TEXT, "zR"),
    _act("view", "fold.close", "fold all", "Fold all boilerplate and repeats.", _TEXT, "zM"),
    _act(
        "view",
        "boilerplate.rule",
        "is (not) boilerplate",
        "Say that this line is boilerplate, or is not, in every article of its outlet.",
        ("READ",),
        "zx",
    ),
    _act(
        "view",
        "view.density",
        "entity marks",
        "Mark all entities, first mentions, those of the kind at the caret, or none.",
        _TEXT,
        "ze",
    ),
    Action(
        "view.wider", "wider column", "A wider column, or pane.", "view", _KEYED, ("z+",), repeatable=True
    ),
    Action("view.narrower", "narrower column", "A narrower one.", "view", _KEYED, ("z-",), repeatable=True),
    _act("view", "view.measure", "usual column", "The usual width of column or pane.", _KEYED, "z="),
)

_FIELD = (
    _act("field", "field.next", "next field", "To the next field.", _FIELDS, "Tab"),
    _act("field", "field.previous", "previous field", "To the previous field.", _FIELDS, "S-Tab"),
    _act("field", "item.next", "next item", "To the next proposal or hit.", _FIELDS, "^n", "Down"),
    _act("field", "item.previous", "previous item", "To the previous proposal or hit.", _FIELDS, "^p", "Up"),
    _act("field", "field.keep", "keep", "Keep: the row that is lit, else what is typed.", _FIELDS, "Enter"),
    _act(
        "field",
        "search.exact",
        "exact only",
        "Find exact words alone, or misspellings too.",
        ("PROMPT",),
        "^x",
    ),
    _act("field", "search.stance", "stance from the list", "Give the hit a stance.", ("PROMPT",), "^s"),
)

_APP = (
    _act("app", "app.help", "keys", "Show and search the keys.", _NOT_TYPING, "?"),
    _act("app", "app.palette", "commands", "Find a command by its name.", _NOT_TYPING, ":", "^p"),
    _act(
        "app", "app.back", "back, then quit", "Close what is open; with nothing open, quit.", _NOT_TYPING, "q"
    ),
    _act("app", "app.quit", "quit", "Quit.", _ALL, "^q"),
    _act("app", "app.escape", "cancel", "Cancel, close or leave; never quits.", _ALL, "Esc", "^c"),
    _act("app", "store.retry", "save again", "See to what is not saved, or damaged on disk.", _KEYED, "gw"),
    _act(
        "app",
        "store.elsewhere",
        "save elsewhere",
        "Write what could not be saved into another folder.",
        _KEYED,
        "gW",
    ),
    _act("app", "annotator.change", "sign as", "Change the name for what is made from now on.", _KEYED),
    _act("app", "app.redraw", "redraw", "Draw the screen anew.", _ALL, "^l"),
    _act("app", "app.suspend", "suspend", "To the shell; fg comes back.", _ALL, "^z"),
)

ACTIONS: tuple[Action, ...] = (
    *_MOVE,
    *_HOP,
    *_FIND,
    *_PANE,
    *_SELECT,
    *_CODE,
    *_OPEN,
    *_VIEW,
    *_FIELD,
    *_APP,
)

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}

ESCAPE = "app.escape"
