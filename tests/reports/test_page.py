"""What holds for every page, whatever it tells."""

from html import unescape

from reports.page import Cards, Page, Section, Words, rendered

SQL = "select 10 % 3 as rest"


def test_no_line_ends_within_a_figure_and_no_query_changes() -> None:
    parts = [Words("80 % lost −$5 by Mon 1 Jan 2018: 30 days; −1 too."), Cards([], SQL)]
    html = unescape(rendered(Page("", "", [Section("one", "", parts)])))
    assert "80\u00a0% lost −\u2060$5" in html
    assert "by Mon\u00a01\u00a0Jan\u00a02018: 30\u00a0days; −1 too." in html
    assert SQL in html
