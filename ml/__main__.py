"""Command line: ``python -m ml train | record-metrics | score``."""

import argparse
import sys
import warnings

import duckdb

from ml.bundle import ModelError
from ml.features import FeatureError
from ml.score import score
from ml.train import record_metrics, train
from ml.warehouse import WarehouseError

COMMANDS = {
    "train": (train, "backtest, then fit and save the model"),
    "record-metrics": (record_metrics, "copy marts.model_metrics into the model's manifest"),
    "score": (score, "score every customer of the newest cutoff"),
}


def main() -> int:
    """Run one command; return 1 after a sentence when it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m ml", description="Train and score.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, text) in COMMANDS.items():
        commands.add_parser(name, help=text)
    # Only the sentence: the line of code that warned tells nobody anything.
    warnings.formatwarning = lambda message, *_, **__: f"  note: {message}\n"
    command, _ = COMMANDS[parser.parse_args().command]
    try:
        command()
    except (WarehouseError, ModelError, FeatureError, duckdb.Error, OSError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
