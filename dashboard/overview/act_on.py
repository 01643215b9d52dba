"""Whom to act on: four lists, each with its rule in words."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components import table
from dashboard.generation import Generation
from dashboard.labels import customer_name
from dashboard.store.overview import REASONS, action_counts, customers_to_act_on
from dashboard.urls import customer_url, customers_url, page_url
from data.formatting import money

# Title, rule, and what is at stake, as marts.customers_to_act_on defines them.
WORDS = {
    "falling": (
        "Falling",
        "High value (two upper fifths by spend), and the last 30 days ran at half the rate of the "
        "90 before, or less.",
        "usual less expected spend",
    ),
    "overdue": (
        "Overdue",
        "Silent for longer than nine in ten of the customer's own gaps, and twice the usual one "
        "or more; at least 5 purchase days in 365.",
        "usual less expected spend",
    ),
    "rising": (
        "Rising",
        "The last 30 days ran at one and a half times the rate of the 90 before, or more, with at "
        "least 2 orders.",
        "expected less usual spend",
    ),
    "new": ("New", "The first purchase was in the last 30 days.", "expected spend"),
}
SHOWN = 10


def action_lists(generation: Generation) -> html.Div:
    """Return the lists, each with its first customers and links to all of them."""
    counts = action_counts(generation)
    return html.Div(
        [
            dmc.SimpleGrid(
                [_list(generation, reason, counts.get(reason)) for reason in REASONS],
                cols={"base": 1, "lg": 2},
            ),
            dmc.Text(
                "Days silent: since the last purchase. Usual gap: the customer's own median days "
                "between purchases. Usual: net spend per 30 days, over the 90 days until 30 days "
                "before the as-of date. Expected: spend of the next 30 days. At stake is never "
                "below 0.",
                size="sm",
                c="dimmed",
                mt="sm",
            ),
        ]
    )


def _list(generation: Generation, reason: str, count: dict[str, Any] | None) -> dmc.Paper:
    title, rule, stake = WORDS[reason]
    if count is None:
        content = [dmc.Text("Nobody at present.", mt="sm")]
    else:
        shown = list(customers_to_act_on(generation, reason, SHOWN))
        content = [
            dmc.Text(
                f"{count['customers']:,} customers, {money(count['spend_at_stake'] or 0)} at stake "
                f"({stake})",
                fw=500,
                my="xs",
                className="figure",
            ),
            _table(shown),
            dmc.Group(
                [
                    dcc.Link(
                        f"All {count['customers']:,} in the list", href=customers_url(reason=reason)
                    ),
                    html.A(
                        "CSV",
                        href=page_url("/act-on.csv", reason=reason),
                        download="",
                        className="download",
                        **{"aria-label": f"CSV of all who are {title.lower()}"},
                    ),
                ],
                justify="space-between",
                mt="xs",
            ),
        ]
    return dmc.Paper(
        [dmc.Title(title, order=4), dmc.Text(rule, size="sm", c="dimmed"), *content],
        withBorder=True,
        p="md",
    )


def _table(rows: list[dict[str, Any]]) -> dmc.TableScrollContainer:
    return table(
        ["Customer", ">At stake", ">Expected", ">Usual", ">Days silent", ">Usual gap"],
        [
            [
                dcc.Link(customer_name(row), href=customer_url(row["customer_id"])),
                money(row["spend_at_stake"]),
                money(row["predicted_spend_30d"]),
                money(row["usual_spend_30d"]),
                f"{row['rfm_recency_days']:,}",
                _days(row["rhythm_gap_days_median"]),
            ]
            for row in rows
        ],
    )


def _days(days: float | None) -> str:
    return "–" if days is None else f"{days:,.1f}".removesuffix(".0")
