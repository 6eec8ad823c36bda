"""The one registry of actions: key tables, footer, palette, help and docs are all made from it.

To add an action, add one line to its group below, or in ``going``; to drop one, delete its line. A screen
answers an action by its id.
"""

from __future__ import annotations

from reader.keys.action import ALL, BROWSE, CHANGES, FIELDS, KEYED, NOT_TYPING, PANES, TEXT, Action, act
from reader.keys.going import FIND, HOP, MOVE, PANE, SELECT

_CODE = (
    act(
        "code",
        "stance.bar",
        "stance",
        "Open the stance bar and pick the label by typing.",
        (*TEXT, "DETAILS"),
        "s",
    ),
    act(
        "code",
        "scale.other",
        "other scale",
        "Label keys from the next scale of the codebook.",
        (*TEXT, "BAR"),
        "^t",
        also="claim position",
    ),
    act(
        "code",
        "target.pin",
        "pin a target",
        "Keep one target: label keys then save at once.",
        (*TEXT, "DETAILS"),
        "T",
        also="keep",
    ),
    act(
        "code",
        "note.add",
        "note",
        "Attach a note to the selection or the unit.",
        TEXT,
        "a",
        also="comment memo",
    ),
    act(
        "code",
        "note.editor",
        "note in the editor",
        "Write the note in your editor.",
        TEXT,
        "E",
        also="comment memo",
    ),
    act("code", "tag.add", "tag", "Tag with a code of the codebook.", (*TEXT, "DETAILS"), "t", also="code"),
    act(
        "code",
        "note.article",
        "note on the article",
        "Attach a note to the whole article; in the list, to the one under the cursor.",
        BROWSE,
        "A",
        also="comment memo",
    ),
    act(
        "code",
        "draft.resume",
        "go on writing",
        "Go on with a note or stance left unfinished; on the selection with one that lost its place.",
        KEYED,
        "gn",
        also="draft",
    ),
    act(
        "code",
        "draft.drop",
        "drop the draft",
        "Throw away what was left unfinished, the latest first: it does not come back.",
        BROWSE,
        also="delete discard",
    ),
    act("code", "annotation.edit", "edit", "Edit the annotation at the caret.", BROWSE, "i", also="change"),
    act(
        "code",
        "annotation.cycle",
        "next overlapping",
        "To the next annotation that overlaps here.",
        TEXT,
        "go",
    ),
    act(
        "code",
        "annotation.reanchor",
        "re-anchor",
        "Put the annotation on the selection.",
        KEYED,
        "gr",
        also="move place",
    ),
    act(
        "code",
        "annotations.recode",
        "recode the list",
        "Give all annotations listed, or all that the filter finds, another label or tags.",
        ("DETAILS",),
        "R",
        also="change bulk",
    ),
    act(
        "code",
        "occurrences.offer",
        "all occurrences",
        "Offer all occurrences of the selection, entity or word here, one by one: to tag, or what they name.",
        TEXT,
        "g*",
    ),
    act("code", "proposal.yes", "yes", "Yes: keep what is proposed or asked.", ("PROPOSALS",), "y"),
    act("code", "proposal.no", "no", "No: refuse what is proposed or asked.", ("PROPOSALS",), "n"),
    act(
        "code",
        "proposal.rest",
        "all the rest",
        "Yes to this one and to all that follow, in one step.",
        ("PROPOSALS",),
        "A",
    ),
    act("code", "proposal.next", "next", "To the next proposal or question.", ("PROPOSALS",), "Tab"),
    act("code", "proposal.previous", "previous", "To the previous one.", ("PROPOSALS",), "S-Tab"),
    act(
        "code",
        "annotation.remove",
        "remove",
        "Remove the annotation; undo brings it back.",
        BROWSE,
        "dd",
        also="delete erase",
    ),
    act("code", "code.repeat", "repeat", "Repeat the last coding here.", TEXT, "."),
    Action(
        "undo", "undo", "Take the last change back.", "code", CHANGES, ("u",), repeatable=True, also="revert"
    ),
    Action("redo", "redo", "Bring the change back again.", "code", CHANGES, ("^r",), repeatable=True),
    act(
        "code",
        "copy.citation",
        "copy with citation",
        "Copy the passage (in a pane, what is under its cursor) with its source.",
        KEYED,
        "y",
        also="clipboard quote cite",
    ),
    act(
        "code",
        "article.done",
        "article done",
        "Mark the article (in the list, the one under the cursor) as coded, or open it again.",
        BROWSE,
        "gd",
        also="finish complete",
    ),
    act(
        "code",
        "article.metadata",
        "title, outlet, date",
        "Edit what is known of the article; in the list, of the one under the cursor.",
        BROWSE,
        "gm",
        also="metadata description",
    ),
    act(
        "code",
        "article.moved",
        "moved to",
        "Say where an article is that is gone, or whose name another text has: its annotations go there.",
        BROWSE,
        "gM",
        also="rename gone",
    ),
)

