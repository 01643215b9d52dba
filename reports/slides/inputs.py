"""What the data are: how spend is spread, what was read, and what time means."""

import plotly.graph_objects as go

from data.formatting import counted, day, money, percent
from reports.drawings.splits import splits
from reports.drawings.timeline import timeline
from reports.exploration.spend import spend
from reports.facts import facts
from reports.page import Part, Plot, Table, Words
from reports.quality import READ
from reports.slides.enlarged import plotted
from reports.slides.slide import Slide
from reports.slides.words import spelled
from reports.warehouse import Warehouse

SPREAD = """
with newest as (
    select
        future_spend_30d::double as spend,
        ntile(10) over (order by future_spend_30d desc, customer_id) as tenth
    from marts.customer_features
    where cutoff_date = (
        select max(cutoff_date)
        from marts.customer_features
        where future_spend_30d is not null
    )
)

select
    count(*) as customers,
    sum(spend) filter (where tenth = 1) / nullif(sum(spend), 0) as top_share,
    avg((spend <= 0)::int) as zero_share,
    avg(spend) as mean,
    median(spend) as median
from newest
"""

TABLES = {
    "stores": "Stores",
    "products": "Products",
    "customer_details": "Customers",
    "promotion_details": "Promotions",
    "loyalty_rules": "Loyalty rules",
    "store_sales_header": "Sales (receipts)",
    "store_sales_line_items": "Line items of sales",
}
YEAR = 365
FEW = 20
HUNDREDTH = 0.01
NO_TARGET = "No window of 30 days is over yet, so there is nothing to learn from."
NO_SPEND = "Nobody spent anything in the newest window of 30 days."


def difficulty(warehouse: Warehouse) -> Slide:
    """Return why the question is hard: how spend is spread."""
    found, known = warehouse.row(SPREAD), facts(warehouse)
    days = (known["last_sale_date"] - known["first_sale_date"]).days + 1
    if not found["customers"] or found["top_share"] is None:
        title = NO_SPEND if found["customers"] else NO_TARGET
        return Slide("difficulty", title, [], [_history(days)])
    title = f"A tenth of the customers brings {percent(found['top_share'])} of the spend; "
    title += _without(found["zero_share"])
    plot = next(part for part in spend(warehouse).parts if isinstance(part, Plot))
    # Few customers are counted one by one.
    step = {"dtick": 1} if found["customers"] <= FEW else {}
    figure = go.Figure(plot.figure).update_yaxes(**step)
    return Slide(
        "difficulty",
        title,
        [
            plotted(figure, f"{title}: a histogram of customers by spend.", height=420),
            Words(
                f"Mean {money(found['mean'])}, median {money(found['median'])} in 30 days; "
                f"{counted(days, 'day')} of history."
            ),
        ],
        [
            plot.caption,
            "A mean and a median tell two stories here, so two answers are given: the expected "
            "spend, which adds up to totals, and the typical spend, which half of such customers "
            "stay under.",
            _history(days),
        ],
    )


def _without(share: float) -> str:
    return f"{percent(share, 1 if share < HUNDREDTH else 0)} bring none" if share else "all buy"


def _history(days: int) -> str:
    told = f"The history is {counted(days, 'day')} long. "
    if days < 2 * YEAR:
        return told + "No season was seen twice, so none can be learnt as one."
    return told + "Seasons were seen more than once."


def arrivals(warehouse: Warehouse) -> Slide:
    """Return which tables there are, and that nothing was lost."""
    rows = warehouse.query(READ)
    read, lost = (sum(row[name] for row in rows) for name in ("rows_read", "rows_rejected"))
    said = f"{lost:,} set aside with a reason" if lost else "none rejected"
    return Slide(
        "data",
        f"{spelled(len(rows)).capitalize()} tables, {counted(read, 'row')}: {said}, none lost",
        [
            Table(
                ["Table", ">Rows read", ">Rejected"],
                [
                    [TABLES[row["source_table"]], f"{row['rows_read']:,}",
                     f"{row['rows_rejected']:,}"]
                    for row in rows
                ],
                "Rows by table",
            )
        ],
        [
            "Rows read are counted by another reader than the one that loads them; read is "
            "accepted plus rejected for every table, in rows and in cents.",
            "A row that cannot be used keeps its file, its number, its text and its reason, and "
            "can be looked up in the dashboard. A file that cannot be trusted stops the build.",
            f"Sales run from {day(facts(warehouse)['first_sale_date'])} to "
            f"{day(facts(warehouse)['last_sale_date'])}.",
        ],
    )  # fmt: skip


def time(warehouse: Warehouse) -> Slide:
    """Return what a cutoff is: what features and the target see."""
    figure, known = timeline(warehouse), facts(warehouse)
    title = "Features see what was before a cutoff, the target the 30 days from it"
    return Slide(
        "target",
        title,
        [plotted(figure, title) if figure else Words(NO_TARGET)],
        [
            "A cutoff is a day at midnight. Features may look back from it, over windows of 7 to "
            "365 days and over all history; the target is the net spend of the 30 days from it.",
            "The marks on top are one customer's purchase days: those before the cutoff make "
            "features, those after it the target, and nothing is on both sides.",
            f"The mart holds {counted(known['labelled_rows'], 'row')} with a known target, at "
            f"{counted(known['labelled_cutoffs'], 'cutoff')}. Where the 30 days are not over, "
            "the target is missing, never 0.",
        ],
    )


def leaks(warehouse: Warehouse) -> Slide:
    """Return how the future is kept out of what is learnt."""
    figure = splits(warehouse)
    # What stands behind the colon is in the notes.
    for trace in figure.data if figure else ():
        trace.name = trace.name.partition(":")[0]
    title = "Every test learns only from windows that were over when it began"
    notes = [
        "A random split of rows would let a model learn from the very days on which it is "
        "tested. Here training ends where the test begins, for each cutoff of the backtest anew.",
        "The usual leaks are windows that include the day itself, scores drawn over all cutoffs "
        "at once, today's customer record, and targets of 0 where the window is not over.",
        "Tests rebuild the features from inputs cut at the cutoff: they must be the same. Each "
        "rule was broken once, to see that a test notices.",
    ]
    parts: list[Part] = [plotted(figure, title)] if figure else [
        Words("The history is too short for a test, so no test is shown: none was made.")
    ]  # fmt: skip
    return Slide("splits", title if figure else "No test was possible yet", parts, notes)
