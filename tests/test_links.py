"""Every link, picture and command that a document or a report names is there; no network."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from data.paths import PROJECT_DIR
from reports.documents.markdown import anchor

# Folders with what others wrote, or what a run writes; templates are tested by what they become.
LEFT_OUT = {"node_modules", "target", "templates"}
DATA = ("raw", "models", "published", "landed", "report")
KNOWN_SITES = {
    "archive.ics.uci.edu",
    "doi.org",
    "docs.getdbt.com",
    "duckdb.org",
    "github.com",
    "keepachangelog.com",
    "opensource.org",
    "semver.org",
    "www.getdbt.com",
    # The address of the schema that the dbt docs carry.
    "schemas.getdbt.com",
}
FENCE = re.compile(r"^( *)(```|~~~).*?^\1\2[^\n]*$", re.M | re.S)
CODE = re.compile(r"(`+)(.+?)\1", re.S)
COMMENT = re.compile(r"<!--.*?-->", re.S)
# Its text may hold escaped brackets, and a picture; an escaped bracket begins no link.
TEXT = r"(?<!\\)\[(?:[^\[\]\\]|\\.|\[[^\]]*\])*\]"
LINK = re.compile(TEXT + r"\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(\s*([^)\s]+)\s*\)")
TAG = re.compile(r"<(?:img|a)\b[^>]*?(?:src|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.M)
COMMAND = re.compile(r"\bmake ([a-z][a-z-]*)")
SHELL = re.compile(r"^```(?:sh|bash|console)\n(.*?)^```", re.M | re.S)


def documents(root: Path = PROJECT_DIR) -> list[Path]:
    """Return the project's Markdown files."""
    return sorted(path for path in root.rglob("*.md") if not _is_left_out(path.relative_to(root)))


def _is_left_out(path: Path) -> bool:
    is_hidden = any(part.startswith(".") for part in path.parts)
    return (
        is_hidden
        or bool(LEFT_OUT & set(path.parts))
        or (path.parts[0] == "data" and path.parts[1] in DATA)
    )


PAGES = sorted((PROJECT_DIR / "reports").glob("*.html"))


def links(path: Path) -> list[str]:
    """Return what a document or page links to, in the order in which it does."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        page = _Page()
        page.feed(text)
        return page.links
    text = CODE.sub(_without_code, COMMENT.sub("", FENCE.sub("", text)))
    return list(dict.fromkeys(link for _, link in sorted(_links(text))))


def _links(text: str) -> Iterator[tuple[int, str]]:
    for pattern in (LINK, PICTURE, TAG):
        for found in pattern.finditer(text):
            yield found.start(), found[1]


def _without_code(code: re.Match) -> str:
    # A link in code is none; but code may be the text of a link.
    return "`" + re.sub(r"[\[\]()<>]", "", code[2]) + "`"


def anchors(path: Path) -> set[str]:
    """Return the places in a document or page to which a link may point."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        page = _Page()
        page.feed(text)
        return page.ids
    seen: dict[str, int] = {}
    found = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = anchor(re.sub(r"[`*\\]", "", words))
        found.add(slug if slug not in seen else f"{slug}-{seen[slug]}")
        seen[slug] = seen.get(slug, 0) + 1
    return found


def broken(path: Path, root: Path = PROJECT_DIR) -> list[str]:
    """Return the links of a document or page that lead nowhere, each with the reason."""
    return [
        f"{link}: {reason}" for link in links(path) if (reason := _why_broken(path, link, root))
    ]


def _why_broken(path: Path, link: str, root: Path) -> str | None:
    if link.startswith("#!/"):
        return _why_missing_in_dbt(link)
    parts = urlsplit(link)
    if parts.scheme in ("http", "https"):
        return None if parts.hostname in KNOWN_SITES else "not one of the sites that are known"
    if parts.scheme in ("data", "blob", "mailto"):
        return None
    if parts.scheme or link.startswith("/"):
        return "a path of one machine"
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    return _why_missing(target, unquote(parts.fragment), root.resolve())


def _why_missing(target: Path, fragment: str, root: Path) -> str | None:
    if not target.is_relative_to(root):
        return "outside of the project"
    if not target.exists():
        return "no such file"
    is_read = target.suffix in (".md", ".html")
    return "no such heading" if fragment and is_read and fragment not in anchors(target) else None


def _why_missing_in_dbt(link: str) -> str | None:
    """Return why an address within the page of the dbt docs is none: what it names is not there."""
    named = {
        one or other for one, other in re.findall(r"spend30\.(\w+)|%2B(?:metric:)?(\w+)", link)
    }
    declared = {
        name
        for path in (PROJECT_DIR / "dbt_project" / "models").rglob("*.yml")
        for name in re.findall(r"^  - name: (\w+)$", path.read_text(encoding="utf-8"), re.M)
    }
    return None if named and named <= declared else "no such model or metric"


def commands(path: Path) -> set[str]:
    """Return what is named after ``make`` in the code of a document."""
    text = path.read_text(encoding="utf-8")
    shell = SHELL.findall(text)
    inline = [code for _, code in CODE.findall(FENCE.sub("", text))]
    return {name for code in (*shell, *inline) for name in COMMAND.findall(code)}


class _Page(HTMLParser):
    """Links and ids of a page; what its scripts hold is no link."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            # A template's address is filled in by the page itself.
            if name in ("href", "src") and value and "{{" not in value:
                self.links.append(value)
            elif name in ("id", "name") and value:
                self.ids.add(value)


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(PROJECT_DIR)))
def test_every_link_of_a_document_leads_somewhere(path: Path) -> None:
    assert broken(path) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_of_a_report_leads_somewhere(path: Path) -> None:
    assert broken(path) == []


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(PROJECT_DIR)))
def test_every_command_of_a_document_is_there(path: Path) -> None:
    makefile = (PROJECT_DIR / "Makefile").read_text(encoding="utf-8")
    there = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))
    assert commands(path) - there == set()


def test_what_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# A title: `x_y` & more\n\n# A title: `x_y` & more\n")
    (tmp_path / "page.html").write_text('<p id="here"></p><a href="gone.html">x</a>')
    document = tmp_path / "a.md"
    document.write_text(
        "[1](there.md#a-title-x_y--more) [2](there.md#a-title-x_y--more-1)\n"
        "[`[3]`](page.html#here)\n"
        "`[code](gone.md)` [4](gone.md) ![5](gone.png) [6](there.md#gone) [7](page.html#gone)\n"
        "[8](/etc/hosts) [9](file:///a) [10](https://unknown.example/x) [11](../outside.md)\n"
        '[12](#gone) \\[13\\](none) <img src="gone.svg">\n'
        "[14](#!/model/model.spend30.customers) [15](#!/model/model.spend30.gone)\n\n"
        "```md\n[code](gone.md)\n```\n`make gone` and make x\n"
    )
    found = [line.split(": ")[0] for line in broken(document, tmp_path)]
    assert found == [
        *("gone.md", "gone.png", "there.md#gone", "page.html#gone", "/etc/hosts", "file:///a"),
        *("https://unknown.example/x", "../outside.md", "#gone", "gone.svg"),
        "#!/model/model.spend30.gone",
    ]
    assert broken(tmp_path / "page.html", tmp_path) == ["gone.html: no such file"]
    assert commands(document) == {"gone"}
