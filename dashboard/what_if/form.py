"""The fields of the what-if form, in groups, each with its range, today's value and a reset."""

from collections.abc import Mapping, Sequence

import dash_mantine_components as dmc

from dashboard.labels import label
from dashboard.what_if.rules import AVERAGE, MONEY, ORDERS, RECENCY, SHARES, SPEND, WINDOWS, Limits
from data.formatting import currency, money

DEBOUNCE_MS = 150
NOTES = {
    "When and how often": "An order in the last 30 days is one in the last 90 and 365 as well: "
    "longer windows follow, and net spend at the average order of those days.",
    "How much": "Average order × orders = spend before returns: when you change spend, the "
    "average follows; when you change the average, spend follows.",
    "Promotion and channel": "The shares of the channels add up to 100 %: the last one follows.",
}


def form(now: Mapping[str, float], values: Mapping[str, float], limits: Limits) -> dmc.SimpleGrid:
    """Return the fields of the form.

    Args:
        now: today's values of the customer, as `dashboard.what_if.form_values` returns them.
        values: what stands in the fields.
        limits: of the customer.
    """
    groups = {
        "When and how often": (RECENCY, *ORDERS),
        "How much": (*SPEND, AVERAGE),
        "Promotion and channel" if limits.channels else "Promotion": tuple(
            name for name in limits.inputs if name in SHARES
        ),
    }
    return dmc.SimpleGrid(
        [
            dmc.Paper(
                [
                    dmc.Title(title, order=4),
                    *(_field(name, now, values, limits) for name in names),
                    *([dmc.Text(NOTES[title], size="xs", mt="md")] if title in NOTES else []),
                ],
                withBorder=True,
                p="md",
            )
            for title, names in groups.items()
            if names
        ],
        cols={"base": 1, "md": 3},
        className="what-if-form",
    )


def _field(
    name: str, now: Mapping[str, float], values: Mapping[str, float], limits: Limits
) -> dmc.NumberInput:
    is_last_channel = name in limits.channels[-1:]
    words = label(name)
    about = f"{_range(name, limits)} · now {value_in_words(name, now[name])}"
    return dmc.NumberInput(
        id={"what-if": name},
        label=words,
        description=f"Follows: what the others leave · {about}" if is_last_channel else about,
        value=values[name],
        # Orders and days too: 2.5 must reach the check, not turn into 25.
        decimalScale=1 if name in SHARES else 2,
        fixedDecimalScale=name in MONEY,
        thousandSeparator=",",
        prefix=currency() if name in MONEY and not currency().isalpha() else "",
        suffix=" %" if name in SHARES else f" {currency()}" if _has_code(name) else "",
        clampBehavior="none",
        debounce=DEBOUNCE_MS,
        readOnly=is_last_channel,
        hideControls=True,
        rightSection=None if is_last_channel else dmc.ActionIcon(
            "↺",
            id={"what-if-back": name},
            variant="subtle",
            size="md",
            n_clicks=0,
            **{"aria-label": f"Reset: {words}"},
        ),
        rightSectionPointerEvents="all",
        inputWrapperOrder=["label", "description", "input", "error"],
        mt="sm",
    )  # fmt: skip


def _has_code(name: str) -> bool:
    return name in MONEY and currency().isalpha()


def _range(name: str, limits: Limits) -> str:
    smallest, largest = limits.of(name)
    if name in MONEY:
        return f"{money(smallest)} to {money(largest)}"
    unit = " days" if name == RECENCY else "%" if name in SHARES else " orders"
    return f"{smallest:,.0f} to {largest:,.0f}{unit.replace('%', ' %')}"


def value_in_words(name: str, value: float) -> str:
    """Return a value of the form with its unit."""
    if name in MONEY:
        return money(value, 2)
    if name in SHARES:
        return f"{value:.1f} %"
    return f"{value:,.0f}"


def changes_in_words(names: Sequence[str]) -> str:
    """Return the names of inputs in one sentence, the windows of a measure together."""
    found = []
    for words, inputs in (("orders", ORDERS), ("net spend", SPEND)):
        days = [str(window) for window, n in zip(WINDOWS, inputs, strict=True) if n in names]
        found += [f"{words} of the last {' and '.join(_comma(days))} days"] if days else []
    found += [label(name).lower() for name in names if name not in (*ORDERS, *SPEND)]
    return "; ".join(found)


def _comma(words: Sequence[str]) -> list[str]:
    return [", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words)
