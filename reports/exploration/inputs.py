"""What was read, what of it was rejected, and what is odd though accepted."""

from data.formatting import money
from reports.exploration.known import known
from reports.page import Section, Table, Words
from reports.quality import ODD, READ, REJECTED
from reports.warehouse import Warehouse


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
