"""What all customers will spend, and where it comes from."""

import dash
import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components import model_notice, notice
from dashboard.generation import Generation, current
from dashboard.labels import customer_name
from dashboard.store.overview import most_valuable_customers, totals
from dashboard.urls import customer_url
from data.formatting import day, money
from data.generations import NothingPublished

dash.register_page(__name__, path="/", name="Overview", title="spend30: overview", order=0)


def layout(**_: str) -> html.Div:
    """Return the page."""
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    return html.Div(_overview(generation), className="page")


def _overview(generation: Generation) -> list:
    total = totals(generation)
    facts = [
        ("Expected of all customers", money(total["predicted_spend_30d"])),
        ("Spent in the last 30 days", money(total["spend_30d"])),
        ("Customers scored", f"{total['customers']:,}"),
    ]
    if total["expected_buyers"] is not None:
        facts.append(("Expected to buy", f"{total['expected_buyers']:,.0f}"))
    cards = [
        dmc.Paper(
            [
                dmc.Text(title, size="sm", c="dimmed"),
                dmc.Text(text, size="xl", fw=700, className="figure"),
            ],
            withBorder=True,
            p="md",
        )
        for title, text in facts
    ]
    rows = [
        dmc.TableTr(
            [
                dmc.TableTd(dcc.Link(customer_name(row), href=customer_url(row["customer_id"]))),
                dmc.TableTd(row["rfm_segment"]),
                dmc.TableTd(f"{row['rfm_recency_days']:,}", ta="right"),
                dmc.TableTd(money(row["rfm_spend_30d"]), ta="right"),
                dmc.TableTd(money(row["predicted_spend_30d"]), ta="right"),
            ]
        )
        for row in most_valuable_customers(generation)
    ]
    head = ["Customer", "Segment", "Days since last purchase", "Last 30 days", "Next 30 days"]
    return [
        dmc.Title(f"The 30 days from {day(total['cutoff_date'])}", order=2),
        dmc.SimpleGrid(cards, cols={"base": 1, "xs": 2, "md": 4}),
        *model_notice(generation.model.manifest),
        dmc.Title("Highest expected spend", order=3),
        dmc.TableScrollContainer(
            dmc.Table(
                [
                    dmc.TableThead(
                        dmc.TableTr(
                            [
                                dmc.TableTh(text, ta="right" if place > 1 else "left")
                                for place, text in enumerate(head)
                            ]
                        )
                    ),
                    dmc.TableTbody(rows),
                ],
                striped=True,
                tabularNums=True,
            ),
            minWidth=560,
        ),
    ]
