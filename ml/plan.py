"""What the backtest decided: the settings with which the model that is served is fitted."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from data.files import replace_text
from data.paths import models_dir
from ml.interval import NOT_WIDENED, Widening
from ml.purchase import NOT_CALIBRATED, Calibration

PLAN_FILE = "plan.json"


@dataclass(frozen=True)
class Plan:
    """Weights of the members of both heads, and what was calibrated out of time.

    ``parameters`` replace the usual ones of the boosted members where tuning won; ``tuning`` says
    what was tried; ``chosen`` holds the weights at each tested cutoff, and ``learnt`` says from
    which rows it learnt.
    """

    mart_fingerprint: str = ""
    expected: dict[str, float] = field(default_factory=dict)
    typical: dict[str, float] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    calibration: Calibration = NOT_CALIBRATED
    widening: Widening = NOT_WIDENED
    tested_cutoffs: tuple[str, ...] = ()
    tuning: dict[str, Any] = field(default_factory=dict)
    chosen: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    learnt: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Why no model can be tested; then a simple rule, by name, is what is served.
    reason: str | None = None
    rule: str | None = None


def save_plan(plan: Plan) -> None:
    """Write the plan of ``DATA_DIR``."""
    models_dir().mkdir(parents=True, exist_ok=True)
    replace_text(models_dir() / PLAN_FILE, json.dumps(asdict(plan), indent=2) + "\n")


def read_plan(mart_fingerprint: str) -> Plan | None:
    """Return the plan that was made from the mart with this fingerprint, or None."""
    path = models_dir() / PLAN_FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        content["calibration"] = Calibration(**content["calibration"])
        widening = content["widening"]
        content["widening"] = Widening(
            tuple(widening["factors"]), tuple(widening["edges"]), widening["least_width"]
        )
        content["tested_cutoffs"] = tuple(content["tested_cutoffs"])
        plan = Plan(**content)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return plan if plan.mart_fingerprint == mart_fingerprint else None
