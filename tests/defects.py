"""Every defect of the contract and its variants: what a drop gets wrong, and what must come of it.

The regular drop has ten sales with amounts of 1, 2, 4, 8 ... cents, so that every sum of cents
names the sales that are in it. A case adds records to it, or changes its files.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.drops import Drop, Rows, drop_of_sales, sale

SALES = 10
REGULAR_CENTS = 2**SALES - 1
OPEN_CENTS = 2**20
Counts = dict[tuple[str, str], int]
HEADER, LINE, CUSTOMERS = "store_sales_header", "store_sales_line_items", "customer_details"


def cents(amount: int) -> str:
    """Return cents as an amount."""
    return f"{amount // 100}.{amount % 100:02d}"


def regular() -> Drop:
    """Return ten sales, right in every respect, and one whose amount only its lines say."""
    sales = [sale(f"T{n}", f"C{n % 3}", f"2024-03-{n + 1:02d}", cents(2**n)) for n in range(SALES)]
    tables = drop_of_sales(
        sales,
        customer_details=[
            {"customer_id": f"C{n}", "first_name": f"Name {n}", "customer_phone": f"555-010{n}"}
            for n in range(3)
        ],
        promotion_details=[{"promotion_id": "D1", "discount_percentage": "10"}],
        loyalty_rules=[{"rule_id": "R1", "points_per_unit_spend": "1"}],
    )
    # Lines are added to this one: its amount is their sum, and no total differs from it.
    tables[HEADER].append(_header(transaction_id="OPEN", total_amount=None))
    tables[LINE].append(_line(line_item_id="OPEN-1", line_item_amount=cents(OPEN_CENTS)))
    return tables


def _header(**changes: object) -> dict[str, object]:
    return {
        "transaction_id": "X",
        "customer_id": "C1",
        "store_id": "S1",
        "transaction_date": "2024-03-03",
        "total_amount": "100.00",
        **changes,
    }


def _line(**changes: object) -> dict[str, object]:
    return {
        "line_item_id": "X-1",
        "transaction_id": "OPEN",
        "product_id": "P1",
        "quantity": "1",
        "line_item_amount": "100.00",
        **changes,
    }


@dataclass(frozen=True)
class RecordCase:
    """Records that are added to the regular drop, and what they come to.

    ``header_cents`` and ``line_cents`` are the accepted cents beyond the regular ones.
    """

    name: str
    added: dict[str, Rows]
    rejected: Counts = field(default_factory=dict)
    flags: Counts = field(default_factory=dict)
    header_cents: int = 0
    line_cents: int = 0


def _bad_header(name: str, reason: str, **changes: object) -> RecordCase:
    return RecordCase(name, {HEADER: [_header(**changes)]}, {(HEADER, reason): 1})


def _good_header(name: str, amount: int, *flags: str, **changes: object) -> RecordCase:
    header = _header(total_amount=cents(amount), **changes)
    line = _line(transaction_id="X", line_item_amount=cents(amount))
    return RecordCase(
        name,
        {HEADER: [header], LINE: [line]},
        flags={(HEADER, flag): 1 for flag in flags},
        header_cents=amount,
        line_cents=amount,
    )


def _bad_line(name: str, reason: str, **changes: object) -> RecordCase:
    return RecordCase(name, {LINE: [_line(**changes)]}, {(LINE, reason): 1})


def _good_line(name: str, amount: int, *flags: str, **changes: object) -> RecordCase:
    return RecordCase(
        name,
        {LINE: [_line(**changes)]},
        flags={(LINE, flag): 1 for flag in flags},
        line_cents=amount,
    )


def _key_cases(table: str, key: str, **other: object) -> list[RecordCase]:
    """Return missing, repeated and conflicting keys of one of the small tables."""
    row, changed = {key: "K1", **other}, {key: "K1", **dict.fromkeys(other, "9")}
    no_key = {(table, "missing_key"): 1}
    return [
        RecordCase(f"{table}: no key", {table: [{**row, key: None}]}, no_key),
        RecordCase(
            f"{table}: key N/A", {table: [{**row, key: "N/A"}]}, {(table, "missing_key"): 1}
        ),
        RecordCase(f"{table}: copy", {table: [row, dict(row)]}, {(table, "duplicate_key"): 1}),
        RecordCase(f"{table}: conflict", {table: [row, changed]}, {(table, "conflicting_key"): 2}),
    ]


RECORD_CASES: list[RecordCase] = [
    # --- Keys
    *_key_cases("stores", "store_id", store_name="Main"),
    *_key_cases("products", "product_id", product_name="Tea"),
    *_key_cases("customer_details", "customer_id", first_name="Ada"),
    *_key_cases("promotion_details", "promotion_id", promotion_name="Spring"),
    *_key_cases("loyalty_rules", "rule_id", rule_name="All"),
    _bad_header("header: no key", "missing_key", transaction_id=None),
    _bad_header("header: key NULL", "missing_key", transaction_id=" NULL "),
    _bad_line("line: no key", "missing_key", line_item_id=None),
    _bad_line("line: key nan", "missing_key", line_item_id="nan"),
    RecordCase(
        "header: three copies",
        {HEADER: [_header() for _ in range(3)], LINE: [_line(transaction_id="X")]},
        {(HEADER, "duplicate_key"): 2},
        header_cents=10_000,
        line_cents=10_000,
    ),
    RecordCase(
        "header: conflict, and its line has no header",
        {HEADER: [_header(), _header(total_amount="1")], LINE: [_line(transaction_id="X")]},
        {(HEADER, "conflicting_key"): 2, (LINE, "orphan_line"): 1},
    ),
    RecordCase(
        "header: missing and unreadable amount of one key differ",
        {HEADER: [_header(total_amount=""), _header(total_amount="$5")]},
        {(HEADER, "conflicting_key"): 2},
    ),
    RecordCase(
        "header: unreadable amounts of one key differ",
        {HEADER: [_header(total_amount="$6"), _header(total_amount="$5")]},
        {(HEADER, "conflicting_key"): 2},
    ),
    RecordCase(
        "header: copies of what cannot be read",
        {HEADER: [_header(transaction_date="soon"), _header(transaction_date="soon")]},
        {(HEADER, "invalid_date"): 1, (HEADER, "duplicate_key"): 1},
    ),
    RecordCase(
        "products: unreadable prices of one key differ",
        {
            "products": [
                {"product_id": "K1", "unit_price": "$1"},
                {"product_id": "K1", "unit_price": "$9"},
            ]
        },
        {("products", "conflicting_key"): 2},
    ),
    RecordCase(
        "line: unreadable quantities of one key differ",
        {LINE: [_line(quantity="two"), _line(quantity="three")]},
        {(LINE, "conflicting_key"): 2},
    ),
    RecordCase(
        "line: copy", {LINE: [_line(), _line()]}, {(LINE, "duplicate_key"): 1}, line_cents=10_000
    ),
    RecordCase(
        "line: conflict",
        {LINE: [_line(), _line(quantity="2")]},
        {(LINE, "conflicting_key"): 2},
    ),
    # --- Dates of sales
    _bad_header("date: none", "missing_date", transaction_date=None),
    _bad_header("date: N/A", "missing_date", transaction_date="N/A"),
    _bad_header("date: ambiguous", "invalid_date", transaction_date="03/04/2024"),
    _bad_header("date: with points", "invalid_date", transaction_date="03.04.2024"),
    _bad_header("date: no separators", "invalid_date", transaction_date="20240304"),
    _bad_header("date: two-digit year", "invalid_date", transaction_date="24-03-04"),
    _bad_header("date: words", "invalid_date", transaction_date="yesterday"),
    _bad_header("date: 30 February", "invalid_date", transaction_date="2024-02-30"),
    _bad_header("date: 29 February 2023", "invalid_date", transaction_date="2023-02-29"),
    _bad_header("date: month 13", "invalid_date", transaction_date="2024-13-01"),
    _bad_header("date: 25 h", "invalid_date", transaction_date="2024-03-01 25:00:00"),
    _bad_header(
        "date: offset +99:00", "invalid_date", transaction_date="2024-03-01T10:00:00+99:00"
    ),
    _bad_header("date: infinity", "invalid_date", transaction_date="infinity"),
    _bad_header("date: 1969", "date_out_of_range", transaction_date="1969-12-31"),
    _bad_header("date: 2999", "date_out_of_range", transaction_date="2999-01-01"),
    _bad_header("date: 9999", "date_out_of_range", transaction_date="9999-12-31"),
    _good_header("date: 1970", 1024, transaction_date="1970-01-01"),
    _good_header("date: T and Z", 1024, transaction_date="2024-03-03T23:59:59Z"),
    _good_header("date: offset", 1024, transaction_date="2024-03-03 10:00:00+02:00"),
    _good_header("date: fractions", 1024, transaction_date="2024-03-03 10:00:00.123456"),
    _good_header("date: leap day", 1024, transaction_date="2024-02-29"),
    # --- Amounts of headers
    RecordCase(
        "header amount: none and no lines",
        {HEADER: [_header(total_amount=None)]},
        {(HEADER, "missing_amount"): 1},
    ),
    RecordCase(
        "header amount: none, its lines say it",
        {HEADER: [_header(total_amount="NaN")], LINE: [_line(transaction_id="X")]},
        line_cents=10_000,
    ),
    RecordCase(
        "header amount: none, its only line is rejected",
        {
            HEADER: [_header(total_amount=None)],
            LINE: [_line(transaction_id="X", line_item_amount="abc")],
        },
        {(HEADER, "missing_amount"): 1, (LINE, "invalid_amount"): 1},
    ),
    _bad_header("header amount: dollars", "invalid_amount", total_amount="$5"),
    _bad_header("header amount: euros", "invalid_amount", total_amount="5 €"),
    _bad_header("header amount: thousands", "invalid_amount", total_amount="1,000.00"),
    _bad_header("header amount: decimal comma", "invalid_amount", total_amount="5,00"),
    _bad_header("header amount: underscore", "invalid_amount", total_amount="1_000"),
    _bad_header("header amount: space inside", "invalid_amount", total_amount="1 000"),
    _bad_header("header amount: in brackets", "invalid_amount", total_amount="(5.00)"),
    _bad_header("header amount: inf", "invalid_amount", total_amount="inf"),
    _bad_header("header amount: -Infinity", "invalid_amount", total_amount="-Infinity"),
    _bad_header("header amount: text", "invalid_amount", total_amount="five"),
    _bad_header("header amount: hexadecimal", "invalid_amount", total_amount="0x10"),
    _bad_header("header amount: percent", "invalid_amount", total_amount="5%"),
    _bad_header("header amount: above", "amount_out_of_range", total_amount="10000000.01"),
    _bad_header("header amount: below", "amount_out_of_range", total_amount="-10000000.01"),
    _bad_header("header amount: 1e20", "amount_out_of_range", total_amount="1e20"),
    _bad_header("header amount: 25 digits", "amount_out_of_range", total_amount="9" * 25),
    _good_header("header amount: the largest", 1_000_000_000),
    # --- Amounts and quantities of lines
    _bad_line("line amount: none", "missing_amount", line_item_amount=None),
    _bad_line("line amount: NULL", "missing_amount", line_item_amount="NULL"),
    _bad_line("line amount: NaN is none", "missing_amount", line_item_amount="NaN"),
    _bad_line("line amount: pounds", "invalid_amount", line_item_amount="£1"),
    _bad_line("line amount: text", "invalid_amount", line_item_amount="one"),
    _bad_line("line amount: inf", "invalid_amount", line_item_amount="inf"),
    _bad_line("line amount: above", "amount_out_of_range", line_item_amount="10000000.01"),
    _bad_line("line amount: card", "amount_out_of_range", line_item_amount="4111111111111111"),
    _bad_line("line amount: 1e300", "amount_out_of_range", line_item_amount="1e300"),
    _bad_line("quantity: text", "invalid_quantity", quantity="two"),
    _bad_line("quantity: inf", "invalid_quantity", quantity="inf"),
    _bad_line("quantity: 1e40", "invalid_quantity", quantity="1e40"),
    _bad_line("signs: -1 for 100", "sign_mismatch", quantity="-1"),
    _bad_line("signs: 1 for -100", "sign_mismatch", line_item_amount="-100.00"),
    _bad_line("orphan: unknown header", "orphan_line", transaction_id="nowhere"),
    _bad_line("orphan: no header", "orphan_line", transaction_id=None),
    RecordCase(
        "orphan: its header is rejected",
        {HEADER: [_header(transaction_date="soon")], LINE: [_line(transaction_id="X")]},
        {(HEADER, "invalid_date"): 1, (LINE, "orphan_line"): 1},
    ),
    _good_line("return: both negative", -10_000, quantity="-1", line_item_amount="-100"),
    _good_line("return: quantity 0", -500, "zero_quantity", quantity="0", line_item_amount="-5"),
    _good_line("quantity: none", 10_000, quantity=None),
    _good_line("quantity: 0.5 kg", 10_000, quantity="0.5"),
    _good_line("line amount: 0", 0, "zero_amount", line_item_amount="0"),
    _good_line("line amount: exponent", 10_000, line_item_amount="1e2"),
    # --- Kept and flagged
    _good_header("flag: anonymous", 1024, "anonymous_sale", customer_id=None),
    _good_header("flag: unknown customer", 1024, "unknown_customer", customer_id="C77"),
    _good_header("flag: unknown store", 1024, "unknown_store", store_id="S77"),
    _good_header("flag: no store", 1024, "unknown_store", store_id=None),
    _good_header("flag: phone finds", 1024, customer_id=None, customer_phone="(555) 0101"),
    _good_header(
        "flag: phone of nobody", 1024, "anonymous_sale", customer_id=None, customer_phone="999"
    ),
    _good_header("flag: phone as number", 1024, "phone_as_number", customer_phone="5550101.0"),
    _good_line("flag: unknown product", 10_000, "unknown_product", product_id="P77"),
    _good_line("flag: no product", 10_000, "unknown_product", product_id=None),
    _good_line("flag: unknown promotion", 10_000, "unknown_promotion", promotion_id="D77"),
    RecordCase(
        "flag: header without lines",
        {HEADER: [_header()]},
        flags={(HEADER, "header_without_lines"): 1},
        header_cents=10_000,
    ),
    RecordCase(
        "flag: header total differs by 2 cents",
        {HEADER: [_header()], LINE: [_line(transaction_id="X", line_item_amount="100.02")]},
        flags={(HEADER, "header_total_differs"): 1},
        header_cents=10_000,
        line_cents=10_002,
    ),
    RecordCase(
        "flag: header of 0",
        {
            HEADER: [_header(total_amount="0")],
            LINE: [_line(transaction_id="X", line_item_amount="0")],
        },
        flags={(HEADER, "zero_amount"): 1, (LINE, "zero_amount"): 1},
    ),
    RecordCase(
        "flag: unreadable values beside the key",
        {
            "products": [{"product_id": "P2", "unit_price": "cheap"}],
            "stores": [{"store_id": "S2", "opening_date": "1/2/2020"}],
            "promotion_details": [{"promotion_id": "D2", "start_date": "May"}],
            "customer_details": [{"customer_id": "C9", "total_loyalty_points": "many"}],
        },
        flags={
            (table, "unreadable_value"): 1
            for table in ("products", "stores", "promotion_details", "customer_details")
        },
    ),
    RecordCase(
        "loyalty rule: a threshold that cannot be read",
        {"loyalty_rules": [{"rule_id": "R2", "min_spend_threshold": "much"}]},
        {("loyalty_rules", "invalid_amount"): 1},
    ),
    # --- Accepted and normalised
    _good_header("spaces: outer", 1024, transaction_date="  2024-03-03 ", customer_id=" C1 "),
    _good_header(
        "spaces: no-break and wide", 1024, customer_id="\u00a0C1\u3000", store_id="\u00a0S1"
    ),
    RecordCase(
        "unicode: NFD and NFC are one product",
        {
            "products": [{"product_id": "Caf\u00e9-1"}],
            LINE: [_line(product_id="Cafe\u0301-1")],
        },
        line_cents=10_000,
    ),
    RecordCase(
        "a customer without purchases, and an e-mail in capitals",
        {"customer_details": [{"customer_id": "C8", "email": "A.B@EXAMPLE.COM"}]},
    ),
    RecordCase(
        "newlines, commas and quotes inside a field",
        {"products": [{"product_id": "P2", "product_name": 'Tea, "green"\nand\r\nblack'}]},
    ),
    RecordCase(
        "leading zeros stay",
        {"customer_details": [{"customer_id": "007"}, {"customer_id": "7"}]},
    ),
]


@dataclass(frozen=True)
class FileCase:
    """A change of the CSV files of the regular drop, and what comes of it."""

    name: str
    change: Callable[[Path], None]
    rejected: Counts = field(default_factory=dict)
    accepted_rows: dict[str, int] = field(default_factory=dict)
    flags: Counts = field(default_factory=dict)


@dataclass(frozen=True)
class StopCase:
    """A change of the raw files after which nothing is built."""

    name: str
    change: Callable[[Path], None]
    code: str
    says: str


def append(table: str, *records: str | bytes) -> Callable[[Path], None]:
    """Return a change that appends records to a CSV file, each on a line of its own."""

    def change(raw: Path) -> None:
        with (raw / f"{table}.csv").open("ab") as file:
            for record in records:
                file.write(record if isinstance(record, bytes) else record.encode())
                file.write(b"\r\n")

    return change


def rewrite(table: str, how: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Return a change that rewrites the bytes of a CSV file."""

    def change(raw: Path) -> None:
        path = raw / f"{table}.csv"
        path.write_bytes(how(path.read_bytes()))

    return change


