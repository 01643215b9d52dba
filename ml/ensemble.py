"""Weighted means of members, and which members earn a place.

Members enter one by one, with replacement, as long as the mean gets better on cutoffs whose outcome
was known: ensemble selection after Caruana, Niculescu-Mizil, Crew and Ksikes (2004).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.features import Features

ROUNDS = 12
# A member must improve the mean by this share of its error: less is noise, of which one cutoff has
# more than several.
LEAST_GAIN_OF_ONE_CUTOFF = 0.01


@dataclass
class Ensemble:
    """Fitted members by name, with weights that add up to 1."""

    members: dict[str, Any]
    weights: dict[str, float]

    def predict(
        self, features: Features, known: Mapping[str, np.ndarray] | None = None
    ) -> np.ndarray:
        """Return the weighted mean of the members, in currency, never below 0.

        Args:
            features: the rows.
            known: predictions of members that were asked already.
        """
        known = known or {}
        return sum(
            weight * (known[name] if name in known else self.members[name].predict(features))
            for name, weight in self.weights.items()
        )

    def explain(self, features: Features) -> tuple[np.ndarray, np.ndarray]:
        """Return the base of each row (rows) and contributions (rows x features), in currency.

        Base and contributions add up to the prediction, but where a member's sum is below 0 and
        its prediction 0.
        """
        explained = {name: self.members[name].explain(features) for name in self.weights}
        base = sum(weight * explained[name][0] for name, weight in self.weights.items())
        parts = sum(weight * explained[name][1] for name, weight in self.weights.items())
        return base, parts


@dataclass(frozen=True)
class Evidence:
    """Out-of-time predictions of every candidate at one cutoff, and what was then spent."""

    predictions: Mapping[str, np.ndarray]
    spend: np.ndarray


def rmse(predicted: np.ndarray, actual: np.ndarray) -> float:
    """Return the root mean squared error, in currency."""
    return float(np.sqrt(np.mean((predicted - actual) ** 2)))


def mae(predicted: np.ndarray, actual: np.ndarray) -> float:
    """Return the mean absolute error, in currency."""
    return float(np.mean(np.abs(predicted - actual)))


ERRORS = {"expected": rmse, "typical": mae}


def choose_weights(
    evidence: Sequence[Evidence], candidates: Sequence[str], head: str, default: Sequence[str]
) -> dict[str, float]:
    """Return the weights of the members that earn a place in a head.

    Args:
        evidence: one entry a cutoff; each counts the same. Without any, the default stands.
        candidates: names of members that may enter.
        head: ``expected`` (judged by RMSE) or ``typical`` (by MAE).
        default: the members that share the weight as long as nothing better is known.
    """
    error = ERRORS[head]
    if not evidence:
        return _shares(default)

    def mean_error(names: Sequence[str]) -> float:
        return float(
            np.mean([error(_mean(known.predictions, names), known.spend) for known in evidence])
        )

    least_gain = LEAST_GAIN_OF_ONE_CUTOFF / np.sqrt(len(evidence))
    # The default is where the search begins: a member leaves or enters only for a gain.
    chosen, best = list(default), mean_error(default)
    for _ in range(ROUNDS):
        steps = [[*chosen, name] for name in candidates]
        steps += [chosen[:i] + chosen[i + 1 :] for i in range(len(chosen)) if len(chosen) > 1]
        steps += [[name] for name in candidates]
        errors = [mean_error(step) for step in steps]
        position = int(np.argmin(errors))
        if errors[position] >= best * (1 - least_gain):
            break
        chosen, best = steps[position], errors[position]
    return _shares(chosen)


def _mean(predictions: Mapping[str, np.ndarray], names: Sequence[str]) -> np.ndarray:
    return np.mean([predictions[name] for name in names], axis=0)


def _shares(names: Sequence[str]) -> dict[str, float]:
    return {name: names.count(name) / len(names) for name in dict.fromkeys(names)}
