"""From what stands in the what-if form to an answer: new values, errors, a comparison, a link."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.generation import Generation
from dashboard.labels import label
from dashboard.store.what_if import todays_features, what_if_features, what_if_limits
from dashboard.urls import what_if_url
from dashboard.what_if.comparison import Comparison, compare
from dashboard.what_if.follow import edited, follow, from_link
from dashboard.what_if.form import value_in_words
from dashboard.what_if.rules import (
    ALL_INPUTS,
    AVERAGE,
    CHANNELS,
    ORDERS,
    RECENCY,
    SHARES,
    WHOLE,
    Limits,
    as_number,
    changed,
    form_values,
    is_number,
    problems,
)


@dataclass(frozen=True)
class Form:
    """A customer whose figures are changed: her features, their limits, today's values."""

    generation: Generation
    customer_id: str
    features: Mapping[str, Any]
    limits: Limits
    now: Mapping[str, float]


@dataclass(frozen=True)
class Answer:
    """What the page shows after an edit.

    ``values``: of the fields; ``wrong``: input -> what is wrong, and if anything is, there is no
    ``comparison``. ``memory``: what the page sends back with the next edit.
    """

    values: Mapping[str, Any]
    wrong: Mapping[str, str] = field(default_factory=dict)
    comparison: Comparison | None = None
    memory: Mapping[str, Any] | None = None


def open_form(generation: Generation, customer_id: str) -> Form | None:
    """Return the form of a customer, or None where she has no features today."""
    features = todays_features(generation, customer_id)
    if not features:
        return None
    limits = Limits(
        maxima=what_if_limits(generation, list(ALL_INPUTS)),
        tenure_days=features["rfm_tenure_days"],
        return_amount=float(features["rfm_return_amount_365d"]),
        older_orders=features["rfm_orders_all"] - features["rfm_orders_365d"],
    )
    return Form(generation, customer_id, features, limits, form_values(features, limits))


def answer(form: Form, given: Mapping[str, Any], memory: Any) -> Answer:
    """Return the answer to what stands in the fields; only a possible customer is scored.

    Args:
        form: of the customer.
        given: input -> anything that a page can send.
        memory: that of the last answer, or anything else.
    """
    given = {name: as_number(value) for name, value in given.items()}
    valid, base, last = _remembered(form, memory)
    last_channel = form.limits.channels[-1:]
    if not all(is_number(given.get(n)) for n in form.limits.inputs if n not in last_channel):
        return Answer(given, problems({**given, **_last(form)}, form.limits))
    name, values = edited(valid, {**given, **_last(form)}, form.limits)
    if name and name == last:
        # As if it had been typed at once: what follows does not depend on the way there.
        values = follow(base, name, given[name], form.limits)
    elif name:
        base = valid
    wrong = problems(values, form.limits)
    if wrong:
        alone = problems({**valid, name: given[name]}, form.limits) if name else {}
        return Answer(given, _at_the_field(name, values, alone if name in alone else wrong))
    return Answer(values, {}, scored(form, values), remember(form, values, base, name or last))


def scored(form: Form, values: Mapping[str, float]) -> Comparison:
    """Return the comparison of the customer now with one of these values, which must be valid."""
    different = changed(values, form.now)
    then = form.features
    if different:
        inputs = {name: _of_mart(name, values[name]) for name in different if name != AVERAGE}
        if not inputs.keys().isdisjoint(CHANNELS):
            inputs |= {name: _of_mart(name, values[name]) for name in form.limits.channels}
        then = what_if_features(form.generation, form.customer_id, inputs)
    return compare(form.generation.model, form.features, then)


def remember(
    form: Form, values: Mapping[str, float], base: Mapping[str, float], name: str | None
) -> dict[str, Any]:
    """Return what the page must send back: valid values, those before the last field, its name."""
    return {"valid": dict(values), "base": dict(base), "field": name, "link": link(form, values)}


def link(form: Form, values: Mapping[str, float]) -> str:
    """Return the address that opens the form with these values."""
    followers = {AVERAGE, *form.limits.channels[-1:]}
    return what_if_url(
        form.customer_id,
        {n: f"{values[n]:.10g}" for n in changed(values, form.now) if n not in followers},
    )


def take_link(form: Form, query: Mapping[str, Any]) -> tuple[dict[str, float], bool]:
    """Return the values that a link asks for, or today's with False where they cannot be."""
    followers = {AVERAGE, *form.limits.channels[-1:]}
    asked = {name: query[name] for name in ALL_INPUTS if name in query}
    try:
        given = {name: float(text) for name, text in asked.items() if name not in followers}
    except (TypeError, ValueError):
        return dict(form.now), False
    if not all(is_number(value) for value in given.values()):
        return dict(form.now), False
    return from_link(given, form.now, form.limits)


def _remembered(
    form: Form, memory: Any
) -> tuple[Mapping[str, float], Mapping[str, float], str | None]:
    memory = memory if isinstance(memory, dict) else {}
    valid, base, name = (memory.get(key) for key in ("valid", "base", "field"))
    if not all(_is_possible(form, values) for values in (valid, base)):
        return form.now, form.now, None
    return valid, base, name if name in form.limits.inputs else None


def _is_possible(form: Form, values: Any) -> bool:
    return (
        isinstance(values, dict)
        and values.keys() == set(form.limits.inputs)
        and not problems(values, form.limits)
    )


def _last(form: Form) -> dict[str, float]:
    """Return a share of the last channel that nothing is wrong with: it follows anyway."""
    return dict.fromkeys(form.limits.channels[-1:], 0.0)


def _of_mart(name: str, value: float) -> float:
    if name in SHARES:
        return value / WHOLE
    return int(value) if name in (RECENCY, *ORDERS) else value


def _at_the_field(
    name: str | None, values: Mapping[str, float], wrong: Mapping[str, str]
) -> dict[str, str]:
    """Return what is wrong at the one field that was changed, where that is known."""
    if name is None:
        return dict(wrong)
    if name in wrong:
        return {name: wrong[name]}
    other, text = next(iter(wrong.items()))
    become = value_in_words(other, values[other])
    return {name: f"{label(other)} would become {become}. {text}"}