def _in_reverse(content: bytes) -> bytes:
    lines = [line.split(b",")[::-1] for line in content.splitlines()]
    header = [b" " + name.upper() + b" " for name in lines[0]]
    return b"\r\n".join(b",".join(line) for line in [header, *lines[1:]]) + b"\r\n"


FILE_CASES: list[FileCase] = [
    FileCase("too few fields", append("stores", "S2,Main"), {("stores", "malformed_row"): 1}),
    FileCase("too many fields", append("stores", "S2,,,,,,"), {("stores", "malformed_row"): 1}),
    FileCase("one field", append("stores", "S2"), {("stores", "malformed_row"): 1}),
    FileCase("only spaces", append("stores", "   "), {("stores", "malformed_row"): 1}),
    FileCase(
        "an unclosed quote costs one record",
        append("stores", 'S2,"Main,,,', "S3,Other,,,", 'S4,"Third",,,'),
        {("stores", "malformed_row"): 1},
        {"stores": 3},
    ),
    FileCase(
        "an unclosed quote at the end of the file",
        append("stores", "S2,Main,,,", 'S3,"Other,,,'),
        {("stores", "malformed_row"): 1},
        {"stores": 2},
    ),
    FileCase(
        "two stray quotes do not swallow what is between them",
        append(
            HEADER,
            'T500,"C1,S1,2024-03-03,5.00,',
            "T501,C1,S1,2024-03-03,0.00,",
            'T503,C1",S1,2024-03-03,8.00,,',
        ),
        {(HEADER, "malformed_row"): 2},
        {HEADER: SALES + 2},
        {(HEADER, "header_without_lines"): 1, (HEADER, "zero_amount"): 1},
    ),
    FileCase(
        "nor do they where the number of fields is right",
        append(
            HEADER,
            'T500,"C1,S1,2024-03-03,5.00,',
            "T501,C1,S1,2024-03-03,0.00,",
            'T503,C1",S1,2024-03-03,0.00,',
        ),
        {(HEADER, "malformed_row"): 1},
        {HEADER: SALES + 3},
        {
            (HEADER, "header_without_lines"): 2,
            (HEADER, "zero_amount"): 2,
            (HEADER, "unknown_customer"): 1,
        },
    ),
    FileCase(
        "spaces before a quoted field",
        append("products", 'P2,   "Tea, green",,,', "P3,,,"),
        {("products", "malformed_row"): 1},
        {"products": 2},
    ),
    FileCase(
        "a lone CR in a quoted field",
        append("products", 'P2,"Tea\rgreen",,,'),
        {},
        {"products": 2},
    ),
    FileCase(
        "text after a closing quote",
        append("stores", 'S2,"Main"x,,,', "S3,,,,"),
        {("stores", "malformed_row"): 1},
        {"stores": 2},
    ),
    FileCase(
        "bytes that are not UTF-8",
        append("customer_details", b"C7,Ren\xe9,,,,,,,", b"C8,\xff\xfe,,,,,,,"),
        {("customer_details", "invalid_encoding"): 2},
    ),
    FileCase(
        "half a character",
        append("customer_details", b"C7,Ren\xc3,,,,,,,"),
        {("customer_details", "invalid_encoding"): 1},
    ),
    FileCase(
        "a malformed record that is not UTF-8 is malformed",
        append("customer_details", b"C7,Ren\xe9"),
        {("customer_details", "malformed_row"): 1},
    ),
    FileCase(
        "malformed sales",
        append(HEADER, "T77,C1,S1,2024-03-03,1,2,3,4", 'T78,C1,S1,2024-03-03,"5.00,'),
        {(HEADER, "malformed_row"): 2},
    ),
    FileCase("malformed line", append(LINE, "L77,OPEN"), {(LINE, "malformed_row"): 1}),
    FileCase("a field beyond all bounds", append("stores", f"S2,{'x' * 200_000},,,"),
             {("stores", "malformed_row"): 1}),
    FileCase("blank lines are no records", append("stores", "", "", "S2,,,,", ""), {},
             {"stores": 2}),
    FileCase("lines of commas have no key", append("stores", ",,,,"),
             {("stores", "missing_key"): 1}),
    FileCase("a quote inside a field", append("products", 'P2,TV 32" wide,,,'), {},
             {"products": 2}),
    FileCase("a quoted field after a space", append("products", 'P2, "Tea, green",,,'), {},
             {"products": 2}),
    FileCase("mixed line ends", rewrite("stores", lambda b: b + b"S2,,,,\nS3,,,,\r\n"), {},
             {"stores": 3}),
    FileCase("LF", rewrite("stores", lambda b: b.replace(b"\r\n", b"\n"))),
    FileCase("CR", rewrite("stores", lambda b: b.replace(b"\r\n", b"\r"))),
    FileCase("no end of the last line", rewrite("stores", lambda b: b.rstrip())),
    FileCase("BOM", rewrite(HEADER, lambda b: b"\xef\xbb\xbf" + b)),
    FileCase("columns in reverse, spelled otherwise", rewrite(HEADER, _in_reverse)),
    FileCase(
        "extra columns, one without a name",
        rewrite(
            "stores", lambda b: b"\r\n".join(b",extra," + r for r in b.splitlines()) + b"\r\n"
        ),
    ),
]  # fmt: skip


