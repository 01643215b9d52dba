"""Which table is made from which, and the SQL that made it."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components import notice
from dashboard.generation import Generation
from dashboard.store import data as store
from dashboard.urls import page_url

LAYERS = {
    "staging": "Staging: each file, typed and judged",
    "intermediate": "Intermediate: sales, cutoffs, features by family",
    "marts": "Marts: what models and people read",
    "quality": "Quality: what was rejected, and whether it adds up",
}
DOCS = (
    "The whole lineage as a picture, with the meaning of every column: run `make docs` where the "
    "project is, and open the page that it writes, reports/dbt-docs.html, in a browser."
)


def lineage(generation: Generation, name: str | None) -> list:
    """Return the layers with their tables, and the table in the URL with its parents and SQL."""
    title = dmc.Title("What is made from what", order=3)
    models = store.models(generation)
    if not models:
        text = "The SQL of the tables is not published: run `make build` and `make publish`."
        return [title, notice("No lineage", text, "gray")]
    return [
        title,
        dmc.Text("Files become staging, then intermediate, then marts. Choose a table."),
        *(_chosen(generation, name, models) if name else []),
        html.Div([_layer(layer, models, name) for layer in LAYERS]),
        dmc.Text(DOCS, size="sm", c="dimmed"),
    ]


def _layer(layer: str, models: list[dict[str, Any]], chosen: str | None) -> html.Details:
    names = [row["model_name"] for row in models if row["layer"] == layer]
    return html.Details(
        [
            html.Summary(f"{LAYERS[layer]} ({len(names)})"),
            html.Ul([html.Li(_link(name)) for name in names], className="columns"),
        ],
        open=chosen in names or (chosen is None and layer == "marts"),
        className="fold",
    )


def _link(name: str) -> dcc.Link:
    return dcc.Link(name, href=page_url("/data", section="lineage", model=name))


def _chosen(generation: Generation, name: str, models: list[dict[str, Any]]) -> list:
    found = store.find_model(generation, name)
    if found is None:
        text = f"No table is called “{name}”: choose one above."
        return [notice("Unknown table", text)]
    known = {row["model_name"] for row in models}
    return [
        dmc.Paper(
            [
                dmc.Title(f"{found['layer']}.{found['model_name']}", order=4),
                dmc.SimpleGrid(
                    [
                        _names("Made from", [_node(parent) for parent in found["parents"]], known),
                        _names("Read by", found["children"], known),
                    ],
                    cols={"base": 1, "sm": 2},
                    my="sm",
                ),
                dmc.Title("The SQL that made it", order=5),
                html.Pre(
                    html.Code(found["compiled_sql"]),
                    className="sql",
                    tabIndex=0,
                    **{"aria-label": f"SQL of {found['model_name']}"},
                    role="region",
                ),
            ],
            withBorder=True,
            p="md",
        )
    ]


def _node(parent: str) -> str:
    """Return the name of a node of dbt: `source.spend30.raw.stores` is the file `raw.stores`."""
    kind, _, *rest = parent.split(".")
    return ".".join(rest) if kind == "source" else rest[-1]


def _names(title: str, names: list[str], known: set[str]) -> html.Div:
    items = [html.Li(_link(name) if name in known else name) for name in names]
    return html.Div(
        [
            dmc.Title(title, order=5),
            html.Ul(items, className="names") if items else dmc.Text("no other table", size="sm"),
        ]
    )
