"""One entity over the corpus: gathered, kept up to date, shown, and left for the place of a mention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from reader import answering, dossier, kinds, marks
from reader.concordance import ASIDE, Group, concordance
from reader.corpus.corpus import ArticleError
from reader.corpus.document import Range
from reader.dossier import ROLES, Said
from reader.entities.mentions import Entity
from reader.same_as import Question
from reader.tui.calls import Call, Refusal
from reader.tui.entity_items import Mentioned, Rows, Section, mentions, stances
from reader.tui.panes import counted
from reader.tui.widgets.entity_head import Head

if TYPE_CHECKING:
    from annotations.model import Annotation
    from reader.corpus.document import Document
    from reader.tui.screens.entity import Chosen, EntityScreen
    from reader.tui.screens.reading import ReadingScreen

AT_ONCE, FILLING = 20, 200
"""Articles looked for, and lines made, before the screen opens; the other articles follow."""
BATCH = 25
"""Articles read before the screen is told."""

Asked = tuple[str, tuple[Range, ...], "tuple[Annotation, ...]"]
"""An article, where it names the entity, and one's own annotations of it."""


class EntityRoom:
    """The reading screen's hand on the screen of one entity."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self._workspace = screen.workspace
        self._shown: EntityScreen | None = None
        self._id = ""
        self._heard = self.entity = Entity("", "", "")
        self._means = dossier.Meaning(self.entity, lambda entity_id: None)
        self.wanted = ""
        """What the rows are filtered by."""
        self.at = ""
        """The row that was opened last, or is to be shown first."""
        self.questions: tuple[Question, ...] = ()
        self.stances: tuple[tuple[str, str], ...] = ()
        self.mentions = 0
        self._asked: tuple[Asked, ...] = ()
        self._by_path: dict[str, tuple[Asked | None, Section]] = {}
        """What was found, and what was asked; ``None``: it is to be asked again, until then this stays."""
        self._rest: dict[str, Asked] = {}
        self._said: dict[str, tuple[tuple[Annotation, ...], tuple[Said, ...]]] = {}
        """By article: its annotations, and those of them in which the entity has a part."""
        self._sections: tuple[Section, ...] = ()
        self.generation = 0
        """Which reading of the corpus this is: what an older one still brings is dropped."""

    # -- coming and going

    def open(self, entity_id: str, at: str = "") -> None:
        """Show the entity of that id, the cursor on row *at*. Raises ``Refusal`` when it is not known."""
        known = self._workspace.table.entity(entity_id)
        if known is None:
            raise Refusal("this one is not named in any article that was read so far")
        if known.id != self.entity.id:
            self.wanted = self.at = ""
        self.at = at or self.at
        self._id, self.entity = entity_id, known
        self._begin()

    def _begin(self) -> None:
        from reader.tui.screens.entity import EntityScreen

        self._gather()
        self._shown = EntityScreen(self._screen, self)
        self._screen.app.push_screen(self._shown, self._left)

    @property
    def is_open(self) -> bool:
        """Whether its screen is there."""
        return self._shown is not None and self._shown.is_attached

    def _left(self, chosen: Chosen | None) -> None:
        screen = self._screen
        # Texts may be others when this is opened again; until then they need no room.
        self._by_path, self._rest, self._sections = {}, {}, ()
        if chosen is None:
            screen.show_status()
            return
        entry = chosen.entry
        if isinstance(entry, Mentioned):
            place, lit = Range(entry.line.start, entry.line.end), self._places(entry.path)
        else:
            try:
                place = self.passage(entry)
            except (ArticleError, Refusal) as error:
                screen.warn(str(error))
                return
            lit = ()
        if not screen.finder.land(entry.path, place, lit, self._again):
            return
        if isinstance(entry, Said):
            screen.coder.focus(entry.annotation.id)
        screen.say(f"^o goes back to {self.entity.name}{'; n and N go on' if lit else ''}")
        if chosen.stance:
            screen.run_command("stance.bar", Call())

    def _again(self) -> None:
        """Back from a passage to the row it was opened from."""
        self.open(self._id)

    def _places(self, path: str) -> tuple[Range, ...]:
        return next((ranges for known, ranges, _ in self._asked if known == path), ())

    def passage(self, one: Said) -> Range:
        """Where an annotation stands today. Raises ``Refusal`` when it has no place, and ``ArticleError``."""
        document = self._workspace.document(one.path)
        [placed] = marks.anchored(document, [one.annotation])
        if placed.ranges:
            return Range(placed.start, placed.end)
        if one.annotation.segments:
            raise Refusal("this annotation has lost its place: ga shows it")
        return Range(0, 0)

    # -- gathering

    def tell(self, message: str) -> None:
        """Warn of something in the status line of its screen, which covers the others'."""
        if self._shown is not None and self.is_open:
            self._shown.warn(message)

    def reread(self, paths: Iterable[str]) -> None:
        """The texts of these articles may be others now: they are read again with the next change."""
        for path in paths:
            if path in self._by_path:
                self._by_path[path] = (None, self._by_path[path][1])

    def changed(self) -> None:
        """Articles were recognised, or annotations or answers changed: look again, if this is open."""
        if not self.is_open:
            return
        known = self._workspace.table.entity(self._id)
        if known is not None:
            self.entity = known
        self._gather()
        self._refresh()

    def give(self, question: Question, *, same: bool) -> None:
        """Answer *question*. Raises ``StoreError``."""
        self._screen.coder.watch(answering.give(self._workspace, question, same))
        self.heed()
        self.changed()

    def heed(self) -> None:
        """Link by the answers there are now, everywhere."""
        paths = answering.heed(self._workspace)
        if not paths:
            return
        screen = self._screen
        screen.background.reindex(paths)
        screen.sides.refresh(paths)
        if screen.page.opened is not None and screen.page.opened.document.path in paths:
            screen.page.reload(entities=True)

    def _gather(self) -> None:
        """Ask what is known of the entity now; articles that are not at hand follow."""
        store, table = self._workspace.store, self._workspace.table
        named = set(table.where(self.entity.id))
        asked: list[Asked] = []
        for path in self._workspace.paths:
            if path in named:
                found = (m for m in table.mentions(path) if m.entity == self.entity.id)
                own = store.annotations(path, annotator=store.annotator)
                asked.append((path, tuple(Range(m.start, m.end) for m in found), own))
        self._asked = tuple(asked)
        self.mentions = sum(len(ranges) for _, ranges, _ in asked)
        self._by_path = {path: self._by_path[path] for path, *_ in asked if path in self._by_path}
        self._listen()
        self.stances = self._summed()
        self.questions = answering.questions(self._workspace, self.entity.id)
        self._read()

    def _listen(self) -> None:
        """Look for stances in which the entity has a part, where annotations are other than before."""
        store, entity = self._workspace.store, self._workspace.table.entity
        if self._heard != self.entity:
            self._heard, self._means, self._said = self.entity, dossier.Meaning(self.entity, entity), {}
        said = {}
        for path in store.paths():
            records = store.annotations(path, annotator=store.annotator)
            known = self._said.get(path)
            same = known is not None and known[0] is records
            said[path] = known if known and same else (records, dossier.said(path, records, self._means))
        self._said = said

    def _all_said(self) -> list[Said]:
        return [one for _, found in self._said.values() for one in found]

    def _read(self) -> None:
        """Lay out the articles at hand, as many as fill a screen; the others are left to ``rest``."""
        self.generation += 1
        known, shown_first = self._by_path, self.at.rpartition(":")[0]
        missing = [one for one in self._asked if one[0] not in known or known[one[0]][0] != one]
        missing.sort(key=lambda one: one[0] != shown_first)
        self._rest, lines = {one[0]: one for one in missing}, 0
        for one in missing[:AT_ONCE]:
            lines += len(one[1])
            if lines > FILLING:
                break
            if (document := self._workspace.corpus.at_hand(one[0])) is not None:
                self._take(self._concordance(one, document))
        self._laid()

    def rest(self) -> Iterator[list[Group]]:
        """The articles that were not at hand, some at a time; to be gone through in another thread.

        The first comes by itself while there is nothing to look at; later a few would only move the rows.
        """
        rest = list(self._rest.values())
        start, end = 0, BATCH if self._by_path else 1
        while start < len(rest):
            yield [self._group(one) for one in rest[start:end]]
            start, end = end, end + BATCH

    def _group(self, one: Asked) -> Group:
        """The mentions of one article in context; called in any thread."""
        try:
            return self._concordance(one, self._workspace.corpus.document(one[0]))
        except ArticleError as error:
            return Group(one[0], problem=str(error))

    def _concordance(self, one: Asked, document: Document) -> Group:
        _, ranges, records = one
        coded = [one for one in records if one.status == "accepted" and one.stance is not None]
        over = [
            (start, end, marks.glyph(self._workspace.codebook, one.annotation))
            for one in (marks.anchored(document, coded) if coded else ())
            for start, end in one.ranges
        ]
        return concordance(document, ranges, sorted(over, key=lambda one: one[1] - one[0]))

    def take(self, generation: int, groups: list[Group]) -> None:
        """Take in what was read of the rest, unless the corpus was looked at again since."""
        if generation != self.generation:
            return
        for group in groups:
            self._take(group)
        self._laid()

    def _take(self, group: Group) -> None:
        self._by_path[group.path] = (self._rest.pop(group.path), mentions(group))

    def _laid(self) -> None:
        known = self._by_path
        found = [known[path][1] for path, _, _ in self._asked if path in known]
        self._sections = (*found, *stances(self._all_said(), self.layer))

    def _refresh(self) -> None:
        if self._shown is not None:
            self._shown.read_on()
            self._shown.show()

    # -- what is known

    @property
    def layer(self) -> str:
        """Whose annotations are counted."""
        return self._workspace.store.annotator or "you"

    @property
    def unread(self) -> int:
        """Articles that name it and are still to be read."""
        return len(self._rest)

    @property
    def counts(self) -> tuple[str, ...]:
        """Mentions and articles; what boilerplate and repeats add."""
        known = next((c for c in self._workspace.table.entities() if c.entity.id == self.entity.id), None)
        if known is None:
            return ()
        body = f"{counted(known.corpus, 'mention')} in {counted(known.articles, 'article')}"
        aside = f"+{known.corpus_aside} {ASIDE} in boilerplate or repeats"
        return (body, aside) if known.corpus_aside else (body,)

    def rows(self, width: int, *, airy: bool) -> Rows:
        """The rows to show in a list of *width* cells."""
        scales = self._workspace.codebook.scales
        labels = {(scale.id, one.id): (one.glyph, one.name) for scale in scales for one in scale.labels}
        return Rows(self._sections, self.wanted, width, labels=labels, airy=airy)

    def head(self, number: int | None, ways: str) -> Head:
        """What stands above the rows; question *number* is being asked, *ways* lead to the questions."""
        asked = self.questions
        first = asked[number or 0] if asked else None
        label, named = "", tuple[str, ...]()
        if first is not None:
            label = {None: "same as?", True: "one with", False: "not"}[first.answered]
            why = first.reason if first.answered is None else "your answer"
            of = f"{(number or 0) + 1} of {len(asked)}" if len(asked) > 1 else ""
            named = tuple(part for part in (first.name, why, of) if part)
        return Head(
            self.entity.name,
            kinds.word(self.entity.kind),
            self.counts,
            ", ".join(self.entity.aliases),
            self.stances,
            self.layer,
            (label, named),
            number is not None,
            ways,
        )

    def _summed(self) -> tuple[tuple[str, str], ...]:
        """What is held by the entity and towards it, in one line each."""
        found = []
        for role in ROLES:
            sums = dossier.summed(self._all_said(), role, self._workspace.codebook)
            link = "by" if role == "towards" else "→"
            parts = (
                f"{one.count} {one.glyph} {one.label}{f' {link} {one.other}' if one.other else ''}"
                for one in sums
            )
            if sums:
                found.append((role, " · ".join(parts)))
        return tuple(found) or (("stances", "none by or towards it yet"),)
