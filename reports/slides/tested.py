"""What the tests on the past came to, or why there are none."""

from ml.model import MODEL_NAME
from reports.warehouse import Warehouse

KEPT = f"""
select
    count(*) as cutoffs,
    min(cutoff_date) as first_cutoff_date,
    max(cutoff_date) as last_cutoff_date,
    avg(mae) as mae,
    avg(rmse) as rmse,
    avg(r2) as r2,
    avg(interval_coverage) as held,
    avg(interval_coverage_top_fifth) as held_top,
    max(abs(predicted_to_actual - 1)) as total_off
from marts.model_metrics
where model_name = '{MODEL_NAME}'
"""


def untested(warehouse: Warehouse) -> str:
    """Return why nothing could be tested."""
    notice = warehouse.manifest.get("notice")
    return notice or "No cutoff of the past could be tested, so no figure of accuracy is shown."
