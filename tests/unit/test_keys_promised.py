"""The keys people are promised: those of less, vim, newsboat and e-readers, and what coding adds to them."""

from __future__ import annotations

import pytest

from annotations.codebook import builtin
from reader.keys.action import CONTEXTS, Context
from reader.keys.engine import Engine, Invoke, Pending
from reader.keys.keymap import build_keymap
from reader.keys.labels import labels_to_bindings
from reader.keys.names import parse_keys

BOOK = builtin()
KEYMAP = build_keymap(labels=labels_to_bindings(BOOK.keys(BOOK.scales[0].id)))

MOTIONS = """
    j move.down  k move.up  h move.left  l move.right  Down move.down  Up move.up  Left move.left
    Right move.right  w move.word_next  b move.word_back  e move.word_end  ( move.sentence_back
    ) move.sentence_next  { move.paragraph_back  } move.paragraph_next  0 move.row_start  Home move.row_start
    $ move.row_end  End move.row_end  gg move.first  G move.last  H move.screen_top  M move.screen_middle
    L move.screen_bottom  ^d page.half_down  ^u page.half_up  Space page.down  ^f page.down  PgDn page.down
    Backspace page.up  ^b page.up  PgUp page.up  zz scroll.middle  zt scroll.top  zb scroll.bottom
    ]e entity.next  [e entity.previous  ]a annotation.next  [a annotation.previous  ]u unit.next
    [u unit.previous  ]q quotation.next  [q quotation.previous  ma mark.set  mZ mark.set  'a mark.go
    'Z mark.go  '' jump.swap
"""
ANYWHERE = """
    Tab pane.next  S-Tab pane.previous  gl list.show  ge entities.show  ga annotations.show  f search.corpus
    n find.next  N find.previous  u undo  ^r redo  y copy.citation
    ? app.help  : app.palette  ^p app.palette  q app.back  ^q app.quit  ^c app.escape  ^l app.redraw
    ^z app.suspend  Esc app.escape
"""
TEXT = """
    / find.article  * find.word  F search.here  + label:+  - label:-  = label:=  % label:%  ~ label:~
    ^t scale.other  s stance.bar  T target.pin  a note.add  E note.editor  t tag.add  g* occurrences.offer
    go annotation.cycle  gr annotation.reanchor  . code.repeat
    za fold.toggle  zR fold.open  zM fold.close  ze view.density  z+ view.wider  z- view.narrower
    z= view.measure
"""
ARTICLE = """
    A note.article  dd annotation.remove  i annotation.edit  gd article.done  gm article.metadata
    x export.open  r article.read
"""
HOPS = "J article.next  K article.previous  ^o jump.back  < jump.back  > jump.forward"
FIELDS = """
    Tab field.next  S-Tab field.previous  ^n item.next  ^p item.previous  Down item.next  Up item.previous
    Enter field.keep  Esc app.escape  ^c app.escape
"""
PANES = """
    j move.down  k move.up  gg move.first  G move.last  / pane.filter  Enter open.row  Esc app.escape
    n find.next  N find.previous  r article.read  i annotation.edit  dd annotation.remove
    gr annotation.reanchor  Down move.down  Up move.up  PgDn page.down  PgUp page.up
"""
PROMISED: dict[Context, str] = {
    "READ": f"""{MOTIONS} {ANYWHERE} {TEXT} {ARTICLE} {HOPS} v select.start  Enter open.entity
        zx boilerplate.rule""",
    "VISUAL": f"""{MOTIONS} {ANYWHERE} {TEXT} v select.wider  V select.narrower  iw select.word
        is select.sentence  ip select.paragraph  ie select.entity  iq select.quotation  o select.other_end""",
    "LIST": f"{PANES} {ANYWHERE} {ARTICLE} {HOPS}",
    "DETAILS": f"{PANES} {ANYWHERE} {ARTICLE} {HOPS} R annotations.recode",
    "PROPOSALS": "y proposal.yes  n proposal.no  A proposal.rest  u undo  Esc app.escape",
    "PROMPT": f"{FIELDS} ^x search.exact  ^s search.stance",
    "BAR": f"{FIELDS} ^t scale.other",
}
ROWS = [
    (context, keys, action)
    for context, told in PROMISED.items()
    for keys, action in zip(told.split()[::2], told.split()[1::2], strict=True)
]


def test_every_context_is_promised_something() -> None:
    assert {*PROMISED} == {*CONTEXTS}
    assert len(ROWS) > 250


@pytest.mark.parametrize("context", CONTEXTS)
def test_each_promised_key_does_what_it_should(context: Context) -> None:
    wrong = []
    for where, keys, action in ROWS:
        if where != context:
            continue
        engine = Engine(KEYMAP, context=context)
        outcomes = [engine.feed(key) for key in parse_keys(keys)]
        assert all(isinstance(outcome, Pending) for outcome in outcomes[:-1]), keys
        done = outcomes[-1]
        if not isinstance(done, Invoke) or done.action_id != action:
            wrong.append((keys, action, done))
    assert wrong == []


@pytest.mark.parametrize("digit", "123456789")
def test_digits_are_counts(digit: str) -> None:
    for context in ("READ", "VISUAL", "LIST", "DETAILS"):
        engine = Engine(KEYMAP, context=context)
        assert isinstance(engine.feed(digit), Pending)
        done = engine.feed("j")
        assert isinstance(done, Invoke)
        assert (done.action_id, done.count) == ("move.down", int(digit))
