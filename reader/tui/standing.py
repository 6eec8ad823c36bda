"""What the label keys stand for: a scale and, where one is pinned, a target; kept from session to session."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotations.codes import Scale
    from annotations.model import Ref
    from reader.tui.screens.reading import ReadingScreen


class Standing:
    """Scale and pinned target of the reading screen; what is set is in the state at once."""

    def __init__(self, screen: ReadingScreen) -> None:
        self._screen = screen
        self._workspace = screen.workspace
        self._scale: Scale | None = None
        self._pinned: Ref | None = None

    @property
    def scale(self) -> Scale | None:
        """The scale whose labels the label keys give."""
        return self._scale

    @scale.setter
    def scale(self, scale: Scale | None) -> None:
        self._scale = scale
        self._screen.state.scale = scale.id if scale is not None else ""

    @property
    def pinned(self) -> Ref | None:
        """The target that the label keys give."""
        return self._pinned

    @pinned.setter
    def pinned(self, target: Ref | None) -> None:
        self._pinned = target
        self._screen.state.pinned = target.to_dict() if target is not None else None

    def recall(self) -> tuple[str, ...]:
        """Take up those of the last session; what is to be said of one that is no more."""
        from annotations.fields import ModelError
        from annotations.model import Ref

        state, scales, told = self._screen.state, self._workspace.codebook.scales, []
        kept, target = state.scale, state.pinned
        self.scale = next((s for s in scales if s.id == kept), next(iter(scales), None))
        if kept and self._scale is not None and self._scale.id != kept:
            told.append(
                f"the codebook has no scale {kept} any more, labels are of the {self._scale.name} scale"
            )
        try:
            self.pinned = Ref.from_dict(target) if target is not None else None
        except ModelError as error:
            self.pinned = None
            told.append(f"the target that was pinned cannot be read and is dropped: {error}")
        return tuple(told)

    def pin(self, target: Ref, lets_go: str) -> None:
        """Keep *target* for the label keys and say so, and the key that *lets_go* of it."""
        self.pinned = target
        if self.unfit:
            self._screen.warn(f"target: {self.unfit}; {lets_go}")
        else:
            self._screen.say(f"target: {target.name}; label keys save at once; {lets_go}")

    @property
    def unfit(self) -> str:
        """That the target which is pinned is not used on the scale at hand; empty where it is."""
        from reader.naming import fits

        pinned, scale = self.pinned, self.scale
        if pinned is None or scale is None or fits(self._workspace.codebook, scale.id, pinned):
            return ""
        return f"{pinned.name} is no target for the {scale.name} scale, label keys open the bar"