_OPEN = (
    act("open", "open.entity", "entity here", "The entity at the caret over the corpus.", ("READ",), "Enter"),
    act("open", "open.row", "open", "Open the row, or go to its passage.", (*PANES,), "Enter"),
    act("open", "export.open", "export", "Export the annotations.", BROWSE, "x", also="save csv"),
    act("open", "article.read", "read, unread", "Mark the article as read, or as unread.", BROWSE, "r"),
)

_VIEW = (
    act(
        "view",
        "fold.toggle",
        "fold",
        "Fold the boilerplate or repeat here, or open it.",
        TEXT,
        "za",
        also="hide collapse",
    ),
    act("view", "fold.open", "open all", "Open everything that is folded.", TEXT, "zR"),
    act("view", "fold.close", "fold all", "Fold all boilerplate and repeats.", TEXT, "zM"),
    act(
        "view",
        "boilerplate.rule",
        "is (not) boilerplate",
        "Say that this line is boilerplate, or is not, in every article of its outlet.",
        ("READ",),
        "zx",
        also="advertisement junk",
    ),
    act(
        "view",
        "view.density",
        "entity marks",
        "Mark all entities, first mentions, those of the kind at the caret, or none.",
        TEXT,
        "ze",
        also="highlight underline colour",
    ),
    Action(
        "view.wider",
        "wider column",
        "A wider column, or pane.",
        "view",
        KEYED,
        ("z+",),
        repeatable=True,
        also="width broader",
    ),
    Action(
        "view.narrower",
        "narrower column",
        "A narrower one.",
        "view",
        KEYED,
        ("z-",),
        repeatable=True,
        also="width",
    ),
    act(
        "view",
        "view.measure",
        "usual column",
        "The usual width of column or pane.",
        KEYED,
        "z=",
        also="width",
    ),
)

_FIELD = (
    act("field", "field.next", "next field", "To the next field; of a hit, to its copies.", FIELDS, "Tab"),
    act("field", "field.previous", "previous field", "To the previous field.", FIELDS, "S-Tab"),
    act("field", "item.next", "next item", "To the next proposal or hit.", FIELDS, "^n", "Down"),
    act("field", "item.previous", "previous item", "To the previous proposal or hit.", FIELDS, "^p", "Up"),
    act("field", "field.keep", "keep", "Keep: the row that is lit, else what is typed.", FIELDS, "Enter"),
    act(
        "field",
        "search.exact",
        "exact only",
        "Find exact words alone, or misspellings too.",
        ("PROMPT",),
        "^x",
    ),
    act("field", "search.stance", "stance from the list", "Give the hit a stance.", ("PROMPT",), "^s"),
)

_APP = (
    act("app", "app.help", "keys", "Show and search the keys.", NOT_TYPING, "?"),
    act("app", "app.palette", "commands", "Find a command by its name.", NOT_TYPING, ":", "^p"),
    act(
        "app", "app.back", "back, then quit", "Close what is open; with nothing open, quit.", NOT_TYPING, "q"
    ),
    act("app", "app.quit", "quit", "Quit.", ALL, "^q", also="exit leave"),
    act("app", "app.escape", "cancel", "Cancel, close or leave; never quits.", ALL, "Esc", "^c"),
    act("app", "store.retry", "save again", "See to what is not saved, or damaged on disk.", KEYED, "gw"),
    act(
        "app",
        "store.elsewhere",
        "save elsewhere",
        "Write what could not be saved into another folder.",
        KEYED,
        "gW",
    ),
    act(
        "app",
        "annotator.change",
        "sign as",
        "Change the name for what is made from now on.",
        KEYED,
        also="name user coder",
    ),
    act(
        "app",
        "app.theme",
        "change the theme",
        "Choose among the themes: dark, light, high contrast, your own; it is kept for this corpus.",
        KEYED,
        also="colours color appearance",
    ),
    act("app", "app.redraw", "redraw", "Draw the screen anew.", ALL, "^l", also="refresh"),
    act("app", "app.suspend", "suspend", "To the shell; fg comes back.", ALL, "^z", also="shell"),
)

ACTIONS: tuple[Action, ...] = (
    *MOVE,
    *HOP,
    *FIND,
    *PANE,
    *SELECT,
    *_CODE,
    *_OPEN,
    *_VIEW,
    *_FIELD,
    *_APP,
)

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}

ESCAPE = "app.escape"
