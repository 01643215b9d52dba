"""How alike the inputs are: what one says, another may say too."""

from math import isnan

from dashboard.figures.history import plain
from dashboard.labels import family
from reports.exploration.figures import PALE, PALE_BLUE, PALE_ORANGE, heat, with_texts
from reports.exploration.newest import DRAWN
from reports.exploration.numbers import signed
from reports.exploration.relations.columns import columns
from reports.exploration.relations.figures import TALL_ROW
from reports.page import Plot
from reports.warehouse import Warehouse


def likeness(warehouse: Warehouse, features: list[str], names: dict[str, str]) -> Plot:
    """Return how alike the inputs are: their rank correlations with each other."""
    query = f"with {DRAWN}\n\nselect\n        {columns(features, 'double')}\nfrom drawn"
    alike = warehouse.frame(query).corr(method="spearman")
    cells = [[None if isnan(value) else value for value in row] for row in alike.to_numpy()]
    texts = [
        [
            f"{plain(names[one])} and {plain(names[other])}: "
            + ("not known" if cell is None else signed(cell))
            for other, cell in zip(features, row, strict=True)
        ]
        for one, row in zip(features, cells, strict=True)
    ]
    figure = heat(
        cells,
        [str(place + 1) for place in range(len(features))],
        [f"{place + 1} {family(name)}" for place, name in enumerate(features)],
        texts,
        ("The same inputs by number", ""),
        height_of_row=TALL_ROW,
    )
    with_texts(figure, [["" if cell is None else signed(cell, 1) for cell in row] for row in cells])
    figure.update_traces(
        # Blue: they rise together; orange: one falls where the other rises; white: neither.
        colorscale=[[0, PALE_ORANGE], [0.5, PALE], [1, PALE_BLUE]],
        zmin=-1,
        zmax=1,
    )
    pairs = [
        (abs(cells[i][j]), i, j)
        for i in range(len(features))
        for j in range(i)
        if cells[i][j] is not None
    ]
    closest = ""
    if pairs:
        _, i, j = max(pairs)
        closest = (
            f" Most alike are “{names[features[j]]}” and “{names[features[i]]}”, "
            f"{signed(cells[i][j])}."
        )
    return Plot(
        figure,
        "Rank correlations of the strongest inputs of the families with each other, from −1 "
        f"(orange) to 1 (blue): what is alike says the same about a customer.{closest}",
        query,
    )
