"""What was read, what of it was rejected, and what is odd though accepted."""

from data.formatting import money
from reports.exploration.known import known
from reports.page import Section, Table, Words
from reports.warehouse import Warehouse

READ = """
select
    source_table,
    rows_read,
    rows_accepted,
    rows_rejected,
    amount_accepted::double as amount_accepted
from quality.source_reconciliation
order by rows_read desc, source_table
"""

REJECTED = """
select
    source_table,
    reason,
    count(*) as records
from quality.rejected_rows
group by source_table, reason
order by records desc, source_table, reason
limit 12
"""

ODD = """
select
    source_table,
    flag,
    count(*) as records
from quality.row_flags
group by source_table, flag
order by records desc, source_table, flag
limit 12
"""


def inputs(warehouse: Warehouse) -> Section:
    """Return the section."""
    odd = warehouse.query(ODD)
    return Section(
        "inputs",
        "What came in",
        [
            Table(
                ["Table", ">Rows read", ">Accepted", ">Rejected", ">Amount accepted"],
                [
                    [
                        _words(row["source_table"]),
                        *(f"{row[f'rows_{of}']:,}" for of in ("read", "accepted", "rejected")),
                        money(row["amount_accepted"], 2),
                    ]
                    for row in warehouse.query(READ)
                ],
                "Rows of the raw files. Read is what a second reader counted; read = accepted + "
                "rejected, in rows and in cents.",
                READ,
            ),
            *_rejected(warehouse.query(REJECTED)),
            _odd(odd)
            if odd
            else Words("Nothing that was accepted is odd by any of the rules of the inputs."),
            known(warehouse),
        ],
    )


def _rejected(rows: list[dict]) -> list[Table]:
    if not rows:
        return []
    return [
        Table(
            ["Table", "Why it was rejected", ">Records"],
            [[_words(r["source_table"]), _words(r["reason"]), f"{r['records']:,}"] for r in rows],
            "Records that were rejected, by the first rule that they break, the most frequent "
            "first.",
            REJECTED,
        )
    ]


def _odd(rows: list[dict]) -> Table:
    return Table(
        ["Table", "What is odd", ">Records"],
        [[_words(r["source_table"]), _words(r["flag"]), f"{r['records']:,}"] for r in rows],
        "Records that are kept though something about them is odd, the most frequent kinds first.",
        ODD,
    )


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
