"""One report as a piece of a page: head, switches, outline and text."""

from collections import Counter
from collections.abc import Iterator

from sanbai_nlp.schema import Block, Heading, Report
from sanbai_nlp.views import tags, words
from sanbai_nlp.views.html.layers import MENTIONS, NAME, Layer, placed, said
from sanbai_nlp.views.html.markup import Markup, element, joined
from sanbai_nlp.views.html.rows import EDGE, Rows
from sanbai_nlp.views.words import plain

_DEEPEST = 6  # levels of the outline that are indented
_LONG = 30_000  # characters from which a browser lays out only what is in sight
_NO_TITLE = "（没有标题）"


def article(report: Report, prefix: str, limit: int) -> Markup:
    """The report without its style sheet. Ids begin with `prefix`; rows that begin behind `limit` are left out."""
    rows = Rows(report, prefix)
    written = list(rows.written(limit))
    text = element("div", *written, *_rest(rows, len(written)), class_="sb-body")
    return element(
        "article",
        _head(report, rows),
        _switches(rows),
        element("div", _outline(rows, len(written)), text, class_="sb-columns"),
        class_="sanbai sb-long" if len(report.text) > _LONG else "sanbai",
        id=prefix,
        lang="zh-CN",
        aria_label=title(report),
    )


def title(report: Report) -> str:
    """What a report is called, on one line."""
    return plain(report.title) if report.title else _NO_TITLE


def _rest(rows: Rows, written: int) -> Iterator[Markup]:
    """Says that there is more than is shown."""
    if written < len(rows.rows):
        shown, whole = rows.rows[written].start, len(rows.report.text)
        words_of_it = f"全文 {whole:,} 字，此处只显示前 {shown:,} 字；用 report.to_html(路径) 可写出完整页面。"
        yield element("p", words_of_it, class_="sb-rest", role="note")


def _head(report: Report, rows: Rows) -> Markup:
    facts = {
        "单位": report.department,
        "报告人": words.reporter(report),
        "期间": report.period.text if report.period else None,
        "来源": words.source(report),
        **report.meta,
    }
    pairs = [_fact(name, value) for name, value in facts.items() if value]
    return element(
        "header",
        element("div", title(report), class_="sb-title", role="heading", aria_level="1"),
        element("p", "样式未能载入：请先信任这个笔记本。", class_="sb-unstyled"),
        element("dl", *pairs, class_="sb-facts") if pairs else Markup(""),
        *_shares(report),
        *_review(rows),
        *_about(report),
        class_="sb-head",
    )


def _fact(name: str, value: str) -> Markup:
    return element("div", element("dt", plain(name)), element("dd", plain(value)))


def _shares(report: Report) -> Iterator[Markup]:
    """The share of blocks that speak to each dimension, as a bar and in words."""
    shares = tags.shares(report)
    if not shares:
        return
    bar = [
        element("i", class_=f"sb-{EDGE[share.dimension]}", style=f"flex:{share.blocks}")
        for share in shares
        if share.blocks
    ]
    said_of = [
        element(
            "span",
            element("b", share.dimension, class_="sb-dimension"),
            f" {share.blocks} 段 {share.part:.0%}",
            class_=f"sb-{EDGE[share.dimension]}",
        )
        for share in shares
    ]
    yield element(
        "div",
        element("div", *bar, class_="sb-bar", aria_hidden="true"),
        element("div", *said_of, class_="sb-legend"),
        class_="sb-shares",
    )


def _review(rows: Rows) -> Iterator[Markup]:
    """The paragraphs to look at, each a link."""
    blocks = tags.to_review(rows.report)
    if blocks:
        summary = element("summary", element("span", "待复核", class_="sb-review"), f" {len(blocks)} 段")
        lines = [element("li", _to_review(rows, block)) for block in blocks]
        yield element("details", summary, element("ol", *lines), class_="sb-to-review")


def _to_review(rows: Rows, block: Block) -> Markup:
    label = f"{block.label or words.NONE} {tags.certainty(block)}　"
    return element("a", label, words.excerpt(block.text, 32), href=f"#{rows.anchor(rows.at(block.start))}")


def _about(report: Report) -> Iterator[Markup]:
    """The warnings that concern the whole report."""
    for warning in report.warnings:
        if not placed(warning):
            yield element("p", f"提示　{said(warning)}", class_="sb-about", role="note")


def _switches(rows: Rows) -> Markup:
    counts = Counter(item.layer for item in rows.items)
    groups = (
        ("文中", MENTIONS),
        ("语句", (Layer.ACHIEVEMENT, Layer.STEP, Layer.COMMITMENT, Layer.SHORTCOMING)),
        ("其他", (Layer.HEADING, Layer.WARNING)),
    )
    fields = [_group(name, [_switch(layer, counts[layer]) for layer in layers]) for name, layers in groups]
    if tags.shares(rows.report):
        fields.append(_group("段落", [_edge_switch()]))
    return element("div", *fields, class_="sb-switches", role="group", aria_label="显示哪些标记")


def _group(name: str, switches: list[Markup]) -> Markup:
    return element("span", element("span", name, class_="sb-group"), *switches, class_="sb-field")


def _switch(layer: Layer, count: int) -> Markup:
    box = _box(f"sb-switch-{layer}", disabled=not count)
    sample = element("mark", NAME[layer], class_=f"sb-{layer}")
    return element("label", box, sample, element("span", f"{count:,}", class_="sb-count"))


def _edge_switch() -> Markup:
    return element("label", _box("sb-switch-edge"), element("span", "维度", class_="sb-edge-sample"))


def _box(name: str, *, disabled: bool = False) -> Markup:
    """A switch that is on. It has no id: copies of a report on one page are switched each by its own."""
    return Markup(f'<input type="checkbox" class="{name}" checked{" disabled" if disabled else ""}>')


def _outline(rows: Rows, written: int) -> Markup:
    headings = rows.report.headings
    if not headings:
        return Markup("")
    lines = [_line(rows, heading, written) for heading in headings]
    summary = element("summary", f"提纲 {len(headings)}")
    return element(
        "nav", element("details", summary, element("ol", *lines), open=True), class_="sb-outline", aria_label="提纲"
    )


def _line(rows: Rows, heading: Heading, written: int) -> Markup:
    """A heading as a link to its row, or as mere words where that row is not on the page."""
    row = rows.at(heading.start)
    marker = element("span", plain(heading.marker), class_="sb-marker") if heading.marker else Markup("")
    named = heading.title is not None
    name = element(
        "span",
        plain(heading.title or "") if named else words.opening(heading, rows.report.text),
        class_=None if named else "sb-opening",
    )
    href = f"#{rows.anchor(row)}" if row < written else None
    return element("li", element("a", joined([marker, name]), href=href), class_=f"sb-l{min(_DEEPEST, heading.level)}")
