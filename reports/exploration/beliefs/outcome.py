"""What the data say of a belief."""

from dataclasses import dataclass

from data.formatting import counted
from reports.exploration.beliefs.belief import (
    NOT_SUPPORTED,
    SUPPORTED,
    UNTESTABLE,
    Belief,
)
from reports.exploration.beliefs.effect import Effect
from reports.page import Hypothesis


@dataclass(frozen=True)
class Outcome:
    """A belief with what the data say of it.

    Args:
        belief: which.
        effect: at the newest cutoff; None when it cannot be tested.
        earlier: the effects at earlier cutoffs, as far as there are any.
        contrast: a sentence in the rows' own units; may be empty.
        doubt: of the interval (0 to 1): small, because many beliefs are tested.
    """

    belief: Belief
    effect: Effect | None
    earlier: list[Effect]
    contrast: str
    doubt: float

    @property
    def verdict(self) -> str:
        """Whether the data support the claim: all of the interval goes as far as it says."""
        if self.effect is None:
            return UNTESTABLE
        return SUPPORTED if self._all_beyond(self.effect.limit) else NOT_SUPPORTED

    @property
    def is_contradicted(self) -> bool:
        """Whether all of the interval lies where the opposite holds."""
        return self.effect is not None and self._all_beyond(self.effect.none, -1)

    @property
    def measured(self) -> str:
        """The effect with its interval, in words."""
        if self.effect is None:
            return "–"
        value, low, high = map(
            self.belief.written, (self.effect.value, *self.effect.interval(self.doubt))
        )
        return f"{value} ({low} to {high})"

    def part(self) -> Hypothesis:
        """Return it as a part of the page."""
        belief = self.belief
        follows = {
            SUPPORTED: belief.supported,
            NOT_SUPPORTED: belief.unsupported,
            UNTESTABLE: "Nothing, until there are such data.",
        }
        return Hypothesis(
            claim=belief.claim,
            reason=belief.reason,
            test=belief.test,
            figures=self._figures(),
            verdict=self.verdict,
            follows=follows[self.verdict],
            sql=belief.sql,
        )

    def _all_beyond(self, limit: float, side: int = 1) -> bool:
        ends = self.effect.interval(self.doubt)
        return all(side * self.belief.sign * (end - limit) > 0 for end in ends)

    def _figures(self) -> str:
        if self.effect is None:
            return self.belief.untestable
        units = counted(self.effect.units, self.belief.unit)
        sentences = [
            f"{self.belief.called} {self.measured}, {units}.",
            self.contrast,
            self._side(),
            self._before(),
        ]
        return " ".join(sentence for sentence in sentences if sentence)

    def _side(self) -> str:
        if self.is_contradicted:
            return "All of the interval contradicts it."
        if self.verdict == NOT_SUPPORTED and self._all_beyond(self.effect.none):
            return "That is the direction of the hypothesis, but it may be too little to count."
        return ""

    def _before(self) -> str:
        if not self.earlier:
            return ""
        side = self.effect.value > self.effect.none
        alike = sum((one.value > one.none) == side for one in self.earlier)
        cutoffs = counted(len(self.earlier), "earlier cutoff")
        return f"The effect had the same direction at {alike} of {cutoffs}."
