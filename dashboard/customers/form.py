"""The filters above the grid of customers."""

from collections.abc import Container, Mapping, Sequence

import dash_mantine_components as dmc
from dash import html

from dashboard.customers.filters import BOUNDS, HISTORY_NAMES, NAMES, REASON_NAMES, Asked
from dashboard.customers.grid import column_name
from dashboard.store.customers import COLUMNS
from data.formatting import currency

FIRST = ("segment", "reason", "category")
# Everything that the address may hold besides columns and sort.
FIELDS = ("q", *NAMES, *BOUNDS)
OPTIONS_SHOWN = 200


def form(
    asked: Asked,
    options: Mapping[str, Sequence[str]],
    filled: Container[str],
    columns: Sequence[str],
) -> html.Div:
    """Return the fields, filled in as the address says.

    Args:
        asked: what the address asks for.
        options: filter -> values that customers have.
        filled: columns that hold values; the others are not offered.
        columns: those that are shown.
    """
    # Where all customers are alike there is nothing to filter, unless the address does it already.
    useful = [
        name
        for name in NAMES
        if name not in options or len(options[name]) > 1 or name in asked.texts
    ]
    more = [name for name in useful if name not in FIRST]
    return html.Div(
        [
            dmc.SimpleGrid(
                [
                    dmc.TextInput(
                        id={"customers-filter": "q"},
                        label="Search",
                        placeholder="A part of the id or first name",
                        value=asked.texts.get("q", ""),
                        debounce=300,
                    ),
                    *(_choice(name, asked, options) for name in useful if name in FIRST),
                ],
                cols={"base": 1, "xs": 2, "md": 4},
            ),
            html.Details(
                [
                    html.Summary("More filters and columns"),
                    dmc.SimpleGrid(
                        [
                            *(_choice(name, asked, options) for name in more),
                            *(_bound(name, asked) for name in BOUNDS),
                        ],
                        cols={"base": 1, "xs": 2, "md": 4},
                        mt="sm",
                    ),
                    dmc.MultiSelect(
                        id="customers-columns",
                        label="Columns",
                        data=[
                            {"value": name, "label": column_name(name)}
                            for name in COLUMNS
                            if name in filled or name in columns
                        ],
                        value=list(columns),
                        searchable=True,
                        mt="sm",
                        clearButtonProps={"aria-label": "Show the usual columns"},
                    ),
                ],
                open=any(name in asked.texts for name in (*more, *BOUNDS)) or bool(asked.columns),
                className="more-filters",
            ),
        ],
        className="filters",
    )


def _choice(name: str, asked: Asked, options: Mapping[str, Sequence[str]]) -> dmc.Select:
    names = {"reason": REASON_NAMES, "history": HISTORY_NAMES}.get(name)
    values = list(names or options[name])
    value = asked.texts.get(name)
    if value and value not in values:
        # It is said that it does not exist; here it can be seen and cleared.
        values.append(value)
    return dmc.Select(
        id={"customers-filter": name},
        label=NAMES[name],
        data=[{"value": v, "label": (names or {}).get(v, v.replace("_", " "))} for v in values],
        value=value,
        placeholder="all",
        clearable=True,
        searchable=True,
        limit=OPTIONS_SHOWN,
        clearButtonProps={"aria-label": f"Clear: {NAMES[name]}"},
        nothingFoundMessage="No such value",
    )


def _bound(name: str, asked: Asked) -> dmc.NumberInput:
    side = "from" if name == "spend_from" else "to"
    return dmc.NumberInput(
        id={"customers-filter": name},
        label=f"Expected spend, next 30 days, {side} ({currency()})",
        value=asked.texts.get(name, ""),
        error=asked.problems.get(name),
        thousandSeparator=",",
        decimalScale=2,
        hideControls=True,
        debounce=400,
    )
