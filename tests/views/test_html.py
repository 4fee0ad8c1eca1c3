"""A report as HTML: the text comes back exactly, everything is escaped, every item is told, cost is linear."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import sanbai_nlp
from sanbai_nlp.schema import (
    Block,
    Dimension,
    Mention,
    Modifier,
    ParseWarning,
    Quantity,
    Report,
    Role,
    Shortcoming,
    Time,
    TimeKind,
    WarningCode,
)
from sanbai_nlp.views import html
from sanbai_nlp.views.html.layers import NAME, Item, Layer, items
from sanbai_nlp.views.html.segments import cut

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "archive.txt"
VOID = {"meta", "input", "br", "img", "link"}
HOSTILE = (
    "<script>alert(1)</script>述职报告\n"
    "一、</style></div><b onclick='x'>\"引号\"' & &amp; &#65; <!-- ]]> \u2028行\u2029段\x00\x07\x1b[31m\x7f\x85\r\n"
    "二、办理建议**件\u202e，召开会议12次\u2066。\ufeff\u200b\ufffe\U0001f469\u200d\U0001f469 javascript:alert(1)\r尾\n"
)


@dataclass
class Node:
    """An element as the parser saw it."""

    name: str
    attributes: dict[str, str | None]
    children: list["Node | str"] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set((self.attributes.get("class") or "").split())

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def all(self, name: str = "", class_: str = "") -> list["Node"]:
        """This node and all below it with that name and class, in order."""
        mine = (not name or self.name == name) and (not class_ or class_ in self.classes)
        below = [node for child in self.children if isinstance(child, Node) for node in child.all(name, class_)]
        return [self, *below] if mine else below


class Tree(HTMLParser):
    """Builds nodes, and takes no unbalanced tag."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]
        self.feed(page)
        self.close()
        assert self.open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def tree(page: str) -> Node:
    return Tree(page).root


def read_back(page: str) -> str:
    return "".join(node.text() for node in tree(page).all("div", "sb-text"))


def parsed() -> Report:
    return sanbai_nlp.parse_file(SAMPLE)[1]


# What a report may be at worst: any text, with items and blocks of any place, nested, crossing, double and empty.


@st.composite
def reports(draw: st.DrawFn) -> Report:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.just(HOSTILE))
    place = st.integers(0, len(text))

    def spans(most: int) -> list[dict[str, int | str]]:
        pairs = draw(st.lists(st.tuples(place, place).map(sorted), max_size=most))
        return [{"start": start, "end": end, "text": text[start:end]} for start, end in pairs]

    word = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=5))
    bounds = {"low": 1, "high": 9, "value": None, "masked": True, "modifier": Modifier.EXACT, "unit": word}
    unknown = {"year": None, "month": None, "day": None, "masked": True, "kind": TimeKind.POINT}
    places = st.none() | st.integers(0, 200)
    warning = st.builds(
        ParseWarning, code=st.sampled_from(WarningCode), message=st.just(word), start=places, end=places
    )
    name = {"name": word, "level": None, "kind": "other", "rule": word}
    return Report.model_validate(
        {
            "text": text,
            "meta": {word: word},
            "title": word,
            "reporter": None,
            "department": word,
            "period": None,
            "blocks": [Block(**span, role=draw(st.sampled_from(Role)), heading=draw(places)) for span in spans(6)],
            "headings": [],
            "quantities": [Quantity(**span, **bounds, rule=word) for span in spans(12)],
            "times": [Time(**span, **unknown, rule=word) for span in spans(4)],
            "departments": [{**name, "mentions": [Mention(**span, rule=word) for span in spans(4)]}],
            "documents": [],
            "achievements": [],
            "commitments": [],
            "shortcomings": [Shortcoming(**span, block=0, rule=word) for span in spans(4)],
            "warnings": draw(st.lists(warning, max_size=3)),
        }
    )


@given(reports())
def test_the_page_gives_back_the_exact_text(report: Report) -> None:
    wanted = report.text.replace("\x00", "\ufffd")  # the one character that no page can hold
    assert read_back(html.page([report])) == wanted
    assert read_back(html.notebook(report)) == wanted


