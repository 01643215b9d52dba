"""Numbers with a sign, and shares, as people read them."""

from data.formatting import percent


def signed(value: float | None, decimals: int = 2) -> str:
    """Return a number with its sign, without one when it rounds to 0; a dash for NULL."""
    if value is None:
        return "–"
    text = f"{abs(value):.{decimals}f}"
    if not float(text):
        return text
    return f"{'−' if value < 0 else '+'}{text}"


def share(value: float | None, decimals: int = 1) -> str:
    """Return a share (0 to 1) in percent; a dash for NULL."""
    return percent(value, decimals)


def change(value: float | None, decimals: int = 1) -> str:
    """Return a relative change in percent, with its sign; a dash for NULL."""
    return "–" if value is None else f"{signed(100 * value, decimals)} %"
