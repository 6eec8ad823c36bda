"""Everyone's annotations of a corpus, looked up; nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from annotations.changes import Event
from annotations.codings import Codings, Finished
from annotations.contents import Contents
from annotations.errors import StoreError
from annotations.homes import Home, homes
from annotations.layers import Layer
from annotations.model import Annotation
from annotations.quoting import quoted, several
from annotations.records import Correction, Memo, NewTarget, Record
from annotations.shifting import Lost, Moves


class Library(Contents):
    """The records of all annotators, by whatever they are asked for; the store adds what changes them."""

    @property
    def own_folder(self) -> str:
        """The name of one's own folder, ``""`` while nobody has said who annotates."""
        return self._own.folder

    def folder_of(self, annotator: str) -> str:
        """The name of the folder of *annotator*. Raises ``StoreError`` for one who is not here."""
        with self._mutex:
            return self._seen(annotator)[0].folder

    def _seen(self, annotator: str | None = None) -> list[Layer]:
        if annotator is None:
            return self._counted() if self._show_others else [self._own]
        if annotator == self.annotator:
            return [self._own]
        named = [layer for layer in self._counted() if annotator in (layer.name, layer.folder)]
        if not named:
            there = several(self.annotators()) or "nobody yet"
            raise StoreError(f"no annotations by {quoted(annotator)}; there are those of: {there}")
        return named

    def _finished(self, paths: Iterable[str] | None = None) -> dict[str, Finished]:
        """What one is done with, by path, of *paths* or of all that others annotated: it is not hidden."""
        if paths is None:
            paths = {path for layer in self._others() for path in layer.paths()}
        return {path: done for path in paths if (done := self._own.finished(path)) is not None}

    def _others(self) -> list[Layer]:
        return [layer for layer in self._counted() if layer is not self._own]

    def annotations(self, path: str | None = None, *, annotator: str | None = None) -> tuple[Annotation, ...]:
        """Annotations of the article *path* (or of all), sorted by (path, start, id).

        One's own alone, and everyone's of the articles one is done with; unless others are shown or one
        *annotator* is named. Raises ``StoreError`` for one who is not here.
        """
        blind = annotator is None and not self._show_others
        if blind and path is not None and (known := self._own.known(path)) is not None:
            return known
        with self._mutex:
            layers = self._seen(annotator)
            try:
                done = self._finished([path] if path is not None else None) if blind else {}
                others = self._others() if done else []
                if len(layers) == 1 and not others:
                    return layers[0].annotations(path)
                found = [
                    (path or layer.path_of(a.id), a) for layer in layers for a in layer.annotations(path)
                ]
                theirs = ((p, a) for p in done for layer in others for a in layer.annotations(p))
                found += [(p, a) for p, a in theirs if done[p].covers(a)]
            except ValueError:
                return ()
        return tuple(a for _, a in sorted(found, key=lambda f: (f[0], f[1].start, int(f[1].id))))

    def everyones(self, path: str) -> tuple[Annotation, ...]:
        """All annotations of the article *path*, one's own first: for what is no matter of layers."""
        with self._mutex:
            layers = sorted(self._layers.values(), key=lambda layer: layer is not self._own)
            return tuple(one for layer in layers for one in layer.annotations(path))

    def paths(self) -> tuple[str, ...]:
        """Articles that have annotations, sorted."""
        with self._mutex:
            paths, done = {path for layer in self._seen() for path in layer.paths()}, self._finished()
            theirs = ((p, a) for p in done for layer in self._others() for a in layer.annotations(p))
            paths.update(p for p, one in theirs if done[p].covers(one))
            return tuple(sorted(paths))

    def get(self, id_prefix: str) -> tuple[str, Record]:
        """``(path, record)`` of the one whose id begins so. Raises ``StoreError``: unknown, or ambiguous."""
        with self._mutex:
            seen = self._seen()
            if (mine := next(filter(None, (layer.place(id_prefix) for layer in seen)), None)) is not None:
                return mine
            done = self._finished()
            others = [layer for layer in self._others() if layer not in seen] if done else []

            def shown(layer: Layer, key: str) -> tuple[str, Record] | None:
                place = layer.place(key)
                if place is None or layer in seen:
                    return place
                known, record = done.get(place[0]), place[1]
                return place if known and isinstance(record, Annotation) and known.covers(record) else None

            for layer in others:
                if (exact := shown(layer, id_prefix)) is not None:
                    return exact
            found = [
                place
                for layer in (*seen, *others)
                for key in layer.ids()
                if key.startswith(id_prefix) and (place := shown(layer, key)) is not None
            ]
        if len(found) == 1 and id_prefix:
            return found[0]
        if not found or not id_prefix:
            raise StoreError(f"no annotation has an id beginning with {quoted(id_prefix)}")
        listed = several(sorted(record.id for _, record in found))
        raise StoreError(f"{quoted(id_prefix)} is the beginning of {len(found)} ids: {listed}")

    def path_of(self, record_id: str) -> str:
        """The article of an annotation (``""``: a record about the corpus). Raises ``StoreError``."""
        with self._mutex:
            for layer in self._layers.values():
                if (place := layer.place(record_id)) is not None:
                    return place[0]
        raise StoreError(f"there is no annotation {record_id}")

    def _corpus_records(self, annotator: str | None) -> list[Record]:
        with self._mutex:
            return [record for layer in self._seen(annotator) for record in layer.corpus_records()]

    def codings(self, *, annotator: str | None = None) -> Codings:
        """How far one annotator (oneself, unless named) is with each article, by path."""
        with self._mutex:
            return (self._own if annotator is None else self._seen(annotator)[0]).codings()

    def memos(self, *, annotator: str | None = None) -> tuple[Memo, ...]:
        return tuple(record for record in self._corpus_records(annotator) if isinstance(record, Memo))

    def corrections(self, *, annotator: str | None = None) -> tuple[Correction, ...]:
        return tuple(record for record in self._corpus_records(annotator) if isinstance(record, Correction))

    def targets(self, *, annotator: str | None = None) -> tuple[NewTarget, ...]:
        return tuple(record for record in self._corpus_records(annotator) if isinstance(record, NewTarget))

    # Articles that moved

    def homes(self, wanted: Callable[[str], bool]) -> tuple[Home, ...]:
        """The articles with the *wanted* paths that anyone's records were saved with, wherever they are."""
        with self._mutex:
            return homes(
                (path, record)
                for layer in self._layers.values()
                for path, record in layer.recorded(self._of(layer), wanted)
            )

    def saved_with(self, path: str, *, own: bool = False) -> tuple[Record, ...]:
        """Every annotator's records (or only one's *own*) that were saved with the article *path*."""
        with self._mutex:
            layers = [self._own] if own else [*self._layers.values()]
            found = [layer.recorded(self._of(layer), path.__eq__) for layer in layers]
            return tuple(record for of in found for _, record in of)

    def follow(self, moved: Moves, lost: Lost = ()) -> None:
        """Show annotations and coding states with the paths that their articles have today.

        No file is changed. One's own annotations come into the file of the article with the next change of
        one of them. What stands in several files counts at no article that is *lost*.
        """
        with self._mutex:
            self._moved, self._lost, changed = dict(moved), frozenset(lost), set[str]()
            for layer in self._layers.values():
                changed |= layer.follow(self._moved, self._of(layer), self._lost)
        if changed:
            self._tell(Event("external", ("", *sorted(changed))))
