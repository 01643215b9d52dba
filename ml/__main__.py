"""Command line of `ml`: ``python -m ml --help`` lists what it does."""

import argparse
import sys
import warnings
from pathlib import Path

import duckdb

from ml.bundle import ModelError
from ml.evaluate import evaluate
from ml.features import FeatureError
from ml.files import explain_file, predict_file
from ml.hand_over import hand_over_to_spark
from ml.score import score
from ml.score_on_spark import score_on_spark
from ml.train import train
from ml.tune import TuneError
from ml.warehouse import WarehouseError

EPILOG = """\
`make train` runs evaluate, builds marts.model_metrics with dbt, and runs train.
DATA_DIR (default: data) names the folder of the retailer, TUNE_SECONDS (default: 15) the time that
may be spent on other settings of the trees; 0 spends none.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(
        prog="python -m ml",
        description="What will each customer spend in the next 30 days? Test, train, predict.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, run, text in (
        ("evaluate", evaluate, "test every model on past cutoffs, and plan the one that is served"),
        ("train", train, "fit what evaluate planned on all that is known, and save it"),
        ("score", score, "score and explain every customer of the newest cutoff"),
    ):
        commands.add_parser(name, help=text, description=text).set_defaults(run=run)
    for name, run, text in (
        ("predict", predict_file, "predict from a file of features"),
        ("explain", explain_file, "say what moves each prediction for a file of features"),
    ):
        command = commands.add_parser(
            name,
            help=text,
            description=f"{text}, with the current model. The columns are those of "
            "marts.customer_features, in any order.",
        )
        command.add_argument("source", type=Path, help="CSV or Parquet, a row a customer")
        command.add_argument("target", type=Path, help="CSV or Parquet to write")
        command.set_defaults(run=run)
    _add_spark(commands)
    return made


def _add_spark(commands: argparse._SubParsersAction) -> None:
    text = "score every customer of the newest cutoff in Spark's catalog"
    command = commands.add_parser("score-on-spark", help=text, description=text)
    command.add_argument(
        "--copies", type=int, default=0, help="also measure: score them so many times over"
    )
    command.add_argument("--partitions", type=int, help="parts to split them into (one a core)")
    command.set_defaults(run=score_on_spark)
    text = "copy what evaluate, train and score wrote from DuckDB into Spark's catalog"
    command = commands.add_parser("hand-over-to-spark", help=text, description=text)
    command.add_argument(
        "--with-scores", action="store_true", help="the scores too, which Spark can make itself"
    )
    command.set_defaults(run=hand_over_to_spark)


def main() -> int:
    """Run one command; return 1 after a sentence when it cannot be done."""
    arguments = vars(parser().parse_args())
    run = arguments.pop("run")
    command = arguments.pop("command")
    # Only the sentence: the line of code that warned tells nobody anything.
    warnings.formatwarning = lambda message, *_, **__: f"  note: {message}\n"
    try:
        run(**arguments)
    except (
        WarehouseError, ModelError, FeatureError, TuneError, duckdb.Error, OSError
    ) as error:  # fmt: skip
        print(f"python -m ml {command}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
