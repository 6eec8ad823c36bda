"""The command line's grammar: every subcommand with its words and options. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from reader import __version__

if TYPE_CHECKING:
    import argparse

    from reader.commands.parser import Parser

VALUED = frozenset({"--annotations", "--as", "--color"})
"""Of these, those that take a value."""
SHELLS = ("bash", "zsh", "fish")


def _common(parser: argparse.ArgumentParser) -> None:
    # Options that stand before or after the subcommand leave no default behind: the one given wins.
    from argparse import SUPPRESS

    group = parser.add_argument_group("anywhere on the line")
    group.add_argument(
        "--annotations", metavar="DIR", default=SUPPRESS, help="annotations are kept here, not in the corpus"
    )
    group.add_argument("--as", dest="annotator", metavar="NAME", default=SUPPRESS, help="who annotates")
    group.add_argument(
        "--show-others",
        action="store_true",
        default=SUPPRESS,
        help="other annotators' work too, not one's own alone",
    )
    group.add_argument(
        "--no-mouse", action="store_true", default=SUPPRESS, help="leave the mouse to the terminal"
    )
    group.add_argument(
        "--color", choices=("auto", "always", "never"), default=SUPPRESS, help="colour; auto heeds NO_COLOR"
    )


def _open(parser: Parser) -> None:
    parser.add_argument("article", nargs="?", default="", metavar="ARTICLE", help="the article to begin with")


def _list(parser: Parser) -> None:
    _json(parser, "one object a line")


def _show(parser: Parser) -> None:
    _article(parser)
    parser.add_argument(
        "--width", type=int, metavar="N", help="columns; the terminal's, at most 100, by default"
    )
    _json(parser, "text, blocks, sentences, zones, entities and annotations as one object")


def _entities(parser: Parser) -> None:
    parser.add_argument("articles", nargs="*", metavar="ARTICLE", help="these articles only")
    _json(parser, "one object a line: an article with its mentions")


def _search(parser: Parser) -> None:
    parser.takes_negations = True
    parser.add_argument(
        "query", nargs="*", metavar="QUERY", help='words, "phrases", =exact, -not, a | b, filters'
    )
    parser.add_argument(
        "-k", "--limit", type=int, default=20, metavar="N", help="at most so many passages (20)"
    )
    parser.add_argument("--exact", action="store_true", help="nothing fuzzy, and all the words")
    parser.add_argument("--batch", action="store_true", help="a query a line from stdin")
    _json(parser, "an object for each query")


def _annotate(parser: Parser) -> None:
    _article(parser)
    _passage(parser, required=True)
    _saying(parser)


def _annotations(parser: Parser) -> None:
    parser.takes_negations = True
    parser.add_argument("query", nargs="*", metavar="QUERY", help="words and filters, as for search")
    _json(parser, "one object a line")


def _edit(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help="its id, or the beginning of it")
    _passage(parser, required=False)
    _saying(parser)
    parser.add_argument("--no-stance", action="store_true", help="take the stance away")
    parser.add_argument("--untag", action="append", default=[], metavar="T", help="take a tag away")
    parser.add_argument(
        "--unset", action="append", default=[], metavar="VAR", help="take a variable's value away"
    )


def _remove(parser: Parser) -> None:
    parser.add_argument("ids", nargs="+", metavar="ID", help="ids, or beginnings of them")


def _log(parser: Parser) -> None:
    parser.add_argument("id", nargs="?", default="", metavar="ID", help="the revisions of this one record")
    parser.add_argument("--limit", type=int, metavar="N", help="the last N actions")
    parser.add_argument("--restore", metavar="REV", help="make it again what it was at this revision")
    parser.add_argument(
        "--purge",
        action="store_true",
        help="remove the log, originals kept aside, and texts nothing is made on",
    )
    parser.add_argument("--yes", action="store_true", help="really; without it, --purge says what would go")
    _json(parser, "one object a line")


def _set(parser: Parser) -> None:
    _article(parser)
    parser.add_argument(
        "fields",
        nargs="+",
        metavar="FIELD=VALUE",
        help="title, outlet, date (2014, 2014-01, 2014-01-31), url, author",
    )


def _actor(parser: Parser) -> None:
    parser.add_argument("name", metavar="NAME", help="a person, body or country, as a holder is typed")
    parser.add_argument(
        "--set",
        dest="values",
        action="append",
        default=[],
        metavar="VAR=VALUE",
        help="fill in an actor's variable",
    )
    parser.add_argument(
        "--unset", action="append", default=[], metavar="VAR", help="take a variable's value away"
    )
    _json(parser, "as one object")


def _done(parser: Parser) -> None:
    _article(parser)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--not-codable", metavar="REASON", help="it cannot be coded, and why")
    ways.add_argument("--reopen", action="store_true", help="it is not done after all")
    parser.add_argument(
        "--set",
        dest="values",
        action="append",
        default=[],
        metavar="VAR=VALUE",
        help="fill in an article's variable",
    )


def _adjudicate(parser: Parser) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID", help="what is decided, as the first of them says it")
    parser.add_argument("--agreed", action="store_true", help="decide all that everyone coded alike")
    parser.add_argument("--instead", action="store_true", help="take back what was decided there before")
    _json(parser, "what is to be decided, an object a passage and target")


def _progress(parser: Parser) -> None:
    _json(parser, "one object a line")


def _keys(parser: Parser) -> None:
    parser.add_argument(
        "corpus", nargs="?", default="", metavar="CORPUS", help="the one whose codebook's keys are meant"
    )


def _export(parser: Parser) -> None:
    parser.add_argument("corpus", nargs="?", metavar="CORPUS", help="a folder of articles, or one article")
    parser.add_argument("--format", metavar="F", help="which format; --list-formats names them")
    parser.add_argument("--list-formats", action="store_true", help="the formats")
    parser.add_argument("-o", "--output", metavar="PATH", default="-", help="a file; stdout by default")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")
    parser.add_argument(
        "--annotator", dest="layer", metavar="NAME", help="whose annotations, if not one's own"
    )
    parser.add_argument("--excel", action="store_true", help="CSV that opens safely in Excel")
    parser.add_argument(
        "--json-losses", action="store_true", help="what the format cannot carry as JSON on stderr"
    )


def _import(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="the file, or a folder of annotations; - is stdin")
    parser.add_argument("--format", metavar="F", help="its format, if it does not show")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    _json(parser, "the outcome as one object")


def _check(parser: Parser) -> None:
    parser.add_argument(
        "--repair",
        action="store_true",
        help="mend one's own annotations; originals are kept aside",
    )
    parser.add_argument(
        "--restore", action="append", metavar="ID", help="bring back a record that vanished; all: every one"
    )
    _json(parser, "one finding a line")


def _move(parser: Parser) -> None:
    parser.add_argument("old", metavar="OLD", help="its path when it was annotated, or its folder then")
    parser.add_argument(
        "new", metavar="NEW", help="its path now, or its folder; OLD again: it stays that one"
    )


def _paths(parser: Parser) -> None:
    parser.add_argument(
        "--forget", metavar="CORPUS", help="delete what is kept about a corpus; not the corpus"
    )
    _json(parser, "as one object")


def _completion(parser: Parser) -> None:
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def _bare(parser: Parser) -> None:
    """Nothing of its own."""


def _article(parser: Parser) -> None:
    parser.add_argument("article", metavar="ARTICLE", help="its path, the beginning of it, or its file name")


def _json(parser: Parser, what: str) -> None:
    parser.add_argument("--json", action="store_true", help=what)


def _passage(parser: Parser, *, required: bool) -> None:
    which = parser.add_mutually_exclusive_group(required=required)
    which.add_argument(
        "--quote", metavar="TEXT", help="the words, up to white space, quotation marks and case"
    )
    which.add_argument(
        "--range",
        dest="ranges",
        action="append",
        metavar="A:B",
        help="code points, half-open; again for a further part",
    )
    which.add_argument("--whole", action="store_true", help="the whole article")
    parser.add_argument(
        "--nth", type=int, metavar="N", help="which one, when the quote is there several times"
    )


def _saying(parser: Parser) -> None:
    parser.add_argument("--stance", metavar="LABEL", help="a label, or SCALE/LABEL: against, claim/denies, -")
    parser.add_argument(
        "--target", metavar="NAME", help="towards whom or what; need not be named in the passage"
    )
    parser.add_argument(
        "--target-kind",
        metavar="KIND",
        choices=("entity", "issue", "claim", "event"),
        help="what a new target is",
    )
    parser.add_argument(
        "--holder",
        metavar="CHAIN",
        help="'A > B & C' outermost first and without the writer, unattributed, or writer; AT&T is one actor",
    )
    parser.add_argument("--mode", choices=("direct", "mixed", "indirect"), help="how the holder speaks")
    parser.add_argument(
        "--tag", dest="tags", action="append", default=[], metavar="T", help="a code of the codebook"
    )
    parser.add_argument(
        "--set",
        dest="values",
        action="append",
        default=[],
        metavar="VAR=VALUE",
        help="a variable of the codebook",
    )
    parser.add_argument("--note", metavar="TEXT", help="Markdown; - reads stdin")


class Command(NamedTuple):
    """A subcommand: ``module:function`` below ``reader.commands``, and what its parser is given."""

    run: str
    summary: str
    fill: Callable[[Parser], None] = _bare
    corpus: bool = True
    """Whether its first word is a corpus."""


COMMANDS = {
    "open": Command("opening:open_reader", "open the reader; reader CORPUS is short for it", _open),
    "list": Command("reading:list_articles", "the articles, with what is known and coded of each", _list),
    "show": Command("reading:show", "one article with its marks, for the terminal or a pager", _show),
    "entities": Command(
        "reading:entities", "who and what is named; CORPUS - reads JSON lines from stdin", _entities
    ),
    "search": Command("searching:search", "passages by words that need not be spelt right", _search),
    "annotate": Command("annotating:annotate", "say something of a passage; prints the new id", _annotate),
    "annotations": Command(
        "listing:list_annotations", "annotations, all or those a query finds", _annotations
    ),
    "edit": Command("annotating:edit", "change an annotation; what is not given stays", _edit),
    "remove": Command("annotating:remove", "remove annotations, in one step that undo brings back", _remove),
    "undo": Command("history:undo", "take the last action back"),
    "redo": Command("history:redo", "bring back what undo took"),
    "log": Command("history:log", "what was done, newest last; what a record was, and back to it", _log),
    "set": Command("describing:set_metadata", "say what an article is, into articles.csv", _set),
    "actor": Command("actors:actor", "the codebook's variables of an actor: fill them, or print", _actor),
    "done": Command("describing:done", "mark an article as coded, stances or not", _done),
    "progress": Command("listing:progress", "how far the coding is", _progress),
    "adjudicate": Command(
        "adjudicating:adjudicate", "what several coded, side by side; decide it, into _consensus", _adjudicate
    ),
    "export": Command("leaving:export", "write annotations for other programs", _export, corpus=False),
    "import": Command("leaving:import_file", "take annotations in; passages are found again", _import),
    "move": Command("moving:move", "say where an article is now that was renamed and changed", _move),
    "check": Command("checking:check", "what is wrong: store, anchors, encodings, duplicates", _check),
    "keys": Command("about:keys", "the keys of the reader, with one's own changes", _keys, corpus=False),
    "paths": Command("about:paths", "where configuration, state, cache and log are", _paths, corpus=False),
    "completion": Command(
        "about:completion", "completion for a shell, to be sourced", _completion, corpus=False
    ),
}
"""The subcommands, in the order in which ``reader --help`` names them."""


class Grammar:
    """The parser, and those of the subcommands *names*: building one costs time, and a line needs one."""

    def __init__(self, names: Collection[str]) -> None:
        from reader.commands.parser import Parser

        self.parser = Parser(
            prog="reader",
            description="Read, code and search the press in the terminal.",
            epilog="reader CORPUS opens the reader. A folder called like a command opens as ./NAME.",
        )
        self.parser.add_argument("--version", action="version", version=f"Close Reader {__version__}")
        _common(self.parser)
        subparsers = self.parser.add_subparsers(
            dest="command", metavar="COMMAND", parser_class=Parser, title="commands", prog="reader"
        )
        self.parsers = {name: _build(subparsers.add_parser, name) for name in names}


def grammar(name: str = "") -> Grammar:
    """The grammar of the subcommand *name*; of all of them when it is none."""
    return Grammar([name] if name in COMMANDS else COMMANDS.keys())


def plain_opening(given: Sequence[str]) -> SimpleNamespace | None:
    """What the grammar makes of ``open CORPUS [ARTICLE]``, the usual line; ``None`` for any other.

    Nothing in it needs a parser, which takes longer to build than a corpus to list.
    """
    if len(given) not in (2, 3) or given[0] != "open":
        return None
    if any(word.startswith("-") for word in given) or not given[1].strip():
        return None
    name, corpus, *article = given
    return SimpleNamespace(command=name, run=COMMANDS[name].run, corpus=corpus, article="".join(article))


def _build(add_parser: Callable[..., Parser], name: str) -> Parser:
    command = COMMANDS[name]
    parser = add_parser(name, help=command.summary, description=command.summary)
    parser.set_defaults(run=command.run)
    if command.corpus:
        parser.add_argument("corpus", metavar="CORPUS", help="a folder of articles, or one article")
    _common(parser)
    command.fill(parser)
    return parser
