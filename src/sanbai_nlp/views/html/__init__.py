"""A report as HTML: in a notebook and as a page of its own. Pure functions of the report; no script, no network."""

from collections.abc import Iterable
from hashlib import blake2s
from os import PathLike
from pathlib import Path

from sanbai_nlp.schema import Report
from sanbai_nlp.views.html.article import article, title
from sanbai_nlp.views.html.markup import Markup, element
from sanbai_nlp.views.html.style import style_sheet

NOTEBOOK_LIMIT = 100_000
"""Characters of a report that a notebook cell shows; it says so where a report is longer."""

# The page may use its own style and nothing else, whatever a text tries.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def notebook(report: Report, limit: int = NOTEBOOK_LIMIT) -> str:
    """The report for an output cell, with its style sheet. Ids come from the report, so that no two reports clash."""
    prefix = f"sb-{blake2s(report.model_dump_json().encode(), digest_size=5).hexdigest()}"
    return _style() + article(report, prefix, limit)


def page(reports: Iterable[Report]) -> str:
    """One stand-alone page of any number of reports, with links to each where there are several."""
    shown = list(reports)
    head = element(
        "head",
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        element("title", _name(shown)),
        _style(),
    )
    articles = [article(report, f"sb{number}", len(report.text)) for number, report in enumerate(shown, start=1)]
    body = element("body", _contents(shown), *articles, class_="sb-page")
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='zh-CN')}\n"


def write(reports: Iterable[Report], path: str | PathLike[str]) -> None:
    """Write the page of these reports to a file, in UTF-8.

    Raises:
        OSError: where the file cannot be written.
    """
    Path(path).write_text(page(reports), encoding="utf-8", newline="\n")


def _style() -> Markup:
    return Markup(f"<style>{style_sheet()}</style>")


def _name(reports: list[Report]) -> str:
    if not reports:
        return "没有报告"
    return title(reports[0]) if len(reports) == 1 else f"{title(reports[0])} 等 {len(reports)} 篇"


def _contents(reports: list[Report]) -> Markup:
    if len(reports) == 1:
        return Markup("")
    if not reports:
        return element("p", "没有读出报告。", class_="sanbai")
    lines = [
        element("li", element("a", title(report), href=f"#sb{number}")) for number, report in enumerate(reports, 1)
    ]
    heading = element("div", f"共 {len(reports)} 篇", class_="sb-group")
    return element("nav", heading, element("ol", *lines), class_="sanbai sb-contents", aria_label="各篇报告")
