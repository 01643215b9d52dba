"""Pictures as SVG, drawn by the libraries in a real browser: for documents and slides."""

import re
from urllib.parse import unquote

import plotly.graph_objects as go

from reports.browser import open_page
from reports.npm import library
from reports.page import PLOTLY

# Slides and documents are looked at on machines with other fonts: any of these is as wide.
FONT = "Arial, Helvetica, sans-serif"
MERMAID = "@mermaid-js/tiny/dist/mermaid.tiny.js"
DRAWN = """async ([figure, width, height]) => {
    const {data, layout} = JSON.parse(figure);
    return await Plotly.toImage({data, layout}, {format: 'svg', width, height});
}"""
RENDERED = """async ([code, font]) => {
    mermaid.initialize({
        startOnLoad: false,
        theme: 'neutral',
        fontFamily: font,
        deterministicIds: true,
        handDrawnSeed: 1,
        // Words on an arrow stand on white.
        themeCSS: '.edgeLabel rect, .edgeLabel .background { fill: white; opacity: 1; }',
        // Texts of SVG, not HTML inside of it: the picture must also open alone.
        htmlLabels: false,
        flowchart: {htmlLabels: false},
    });
    return (await mermaid.render('drawing', code)).svg;
}"""


def svg_of_figure(figure: go.Figure, width: int) -> str:
    """Return a plot as SVG on white, as high as it is on a page.

    Args:
        figure: of `dashboard.figures.styled`.
        width: in pixels.
    """
    shown = go.Figure(figure).update_layout(font={"family": FONT}, paper_bgcolor="white")
    asked = [shown.to_json(), width, shown.layout.height]
    with open_page() as page:
        page.add_script_tag(content=library(PLOTLY))
        address = page.evaluate(DRAWN, asked)
    return _settled(unquote(address.partition(",")[2]))


def svg_of_mermaid(code: str) -> str:
    """Return a diagram in Mermaid's language as SVG on white."""
    with open_page() as page:
        page.add_script_tag(content=library(MERMAID))
        return page.evaluate(RENDERED, [code, FONT]) + "\n"


def _settled(svg: str) -> str:
    """Return the picture with names in place of plotly's random ones: the same each time."""
    names = dict.fromkeys(re.findall(r"\b(?:clip|legend|topdefs-|defs-|g|trace)([0-9a-f]{6})", svg))
    for place, name in enumerate(names):
        svg = svg.replace(name, f"p{place:05d}")
    return svg + "\n"
