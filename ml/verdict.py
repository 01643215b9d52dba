"""Is the model better than the best simple rule? Said in words, from `marts.model_metrics`."""

from dataclasses import dataclass

import pandas as pd

from ml.model import MODEL_NAME
from ml.rules import simple_rules

HEADS = {"expected": ("expected spend", "rmse"), "typical": ("typical spend", "mae")}


@dataclass(frozen=True)
class Verdict:
    """The model beside the best simple rule, by one error; ``change`` is relative (-0.03: -3 %)."""

    head: str
    rule: str
    change: float

    @property
    def is_better(self) -> bool:
        """Return whether the model's error is smaller."""
        return self.change < 0

    @property
    def value(self) -> str:
        """What the head predicts, in words."""
        return HEADS[self.head][0]

    @property
    def error(self) -> str:
        """Name of the metric by which the head is judged."""
        return HEADS[self.head][1]

    def __str__(self) -> str:
        error = self.error.upper()
        verb = "beats" if self.is_better else "LOSES TO"
        served = "" if self.is_better else f"; {self.rule} is what is served"
        return (
            f"{self.value}: {MODEL_NAME} {verb} the best simple rule, {self.rule} "
            f"({error} {100 * self.change:+.1f} %{served})"
        )


def verdicts(metrics: pd.DataFrame) -> list[Verdict]:
    """Return the verdicts on expected and typical spend; none without a backtest.

    Args:
        metrics: a row a model, as `ml.warehouse.read_mean_metrics` gives it.
    """
    by_model = metrics.set_index("model_name")
    if MODEL_NAME not in by_model.index:
        return []
    ours, rules = by_model.loc[MODEL_NAME], by_model.loc[by_model.index.isin(simple_rules())]
    found = []
    for head, (_, error) in HEADS.items():
        best = rules[error].astype(float).idxmin()
        # A rule without any error cannot be beaten.
        least = float(rules.loc[best, error])
        change = float(ours[error]) / least - 1 if least else float("inf")
        found.append(Verdict(head, str(best), change))
    return found


def notice(found: list[Verdict]) -> str | None:
    """Return the sentence that people must read beside the predictions, or None."""
    lost = [verdict for verdict in found if not verdict.is_better]
    if not lost:
        return None
    values = " and ".join(verdict.value for verdict in lost)
    rules = " and ".join(sorted({verdict.rule.replace("_", " ") for verdict in lost}))
    return (
        f"In the backtest a simple rule ({rules}) was closer than the model, so it is what is "
        f"served: {values}."
    )
