"""Could the model have seen what it was to predict? Checks on the warehouse, and tests that run."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboard.model.words import metric_value
from data.formatting import counted, day
from data.paths import PROJECT_DIR
from reports.model.leak_checks import CHECKS, Check
from reports.model.peeking import PEEKING, foresight, model_is_no_seer, peeking, rule_sees_nothing
from reports.page import Part, Section, Table, Words
from reports.warehouse import Warehouse

NAME, TITLE = "leakage", "Could it have seen the answer?"
RESULTS = {True: "passed", False: "FAILED", None: "cannot be told"}
# Tests of the project that would notice a leak; their names are read where they stand.
GUARDS = {
    "tests/test_leaks.py": ("test_features_do_not_move_when_the_future_is_cut_off",),
    "tests/test_metamorphic.py": ("test_what_comes_after_the_cutoff_changes_no_feature",),
    "tests/test_window_edges.py": ("test_each_window_counts_its_own_days",),
    "tests/test_oracle.py": (
        "test_every_feature_is_what_plain_python_counts",
        "test_a_broken_rule_is_noticed",
    ),
    "tests/test_backtest.py": (
        "test_every_training_target_is_over_at_the_test_cutoff",
        "test_nothing_is_learnt_from_shuffled_targets",
    ),
    "tests/test_ml.py": (
        "test_the_model_sees_neither_ids_nor_targets",
        "test_a_model_that_knows_the_future_is_not_asked",
    ),
    "tests/test_project_rules.py": ("test_only_the_marts_read_the_target",),
}
DBT_TESTS = """
select
    node_id,
    status
from quality.build_results
where
    node_id like '%assert_targets_are_known%'
    or node_id like '%assert_mart_reconciles%'
    or node_id like '%assert_backtests_score%'
order by node_id
"""


def leakage(warehouse: Warehouse) -> Section:
    """Return the section."""
    peeks = peeking(warehouse)
    checks = [check(warehouse) for check in CHECKS]
    checks += [rule_sees_nothing(warehouse, peeks), model_is_no_seer(warehouse)]
    return Section(
        NAME,
        TITLE,
        [
            Words(
                "A model that has seen part of the answer looks splendid in a test and fails in "
                "use. These questions were put to the warehouse while this report was made; each "
                f"can fail. {_summary(checks)}"
            ),
            *_checks(checks),
            *_peeks(warehouse, peeks),
            *_promises(warehouse),
            *_guards(warehouse),
        ],
    )


def _summary(checks: list[Check]) -> str:
    told = [check for check in checks if check.is_passed is not None]
    failed = sum(check.is_passed is False for check in checks)
    if failed:
        return (
            f"{counted(failed, 'check')} of {len(told)} FAILED: trust nothing below before it is "
            "known why."
        )
    rest = len(checks) - len(told)
    return f"All {len(told)} passed." + (f" {rest} could not be told." if rest else "")


def _checks(checks: list[Check]) -> Iterator[Part]:
    queries = "\n\n".join(
        f"-- {check.question}\n{check.sql.strip()}" for check in checks if check.sql
    )
    yield Table(
        ["Question", "What was found", "Result"],
        [[check.question, check.found, RESULTS[check.is_passed]] for check in checks],
        "Checks for leaks, computed when this report was made.",
        queries,
        frozenset(place for place, check in enumerate(checks) if check.is_passed is False),
        "leak-checks",
    )


def _peeks(warehouse: Warehouse, rows: list[dict[str, Any]]) -> Iterator[Part]:
    if not rows:
        return
    yield Words(
        "What would a leak look like? The simple rule “a third of the last 90 days” was computed "
        "again with its window moved into the future, so that it sees some of the days that it "
        "predicts. " + foresight(warehouse, rows)
    )
    yield Table(
        ["Days of the future that the rule sees", ">R², mean over the tests"],
        [
            [counted(row["peek_days"], "day") if row["peek_days"] else "none: the honest rule",
             metric_value("r2", row["r2"])]
            for row in rows
        ],
        "The same rule with foresight.",
        PEEKING,
    )  # fmt: skip


def random_split_words(too_much: Sequence[float]) -> str:
    """Return how a random split compares with what came true.

    Args:
        too_much: by how much R² each promised more than then came true.
    """
    words = "A random split of the customers of one date is how such models are mostly judged. "
    if round(max(too_much), 3) > 0:
        return words + (
            f"Here it promised up to {max(too_much):.3f} R² more than the same model then reached "
            "on the following days: it tests on a date that the model has seen."
        )
    return words + (
        f"Here it promised no more than then came true, and up to {-min(too_much):.3f} R² less: "
        "which way it errs is not known beforehand."
    )


def _promises(warehouse: Warehouse) -> Iterator[Part]:
    """Yield what a random split promised, beside what came true."""
    learnt: Mapping[str, Any] = warehouse.manifest.get("learnt_by_cutoff") or {}
    sql = """
select cutoff_date, r2
from marts.model_metrics
where model_name = 'usual_recipe'
order by cutoff_date
"""
    rows = [
        (row["cutoff_date"], learnt[str(row["cutoff_date"])]["promised_r2"], row["r2"])
        for row in warehouse.query(sql)
        if str(row["cutoff_date"]) in learnt
    ]
    rows = [row for row in rows if row[1] is not None and row[2] is not None]
    if not rows:
        return
    yield Words(random_split_words([promised - true for _, promised, true in rows]))
    yield Table(
        [
            "Tested: days from",
            ">R² promised by a random split",
            ">R² that came true",
            ">Difference",
        ],
        [
            [
                day(cutoff),
                metric_value("r2", promised),
                metric_value("r2", true),
                metric_value("r2", true - promised),
            ]
            for cutoff, promised, true in rows
        ],
        "“The usual recipe: one snapshot, RFM, CatBoost”: a random fifth of its customers was "
        "held back, as its projects do.",
        sql,
        name="random-split",
    )


def _guards(warehouse: Warehouse) -> Iterator[Part]:
    rows = [
        [_sentence(name), file, "by make test"]
        for file, names in GUARDS.items()
        for name in names_in(file)
        if name in names
    ]
    built = warehouse.query(DBT_TESTS)
    rows += [
        [
            _sentence(row["node_id"].split(".")[2]),
            "dbt_project/tests",
            f"when the warehouse was built: {row['status']}",
        ]
        for row in built
    ]
    yield Table(
        ["What would be noticed", "Where it stands", "Run"],
        rows,
        "Tests of the project that look for leaks, under their own names.",
        DBT_TESTS,
    )


def names_in(file: str) -> list[str]:
    """Return the names of the tests in a file of the project, in their order."""
    tree = ast.parse((PROJECT_DIR / file).read_text(encoding="utf-8"))
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def _sentence(name: str) -> str:
    words = name.removeprefix("test_").removeprefix("assert_").replace("_", " ")
    return words[0].upper() + words[1:]