def _remove(name: str) -> Callable[[Path], None]:
    return lambda raw: (raw / name).unlink()


def _write(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda raw: (raw / name).write_bytes(content)


def _and(*changes: Callable[[Path], object]) -> Callable[[Path], None]:
    def change(raw: Path) -> None:
        for one in changes:
            one(raw)

    return change


def _header_line(columns: str) -> Callable[[Path], None]:
    return rewrite(
        "stores", lambda content: columns.encode() + b"\r\n" + content.split(b"\r\n", 1)[1]
    )


STORES = "store_id,store_name,store_city,store_region,opening_date"
STOP_CASES: list[StopCase] = [
    *(
        StopCase(f"missing: {table}", _remove(f"{table}.csv"), "file_missing", f"{table}.csv (or")
        for table in ("stores", "products", CUSTOMERS, "promotion_details", "loyalty_rules",
                      HEADER, LINE)
    ),
    StopCase("0 bytes", _write("stores.csv", b""), "file_empty", "0 bytes"),
    StopCase("no rows", _write("stores.csv", STORES.encode()), "file_empty", "no rows"),
    StopCase("only blank lines", _write("stores.csv", b"\n\n"), "header_mismatch", "first line"),
    StopCase("no rows of sales", rewrite(HEADER, lambda b: b.split(b"\r\n")[0]), "file_empty",
             "store_sales_header may not be empty"),
    StopCase("a column is missing", _header_line(STORES.replace("store_city", "town")),
             "column_missing", "no column store_city"),
    StopCase("the unknown column is named", _header_line(STORES.replace("store_city", "town")),
             "column_missing", "town"),
    StopCase("two columns are missing", _header_line("store_id,store_name,a,b,opening_date"),
             "column_missing", "store_city, store_region"),
    StopCase("a column twice", _header_line(STORES + ", Store_ID "), "column_duplicated",
             "store_id more than once"),
    StopCase("no header", rewrite("stores", lambda b: b.split(b"\r\n", 1)[1]),
             "header_mismatch", "its first line must name store_id"),
    StopCase("the header of another table", _header_line("a,b,c,d,e"), "header_mismatch",
             "none of which"),
    StopCase("a broken quote in the header", _header_line('"store_id,store_name'),
             "header_mismatch", "quotes of the header"),
    StopCase("semicolons", rewrite("stores", lambda b: b.replace(b",", b";")), "delimiter",
             "semicolons"),
    StopCase("tabs", rewrite("stores", lambda b: b.replace(b",", b"\t")), "delimiter", "tabs"),
    StopCase("bars", rewrite("stores", lambda b: b.replace(b",", b"|")), "delimiter", "bars"),
    StopCase("UTF-16", rewrite("stores", lambda b: b.decode().encode("utf-16")), "encoding",
             "UTF-16"),
    StopCase("UTF-16 without a mark", rewrite("stores", lambda b: b.decode().encode("utf-16-le")),
             "encoding", "NUL"),
    StopCase("a NUL byte", append("stores", b"S\0,,,,"), "encoding", "NUL"),
    StopCase("gzip", _write("stores.csv", b"\x1f\x8b\x08\x00abc"), "encoding", "gzip"),
    StopCase("a spreadsheet", _write("stores.csv", b"PK\x03\x04abc"), "encoding", "spreadsheet"),
    StopCase("zstd", _write("stores.csv", b"\x28\xb5\x2f\xfdabc"), "encoding", "zstd"),
    StopCase("Latin-1 as a whole",
             _write("stores.csv", (STORES + "\n1,Köln,,,\n2,Jülich,,,\n").encode("latin-1")),
             "encoding", "not UTF-8"),
    StopCase("columns with other names", _header_line("store_id,größe"), "column_missing",
             "no column store_name"),
    StopCase("a header that is not UTF-8",
             _write("stores.csv", STORES.encode() + b",gr\xf6\xdfe\n1,,,,,\n"), "encoding",
             "in its header"),
    StopCase("CSV and Parquet of one table", _write("stores.parquet", b"PAR1"),
             "ambiguous_source", "both as .csv and as .parquet"),
    StopCase("no Parquet", _and(_remove("stores.csv"), _write("stores.parquet", b"PAR1 no")),
             "parquet", "cannot be read as Parquet"),
    StopCase("CSV named Parquet",
             _and(_remove("stores.csv"), _write("stores.parquet", b"store_id\n1\n")), "parquet",
             "cannot be read as Parquet"),
    StopCase("Parquet named CSV", _write("stores.csv", b"PAR1"), "encoding", "Parquet"),
    StopCase("formats: no table", _write("formats.yml", b"shops: {delimiter: ';'}"), "formats",
             "'shops' is no table"),
    StopCase("formats: no such name", _write("formats.yml", b"stores: {sep: ';'}"), "formats",
             "sep of stores is not known"),
    StopCase("formats: no YAML", _write("formats.yml", b"stores: ["), "formats", "is not YAML"),
    StopCase("formats: no pattern", _write("formats.yml", b"stores: {date_format: DD.MM.YYYY}"),
             "formats", "must be a pattern"),
    StopCase("formats: no day", _write("formats.yml", b"stores: {date_format: '%m/%Y'}"),
             "formats", "must be a pattern"),
    StopCase("formats: no zone", _write("formats.yml", b"stores: {time_zone: Mars}"), "formats",
             "time_zone of stores"),
    StopCase("formats: a letter", _write("formats.yml", b"stores: {delimiter: x}"), "formats",
             "delimiter of stores"),
    StopCase("formats: misspelled", _write("formats.yaml", b"stores: {delimiter: ';'}"),
             "formats", "rename it"),
]  # fmt: skip
