"""Texts that one reader takes for a moment or a number and another does not."""

MOMENTS = [
    "2024-03-03 24:00:00",
    "2024-03-03 23:59:60",
    "2024-03-03 10:00",
    "2024-03-03T10:00:00Z",
    "2024-03-03 10:00:00+05:30",
    "2024-03-03 10:00:00 +0530",
    "2024-03-03 10:00:00+05",
    "2024-03-03 10:00:00-14",
    "2024-03-03 10:00:00+15",
    "2024-03-03 10:00:00.123456789",
    "2024-03-03 10:00:00.9999999",
    "2024-03-03T10:00:00.1Z",
    "2024-3-3",
    "20240303",
    "2024-03-03T",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "-2024-03-03",
    "2024-02-29",
    "2023-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-01-00",
    "2024-03-03 25:00",
    "2024-03-03 10:60",
    "2024-03-03 10",
    "2024-03-03 10:00:00 UTC",
    "2024-03-03 10:00:00z",
    "2024/03/03",
    "03.03.2024",
    "epoch",
    "infinity",
    "now",
    "today",
    "1709424000",
    "\uff12\uff10\uff12\uff14-03-03",
    "\u0662\u0660\u0662\u0664-03-03",
    "2024-03-03\xa0",
    "2024-03-03 10:00:00 Z",
    "2024-03-03  10:00:00",
    "2024-03-03t10:00:00",
    "1969-12-31 23:59:59",
    "1970-01-01",
    "1582-10-10",
    "2024-03-10 02:30:00-05:00",
    "2024-03-03 10:00:00+14:59",
    "2024-03-03 10:00:00+1400",
    "2024-03-03 10:00:00-00:00",
    "2024-03-03Z",
    "2024-03-03 10:00:00 +05:30",
    "2024-03-03 +05:30",
]

NUMBERS = [
    "1",
    "1.",
    "  .5",
    "+5",
    "-5",
    "--5",
    "1e3",
    "1E-2",
    "1e",
    "1e400",
    "-1e400",
    "inf",
    "-inf",
    "Infinity",
    "nan",
    "NaN",
    "-NaN",
    "N/A",
    "NULL",
    "null",
    "Null",
    "",
    "1,000",
    "1_000",
    "1 000",
    "$5",
    "5$",
    "5 \u20ac",
    "0x1F",
    "1f",
    "1d",
    "1L",
    "\u0663",
    "\uff11",
    "1.005",
    "2.675",
    "-0",
    "-0.00",
    "00012",
    "99999999999999999999",
    "1e20",
    "9999999999999999.99",
    "0.004",
    "0.005",
    "-0.005",
    "1.7976931348623157e308",
    "true",
    "1;2",
    "1/2",
    "1%",
    "(5)",
    "5-",
    "1.2.3",
    "\u22125",
    "1\xa0",
    "\ufeff7",
    "1e+3",
    "1e 3",
    ".",
    "-.",
    "+",
    "e5",
    "0b1",
    "0o7",
]


def header_texts(template: dict) -> list[dict]:
    """Return headers like a template with each of them as moment, as amount and as id."""
    return [
        *(
            {**template, "transaction_id": f"M{n}", "transaction_date": text}
            for n, text in enumerate(MOMENTS)
        ),
        *(
            {**template, "transaction_id": f"N{n}", "total_amount": text}
            for n, text in enumerate(NUMBERS)
        ),
        *({**template, "transaction_id": text} for text in NUMBERS),
    ]


def line_texts(template: dict) -> list[dict]:
    """Return line items like a template with each number as amount and as quantity."""
    return [
        *(
            {**template, "line_item_id": f"A{n}", "line_item_amount": text}
            for n, text in enumerate(NUMBERS)
        ),
        *(
            {**template, "line_item_id": f"Q{n}", "quantity": text}
            for n, text in enumerate(NUMBERS)
        ),
    ]