@given(st.text(max_size=200))
@example("\r\n\r\n一、好\r二、坏")
@example("&lt;&#x3c;&amp;lt;")
@example("\ufeff  \n述职报告\n\n\n**件")
def test_the_page_of_a_parse_gives_back_the_exact_text(text: str) -> None:
    try:
        report = sanbai_nlp.parse(text)
    except sanbai_nlp.SanbaiError:
        return
    assert read_back(html.page([report])) == text.replace("\x00", "\ufffd")


@given(reports())
def test_nothing_in_a_report_makes_an_element_an_attribute_or_a_clash(report: Report) -> None:
    page = tree(html.page([report, report]))
    known = {"html", "head", "meta", "title", "style", "body", "nav", "ol", "ul", "li", "a", "article", "header"}
    known |= {"div", "p", "dl", "dt", "dd", "b", "i", "span", "mark", "label", "input", "details", "summary", ""}
    assert {node.name for node in page.all()} <= known
    names = {name for node in page.all() for name in node.attributes if not name.startswith(("aria-", "data-"))}
    allowed = {"lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "title", "role", "style"}
    assert names <= allowed | {"tabindex", "type", "checked", "disabled", "open"}
    ids = [node.attributes["id"] for node in page.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    assert all((node.attributes["href"] or "").startswith("#sb") for node in page.all("a") if "href" in node.attributes)


@given(reports())
def test_every_link_leads_somewhere(report: Report) -> None:
    page = tree(html.page([report, report]))
    ids = {f"#{node.attributes['id']}" for node in page.all() if "id" in node.attributes}
    assert {node.attributes["href"] for node in page.all("a") if "href" in node.attributes} <= ids


@given(reports())
def test_every_item_is_told_over_every_character_that_it_covers(report: Report) -> None:
    """Nothing hides behind what it overlaps: each segment's description counts all that covers it."""
    found = items(report)
    segments = list(cut(found, [], len(report.text)))
    assert [segment.start for segment in segments[1:]] == [segment.end for segment in segments[:-1]]
    for segment in segments:
        over = [item for item in found if item.start <= segment.start < item.end]
        assert len(segment.items) + segment.more == len(over)
        assert {item.layer for item in segment.items} == {item.layer for item in over}
        assert all(item.end >= segment.end for item in over)
        assert {id(item) for item in segment.opening} == {id(item) for item in over if item.start == segment.start}


def test_segments_of_a_crossing_pair() -> None:
    places = ((Layer.ACHIEVEMENT, 0, 4), (Layer.COMMITMENT, 2, 6), (Layer.QUANTITY, 3, 4))
    found = [Item(layer, start, end, "", ()) for layer, start, end in places]
    got = [(s.start, s.end, "".join(item.layer for item in s.items)) for s in cut(found, [5], 7)]
    assert got == [(0, 2, "a"), (2, 3, "ac"), (3, 4, "qac"), (4, 5, "c"), (5, 6, "c"), (6, 7, "")]


def test_hostile_text_stands_on_the_page_and_does_nothing() -> None:
    report = sanbai_nlp.parse(HOSTILE).model_copy(
        update={"title": HOSTILE, "meta": {HOSTILE: HOSTILE}, "department": HOSTILE}
    )
    page = html.page([report])
    assert read_back(page) == HOSTILE.replace("\x00", "\ufffd")
    assert "<script" not in page
    assert page.count("</style>") == page.count("<style>") == 1
    assert "<b onclick" not in page


@pytest.mark.parametrize("char", ["\x07", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\u200f"])
def test_a_character_that_would_steer_the_page_is_boxed_in_the_text_and_replaced_elsewhere(char: str) -> None:
    report = sanbai_nlp.parse(f"一、办理建议**件{char}会议。").model_copy(update={"title": f"题{char}目"})
    page = tree(html.page([report]))
    (box,) = page.all("span", "sb-odd")
    assert (box.attributes["data-code"], box.text()) == (f"U+{ord(char):04X}", char)
    assert page.all("div", "sb-title")[0].text() in {"题\ufffd目", "题 目"}
    assert not [value for node in page.all() for value in node.attributes.values() if value and char in value]


def test_blanks_and_masks_are_left_alone() -> None:
    text = "\n\n  　述职报告 \t\n\n一、办理**件、***余人次，*月**日。\u00a0\n\n\n"
    assert read_back(html.page([sanbai_nlp.parse(text)])) == text
    assert "white-space: pre-wrap" in html.page([])


def test_every_layer_of_the_sample_is_marked_with_what_is_known_of_it() -> None:
    page = tree(html.page([parsed()]))
    told = "\n".join(node.attributes.get("aria-description") or "" for node in page.all("mark"))
    wanted = [
        "数量　10–99件 · 掩码 · 规则 quantity.mask",
        "时间　时段 · 今年以来 · 规则 time.",
        "单位　岚州市人大常委会法制工作委员会 · 市级 · 工作机构 · 规则 department.",
        "法规文件　岚州市湿地保护条例 · 地方性法规 · 草案 · 最远到 批准 · 规则 document.title",
        "立法步骤　表决通过 已完成 · 市人大常委会 · 岚州市湿地保护条例 · 规则 step.",
        "业绩　立法 · 10–99件 · 征集 立法项目建议 · 依据 计数 · 规则 achievement.counted",
        "承诺　计划 · 触发词 将于 · 期限 明年1月1日",
        "不足　",
        "提纲　第 1 级 · 编号 1 · 规则 ",
    ]
    assert [words for words in wanted if words not in told] == []


def test_a_segment_under_several_items_tells_of_each() -> None:
    page = tree(html.page([parsed()]))
    (mark,) = [node for node in page.all("mark", "sb-q") if node.text() == "***余条"]
    assert {"sb-q", "sb-a"} <= mark.classes
    lines = (mark.attributes["aria-description"] or "").splitlines()
    assert [line.partition("　")[0] for line in lines] == ["数量", "业绩"]


def test_the_keyboard_stops_where_items_begin_and_nowhere_else() -> None:
    report = parsed()
    starts = {item.start for item in items(report) if item.start < item.end}
    assert len([node for node in tree(html.page([report])).all("mark") if "tabindex" in node.attributes]) == len(starts)


def test_statements_are_numbered_in_the_text_and_beside_it() -> None:
    page = tree(html.page([parsed()]))
    beside = [node.text() for node in page.all("a", "sb-n")]
    above = [part for node in page.all("mark") for part in (node.attributes.get("data-n") or "").split("·") if part]
    assert beside == above == [str(number) for number in range(1, len(beside) + 1)]


def test_blocks_have_their_dimension_its_probability_and_whether_to_look() -> None:
    report = sanbai_nlp.parse_file(SAMPLE)[0]
    page = tree(html.page([report]))
    tagged = [block for block in report.blocks if block.label]
    rows = [row for row in page.all("div", "sb-row") if row.all("span", "sb-dimension")]
    edges = {Dimension.WORK: "sb-work", Dimension.CONDUCT: "sb-conduct", Dimension.INTEGRITY: "sb-integrity"}
    assert len(rows) == len(tagged)
    for row, block in zip(rows, tagged, strict=True):
        assert block.label is not None
        assert block.scores is not None
        assert edges[block.label] in row.classes
        said = row.all("div", "sb-margin")[0].text()
        assert said.startswith(f"{block.label}{block.scores[block.label]:.0%}")
        assert ("待复核" in said) is block.review
    assert len(page.all("details", "sb-to-review")[0].all("li")) == sum(block.review or False for block in tagged)


def test_a_block_that_mixes_dimensions_names_the_others_and_splits_its_edge() -> None:
    block = sanbai_nlp.parse("全年办理群众来信**件。").blocks[0]
    shares = {Dimension.WORK: 0.75, Dimension.CONDUCT: 0.0, Dimension.INTEGRITY: 0.25}
    mixed = block.model_copy(update={"label": Dimension.WORK, "scores": {Dimension.WORK: 0.9}, "shares": shares})
    report = sanbai_nlp.parse("全年办理群众来信**件。").model_copy(update={"blocks": (mixed,)})
    (row,) = tree(html.page([report])).all("div", "sb-row")
    assert row.all("div", "sb-margin")[0].text() == "工作业绩90%兼及 廉洁 25%"
    edge = "--sb-edge:linear-gradient(var(--sb-work) 0.0% 75.0%,var(--sb-integrity) 75.0% 100.0%)"
    assert row.all("div", "sb-text")[0].attributes["style"] == edge


def test_a_report_without_tags_or_headings_has_neither_edge_nor_outline() -> None:
    report = sanbai_nlp.Parser(tagger=None).parse("全年办理群众来信**件。")
    page = tree(html.page([report]))
    assert not page.all("span", "sb-dimension")
    assert not page.all("nav")
    assert not page.all("input", "sb-switch-edge")


def test_the_outline_leads_to_its_headings() -> None:
    report = parsed()
    page = tree(html.page([report]))
    links = page.all("nav", "sb-outline")[0].all("a")
    rows = {f"#{row.attributes['id']}": row.all("div", "sb-text")[0].text() for row in page.all("div", "sb-row")}
    assert len(links) == len(report.headings)
    for link, heading in zip(links, report.headings, strict=True):
        assert heading.text in rows[link.attributes["href"] or ""]


def test_every_layer_has_a_switch_with_its_count_and_no_id_to_clash() -> None:
    page = tree(html.page([parsed()]))
    labels = page.all("div", "sb-switches")[0].all("label")
    assert [label.text().rstrip("0123456789") for label in labels] == [*NAME.values(), "维度"]
    assert {label.text() for label in labels} >= {"立法步骤11", "不足1"}
    assert not [node for label in labels for node in label.all() if "id" in node.attributes]
    assert all(node.name != "script" for node in page.all())


def test_two_reports_in_a_notebook_share_no_id() -> None:
    first, second = sanbai_nlp.parse_file(SAMPLE)[:2]
    ids = [set(re.findall(r'\bid="([^"]+)"', report._repr_html_())) for report in (first, second)]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_a_view_is_a_pure_function_of_the_report() -> None:
    report = parsed()
    again = Report.model_validate_json(report.model_dump_json())
    assert report._repr_html_() == again._repr_html_()
    assert html.page([report]) == html.page([again])


def test_to_html_writes_the_page(tmp_path: Path) -> None:
    report = parsed()
    report.to_html(tmp_path / "页.html")
    assert (tmp_path / "页.html").read_text(encoding="utf-8") == html.page([report])
    with pytest.raises(FileNotFoundError):
        report.to_html(tmp_path / "无" / "页.html")


def test_several_reports_are_one_page_with_links_to_each() -> None:
    found = sanbai_nlp.parse_file(SAMPLE)
    page = tree(html.page(found))
    articles = page.all("article")
    links = page.all("nav", "sb-contents")[0].all("a")
    assert [link.text() for link in links] == [report.title for report in found]
    assert [link.attributes["href"] for link in links] == [f"#{article.attributes['id']}" for article in articles]
    assert len(page.all("style")) == 1
    assert "没有读出报告" in html.page([])


def test_a_cell_shows_the_beginning_of_a_long_report_and_says_so() -> None:
    report = sanbai_nlp.parse("\n".join(f"第{n}件事办理建议**件，开会{n}次。" for n in range(500)))
    cell = html.notebook(report, limit=2_000)
    (rest,) = tree(cell).all("p", "sb-rest")
    shown = read_back(cell)
    assert report.text.startswith(shown)
    assert 2_000 <= len(shown) < 2_030
    assert f"全文 {len(report.text):,} 字，此处只显示前 {len(shown):,} 字" in rest.text()
    assert read_back(html.page([report])) == report.text


def stacked(count: int) -> Report:
    """The worst text to mark: `count` quantities that all cover its middle."""
    text = "*" * (2 * count)
    spans = [(start, 2 * count - start) for start in range(count)]
    bounds = {"low": 1, "high": 9, "value": None, "masked": True, "modifier": "exact", "unit": "件", "rule": "r"}
    rows = [{"start": start, "end": end, "text": text[start:end], **bounds} for start, end in spans]
    empty = dict.fromkeys(["blocks", "headings", "times", "departments", "documents"], ())
    empty |= dict.fromkeys(["achievements", "commitments", "shortcomings", "warnings"], ())
    nothing = dict.fromkeys(["title", "reporter", "department", "period"])
    return Report.model_validate({"text": text, "quantities": rows, **empty, **nothing})


def test_a_page_grows_linearly_however_items_are_stacked() -> None:
    sheet = len(html.page([]))
    small, large = (len(html.page([stacked(count)])) - sheet for count in (200, 400))
    assert large < 2.2 * small


def test_a_page_costs_few_bytes_a_character() -> None:
    found = sanbai_nlp.parse_file(SAMPLE)
    sheet = len(html.page([]).encode())
    per_character = [(len(html.page([report]).encode()) - sheet) / len(report.text) for report in found]
    assert sheet < 20_000
    assert max(per_character) < 60
