"""Totals of all customers: what is expected, what came true, where it comes from, whom to call."""

from collections.abc import Iterator
from typing import Any

from dashboard.generation import Generation

REASONS = ("falling", "overdue", "rising", "new")
ACTION_COLUMNS = (
    "customer_id",
    "first_name",
    "rfm_segment",
    "rfm_recency_days",
    "rhythm_gap_days_median",
    "usual_spend_30d",
    "rfm_spend_30d",
    "predicted_spend_30d",
    "spend_at_stake",
)


def totals(generation: Generation) -> dict[str, Any]:
    """Return what the scored customers together spent and are expected to spend.

    Keys: `cutoff_date`, `window_end_date`, `customers`, `little_history` (customers), `spend_30d`,
    `predicted_spend`, `predicted_spend_low`, `predicted_spend_high`, `predicted_buyers`; those of
    the forecast are None where nothing is scored, interval and buyers also with a simple rule.
    """
    (row,) = generation.query(
        """
        with scored as (
            select
                max(features_cutoff_date) as cutoff_date,
                count(*) as customers,
                count(*) filter (where has_little_history) as little_history,
                sum(rfm_spend_30d)::double as spend_30d
            from marts.customers
            where predicted_spend_30d is not null
        )
        select
            scored.*,
            totals.window_end_date,
            totals.predicted_spend,
            totals.predicted_spend_low,
            totals.predicted_spend_high,
            totals.predicted_buyers
        from scored
        left join marts.forecast_totals as totals
            on totals.is_forecast
        """
    )
    return row


def backtest_totals(generation: Generation) -> list[dict[str, Any]]:
    """Return said and happened at each cutoff of the backtest, the newest first."""
    return generation.query(
        """
        select
            cutoff_date, window_end_date, customers, predicted_spend,
            actual_spend::double as actual_spend, predicted_to_actual, predicted_buyers,
            actual_buyers
        from marts.forecast_totals
        where not is_forecast
        order by cutoff_date desc
        """
    )


def data_health(generation: Generation) -> dict[str, Any]:
    """Return rows read and rejected, tests run and failed (a warning counts as failed)."""
    (row,) = generation.query(
        """
        select
            (select coalesce(sum(rows_read), 0) from quality.source_reconciliation)::bigint
                as rows_read,
            (select coalesce(sum(rows_rejected), 0) from quality.source_reconciliation)::bigint
                as rows_rejected,
            count(*) as tests,
            count(*) filter (where status not in ('pass', 'success')) as tests_failed
        from quality.build_results
        where node_id like 'test.%' or node_id like 'unit\\_test.%' escape '\\'
        """
    )
    return row


def breakdown_dimensions(generation: Generation) -> list[str]:
    """Return the dimensions by which the forecast can be broken down, in no order.

    One of which nothing is known (its only member is ``unknown``) says nothing.
    """
    rows = generation.query(
        """
        select dimension
        from marts.forecast_breakdown
        group by dimension
        having bool_or(member <> 'unknown')
        """
    )
    return [row["dimension"] for row in rows]


def breakdown(generation: Generation, dimension: str, limit: int) -> list[dict[str, Any]]:
    """Return expected spend and that of the last 30 days by member, the largest first.

    Members beyond the limit are summed in a last row, whose `member` is None and whose `members`
    says how many they are. Its `customers` is None: one may buy in several categories.
    """
    return generation.query(
        """
        with ranked as (
            select
                *,
                row_number() over (order by predicted_spend_30d desc, member) as place
            from marts.forecast_breakdown
            where dimension = $dimension
        )
        select
            case when place <= $limit then member end as member,
            count(*) as members,
            case when count(*) = 1 then sum(customers) end::bigint as customers,
            sum(spend_30d)::double as spend_30d,
            sum(predicted_spend_30d) as predicted_spend_30d
        from ranked
        group by case when place <= $limit then member end, least(place, $limit + 1)
        order by least(place, $limit + 1)
        """,
        {"dimension": dimension, "limit": limit},
    )


def action_counts(generation: Generation) -> dict[str, dict[str, Any]]:
    """Return reason -> `customers` and `spend_at_stake`; a reason that nobody has is left out."""
    rows = generation.query(
        """
        select reason, count(*) as customers, sum(spend_at_stake) as spend_at_stake
        from marts.customers_to_act_on
        group by reason
        """
    )
    return {row["reason"]: row for row in rows}


def customers_to_act_on(
    generation: Generation, reason: str, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """Yield `ACTION_COLUMNS` of the customers with a reason, the most at stake first."""
    rows = generation.stream(
        """
        select
            act.customer_id, customers.first_name, act.rfm_segment, act.rfm_recency_days,
            act.rhythm_gap_days_median, act.usual_spend_30d, act.rfm_spend_30d,
            act.predicted_spend_30d, act.spend_at_stake
        from marts.customers_to_act_on as act
        inner join marts.customers as customers
            on act.customer_id = customers.customer_id
        where act.reason = $reason
        order by act.spend_at_stake desc nulls last, act.customer_id
        limit $limit
        """,
        {"reason": reason, "limit": limit},
    )
    for row in rows:
        yield dict(zip(ACTION_COLUMNS, row, strict=True))
