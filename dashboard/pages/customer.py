"""Look a customer up: prediction, history, features."""

from typing import Any

import dash
import dash_mantine_components as dmc
from dash import Input, Output, State, callback, ctx, dcc, html, no_update

from dashboard import store
from dashboard.components import model_notice, notice, prediction_cards
from dashboard.figures import spend_history
from dashboard.generation import Generation, current
from dashboard.labels import FAMILIES, customer_name, family, label, written
from dashboard.urls import customer_url, what_if_url
from data.formatting import day, money
from data.generations import NothingPublished

dash.register_page(__name__, path="/", name="Customer", title="spend30: customer")


def layout(customer: str | None = None, **_: str) -> html.Div:
    """Return the page of the customer in the URL, or of all of them."""
    try:
        generation = current()
    except NothingPublished as error:
        return html.Div(notice("Nothing to show", str(error)))
    found = store.customer(generation, customer) if customer else None
    if found:
        content = _customer(generation, found)
    elif customer:
        text = f"No customer has the id “{customer}”. Search for a part of the id or the name."
        content = [notice("Unknown customer", text)]
    else:
        content = _overview(generation)
    return html.Div([_search(), html.Div(content, className="page")])


def _search() -> dmc.Select:
    # Nobody is chosen, and said so: options that lack the chosen one drop the text being typed.
    return dmc.Select(
        id="customer-search",
        label="Find a customer",
        description="By id or first name",
        placeholder="Type a part of the id or name",
        data=[],
        value=None,
        searchable=True,
        selectFirstOptionOnChange=True,
        nothingFoundMessage="No customer has this in the id or name",
        maw=460,
        limit=20,
    )


@callback(
    Output("customer-search", "data"),
    Input("customer-search", "searchValue"),
    prevent_initial_call=True,
)
def find(text: str | None) -> Any:
    """Offer the customers that match what was typed."""
    if not isinstance(text, str) or not text.strip():
        return no_update
    rows = store.search_customers(current(), _wanted(text))
    return [{"value": row["customer_id"], "label": customer_name(row)} for row in rows]


@callback(
    Output("url", "href"),
    Input("customer-search", "value"),
    Input("customer-search", "n_submit"),
    State("customer-search", "searchValue"),
    State("url", "search"),
    prevent_initial_call=True,
)
def choose(
    customer_id: str | None, submits: int | None, text: str | None, shown: str | None
) -> Any:
    """Open the customer that was chosen, or, on Enter, the only one that can be meant."""
    if "customer-search.value" in ctx.triggered_prop_ids:
        chosen = customer_id if isinstance(customer_id, str) else None
    else:
        chosen = _only_match(text) if submits and isinstance(text, str) else None
    # Enter also chooses the option: the same address twice would need two steps back.
    is_shown = chosen and customer_url(chosen).endswith(shown or "?")
    return customer_url(chosen) if chosen and not is_shown else no_update


def _only_match(text: str) -> str | None:
    rows = store.search_customers(current(), _wanted(text), limit=2) if text.strip() else []
    is_clear = len(rows) == 1 or (rows and rows[0]["customer_id"].lower() == text.strip().lower())
    return rows[0]["customer_id"] if is_clear else None


def _wanted(text: str) -> str:
    # Choosing an option writes its label into the field: search for the id that it begins with.
    return text.split(" · ", maxsplit=1)[0][:100]


def _overview(generation: Generation) -> list:
    total = store.totals(generation)
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
        for row in store.most_valuable_customers(generation)
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


def _customer(generation: Generation, found: dict[str, Any]) -> list:
    features = store.features(generation, found["customer_id"])
    return [
        _header(found),
        *_prediction(generation, found),
        *_history(generation, found),
        *([_features(generation, features)] if features else []),
    ]


def _header(found: dict[str, Any]) -> html.Div:
    facts = [
        ("Segment", found["rfm_segment"]),
        ("Loyalty status", found["loyalty_status"]),
        ("Retailer's segment", found["segment_id"]),
        ("Registered", day(found["customer_since"]) if found["customer_since"] else None),
        ("Little history", "the prediction rests on it" if found["has_little_history"] else None),
        ("Customer record", None if found["is_registered"] else "none: known from sales only"),
    ]
    badges = [
        dmc.Badge(f"{title}: {text}", variant="light", tt="none", size="lg", radius="sm")
        for title, text in facts
        if text
    ]
    return html.Div(
        [dmc.Title(f"Customer {customer_name(found)}", order=2), dmc.Group(badges, mt="xs")]
    )


def _prediction(generation: Generation, found: dict[str, Any]) -> list:
    if found["predicted_spend_30d"] is None:
        reason = (
            "This customer has not bought anything before the scoring date, so there is nothing "
            "to predict from."
            if found["features_cutoff_date"] is None
            else "The current model has not scored this customer: run `make score` and "
            "`make publish`."
        )
        return [notice("No prediction", reason)]
    rank = f"{found['predicted_rank']:,} of {found['ranked_customers']:,} by expected spend"
    return [
        dmc.Group(
            [
                dmc.Title(f"The 30 days from {day(found['features_cutoff_date'])}", order=3),
                dmc.Text(f"Rank {rank}", c="dimmed"),
                dcc.Link(
                    dmc.Button("What if …?", variant="light", size="compact-md"),
                    href=what_if_url(found["customer_id"]),
                ),
            ]
        ),
        prediction_cards(found, generation.model.manifest),
        *model_notice(generation.model.manifest),
    ]


def _history(generation: Generation, found: dict[str, Any]) -> list:
    blocks = store.history(generation, found["customer_id"])
    if not blocks:
        return []
    return [
        dmc.Title("Spend over time", order=3),
        dcc.Graph(
            id="history",
            figure=spend_history(blocks, found),
            config={"displaylogo": False, "displayModeBar": False},
        ),
    ]


def _features(generation: Generation, features: dict[str, Any]) -> html.Div:
    meanings = store.feature_descriptions(generation)
    categories = store.category_names(generation)
    columns = [name for name in features if name not in ("customer_id", "cutoff_date")]
    tables = [
        html.Div(
            [
                dmc.Title(title, order=4),
                dmc.Table(
                    dmc.TableTbody(
                        [
                            dmc.TableTr(
                                [
                                    dmc.TableTd(
                                        html.Span(label(name, categories), title=meanings.get(name))
                                    ),
                                    dmc.TableTd(written(name, features[name]), ta="right"),
                                ]
                            )
                            for name in columns
                            if family(name) == title
                        ]
                    ),
                    striped=True,
                    tabularNums=True,
                ),
            ]
        )
        for title in FAMILIES.values()
    ]
    return html.Div(
        [
            dmc.Title(f"Known before {day(features['cutoff_date'])}", order=3),
            dmc.Text("Point at a name to read what it means.", size="sm", c="dimmed"),
            dmc.SimpleGrid(tables, cols={"base": 1, "md": 2}, mt="sm"),
        ]
    )
