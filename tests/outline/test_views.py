"""Views: folded position by position, mapped back right, cut once; markers; the reports of a file."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sanbai_nlp import Lexicon, Role, Style, View
from sanbai_nlp.outline import Stretch, fold, read_outline, report_spans
from sanbai_nlp.outline.markers import marker_at
from sanbai_nlp.outline.view import make_view

PIECES = [
    "×",
    "5×8米",
    "XX件",
    "某某局",
    "○○县",
    "二○二三",
    "___",
    "（",
    ")",
    "“",
    '"',
    "'",
    "\n",
    "\r\n",
    "　",
    "\u200b",
    "1 200",
]
texts = st.text(max_size=80) | st.lists(st.sampled_from(PIECES) | st.text(max_size=2), max_size=30).map("".join)


def view_of(text: str, start: int = 0, end: int | None = None, drop: tuple[tuple[int, int], ...] = ()) -> View:
    return make_view(fold(text), text, start, len(text) if end is None else end, Lexicon.default(), drop)


def cut(view: View, stretches: list[Stretch]) -> list[str]:
    return [view.text[part.start : part.end] for part in stretches]


# Folding


@given(texts)
@example("臺灣縣議會×××件，㈠①⒈Ⅹ")
@example("İ\u0130ﬁ\u1e9e𠮷👩‍👩‍👧")
def test_folding_keeps_every_position(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(texts)
def test_folding_keeps_line_feeds_and_makes_none_but_of_carriage_returns(text: str) -> None:
    for before, after in zip(text, fold(text), strict=True):
        assert after == "\n" if before == "\n" else after != "\n" or before == "\r"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("办理ＸＸ件", "办理**件"),
        ("办理×××件", "办理***件"),
        ("办理xx件", "办理**件"),
        ("办理□□件", "办理**件"),
        ("办理○○件", "办理**件"),
        ("办理＊＊件", "办理**件"),
        ("办理__件", "办理**件"),
        ("办理１２３件", "办理123件"),
        ("节约X.X万元", "节约*.*万元"),
        ("1XXX个", "1***个"),
        ("某某县某局", "**县*局"),
        ("(一)加强学习:做到", "（一）加强学习：做到"),
        ("甲,乙", "甲，乙"),
        ('"三会一课"', "“三会一课”"),
        ("「三会一课」", "“三会一课”"),
        ("工作完成.下一步", "工作完成。下一步"),
    ],
)
def test_one_way_of_writing_for_each_thing(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("新建5×8米厂房", "新建5×8米厂房"),
        ("二○二三年", "二〇二三年"),
        ("1,200件", "1,200件"),
        ("3.5公里", "3.5公里"),
        ("推广iPhoneX应用", "推广iPhoneX应用"),
        ("一套vip服务", "一套vip服务"),
        ("某些同志", "某些同志"),
    ],
)
def test_what_looks_like_a_mask_and_is_none_stays(text: str, kept: str) -> None:
    assert fold(text) == kept


# The way back


@given(texts, st.integers(0, 40), st.integers(0, 40))
def test_every_position_of_a_view_maps_back_to_its_own_character(text: str, start: int, length: int) -> None:
    end = min(len(text), start + length)
    start = min(start, end)
    view, folded = view_of(text, start, end), fold(text)
    for at, char in enumerate(view.text):
        first, last = view.span(at, at + 1)
        assert start <= first < last == first + 1 <= end
        assert folded[first] == char
        assert view.surface(at, at + 1) == text[first:last]


@given(texts)
def test_a_longer_stretch_maps_from_its_first_character_to_its_last(text: str) -> None:
    view = view_of(text)
    for at in range(len(view.text)):
        start, end = view.span(0, at + 1)
        assert (start, end) == (view.span(0, 1)[0], view.span(at, at + 1)[1])
        assert view.surface(0, at + 1) == text[start:end]


def test_a_wrapped_line_is_one_and_maps_back_over_the_break() -> None:
    text = "前言\n办理信访件\n  　12件，办结"
    view = view_of(text, 3)
    assert view.text == "办理信访件12件，办结"
    at = view.text.index("件12件")
    assert view.span(at, at + 4) == (7, 15)
    assert view.surface(at, at + 4) == "件\n  　12件"


def test_blanks_inside_a_number_are_left_out_and_mapped_over() -> None:
    view = view_of("于 2 0 2 3 年走访 1 200 户")
    at = view.text.index("2023年")
    assert view.surface(at, at + 5) == "2 0 2 3 年"
    at = view.text.index("1200")
    assert view.surface(at, at + 4) == "1 200"


def test_characters_without_width_are_left_out_and_mapped_over() -> None:
    view = view_of("走访\u200b农\ufeff户12\u200b0户")
    assert view.text == "走访农户120户"
    assert view.surface(4, 8) == "12\u200b0户"
    assert view.span(4, 8) == (6, 11)


def test_a_page_line_is_dropped_and_mapped_over() -> None:
    text = "办理信\n— 3 —\n访件"
    view = view_of(text, drop=((4, 9),))
    assert view.text == "办理信访件"
    assert view.surface(2, 4) == "信\n— 3 —\n访"


def test_an_empty_stretch_has_a_place_and_no_text() -> None:
    for view in (view_of("甲 \n乙"), view_of("甲乙")):
        for at in range(len(view.text) + 1):
            start, end = view.span(at, at)
            assert start == end <= len(view.raw)
            assert view.surface(at, at) == ""


def test_a_plain_paragraph_needs_no_map() -> None:
    assert view_of("一、办理信访**件。").kept is None


def test_views_of_a_wrapped_report_cover_its_text_once(sample_text: str) -> None:
    outline = read_outline(sample_text, Lexicon.default())
    covered = [view.span(at, at + 1)[0] for view in (s.view for s in outline.sections) for at in range(len(view.text))]
    assert len(covered) == len(set(covered))
    missing = set(range(len(sample_text))) - set(covered)
    assert "".join(sample_text[at] for at in missing).strip() == ""


# Clauses and sentences


@pytest.mark.parametrize(
    ("text", "clauses", "sentences"),
    [
        ("办理信访，走访农户；开展调研。召开会议", 4, 2),
        ("落实“今年、明年，后年”规划，开展检查", 2, 1),
        ("修订《关于甲，乙。丙的办法》，印发执行。", 2, 1),
        ("聘请律师（试行，为期一年。），开展检查", 2, 1),
        ("他说：“好。下一步再看，不急。”会议结束。", 2, 1),
        ("落实“甲《乙，丙》丁，戊”规划，开展检查", 2, 1),
        ("未闭合（的括号，照样分句。不受影响", 3, 2),
        ("多余的”引号，照样分句。不受影响", 3, 2),
        ("先开“后闭，再书》名，照样", 3, 1),
        ("，，。", 0, 1),
        ("办理信访", 1, 1),
        ("", 0, 0),
    ],
)
def test_cuts_respect_quotes_and_brackets(text: str, clauses: int, sentences: int) -> None:
    view = view_of(text)
    assert (len(view.clauses), len(view.sentences)) == (clauses, sentences)


def test_a_clause_has_neither_its_mark_nor_blanks_at_its_edges() -> None:
    view = view_of("办理信访 ， 走访农户。 召开会议 ")
    assert cut(view, view.clauses) == ["办理信访", "走访农户", "召开会议"]
    assert cut(view, view.sentences) == ["办理信访 ， 走访农户", "召开会议"]


def test_a_quote_that_is_never_meant_to_end_hides_no_cuts() -> None:
    view = view_of("“" + "办理信访，" * 30 + "”完成")
    assert len(view.clauses) == 31


def test_enclosed_parts_hold_their_brackets_the_inner_first() -> None:
    view = view_of("落实“甲《乙》丁”（试行）")
    assert [(view.text[e.start : e.end], e.opener) for e in view.enclosed] == [
        ("《乙》", "《"),
        ("“甲《乙》丁”", "“"),
        ("（试行）", "（"),
    ]


def test_quoted_is_what_stands_between_quotation_marks() -> None:
    view = view_of("落实“三会一课”和《办法》")
    assert view.quoted(3, 7)
    assert not view.quoted(2, 7)
    assert not view.quoted(10, 12)


@given(texts)
def test_clauses_and_sentences_are_in_order_and_clauses_stand_in_sentences(text: str) -> None:
    view = view_of(text)
    for stretches in (view.clauses, view.sentences):
        assert all(0 <= s.start < s.end <= len(view.text) for s in stretches)
        assert all(one.end <= two.start for one, two in pairwise(stretches))
    for clause in view.clauses:
        assert view.sentence_at(clause.start).start <= clause.start
        assert clause.end <= view.sentence_at(clause.start).end


# Markers


@pytest.mark.parametrize(
    ("text", "marker", "style", "number"),
    [
        ("一、甲", "一、", Style.CN_COMMA, 1),
        ("二十一、甲", "二十一、", Style.CN_COMMA, 21),
        ("（一）甲", "（一）", Style.CN_PAREN, 1),
        ("(十二)甲", "（十二）", Style.CN_PAREN, 12),
        ("1.甲", "1.", Style.ARABIC_DOT, 1),
        ("１．甲", "1.", Style.ARABIC_DOT, 1),
        ("⒉甲", "⒉", Style.ARABIC_DOT, 2),
        ("*.甲", "*.", Style.ARABIC_DOT, None),
        ("×.甲", "*.", Style.ARABIC_DOT, None),
        ("1、甲", "1、", Style.ARABIC_COMMA, 1),
        ("X、甲", "*、", Style.ARABIC_COMMA, None),
        ("（1）甲", "（1）", Style.ARABIC_PAREN, 1),
        ("2)甲", "2）", Style.ARABIC_PAREN, 2),
        ("⑴甲", "⑴", Style.ARABIC_PAREN, 1),
        ("③甲", "③", Style.CIRCLED, 3),
        ("一是甲", "一是", Style.SHI, 1),
        ("二要甲", "二要", Style.SHI, 2),
        ("第一，甲", "第一，", Style.DI, 1),
        ("其二，甲", "其二，", Style.DI, 2),
        ("首先，甲", "首先，", Style.DI, 1),
        ("最后，甲", "最后，", Style.DI, None),
    ],
)
def test_markers(text: str, marker: str, style: Style, number: int | None) -> None:
    folded = fold(text)
    found = marker_at(folded, 0, len(folded))
    assert found is not None
    assert (found.text, found.style, found.number) == (marker, style, number)


@pytest.mark.parametrize(
    "text",
    ["3.5万元", "3、4月份", "一级网站", "第一书记", "其他工作", "一般而言", "1.2.3", "（试行）", "首先是", "2023年"],
)
def test_what_opens_like_a_marker_and_is_none(text: str) -> None:
    folded = fold(text)
    assert marker_at(folded, 0, len(folded)) is None


@pytest.mark.parametrize("text", ["一.加强学习", "一．加强学习", "㈠加强学习"])
def test_rarer_chinese_markers(text: str) -> None:
    folded = fold(text)
    found = marker_at(folded, 0, len(folded))
    assert found is not None
    assert found.number == 1


def test_a_marker_is_kept_as_it_is_written() -> None:
    outline = read_outline("(一)加强学习\n坚持集中学习。\n(二)改进作风\n坚持下沉一线。", Lexicon.default())
    assert [(head.marker, head.number) for head in outline.headings] == [("(一)", 1), ("(二)", 2)]


# The reports of a file

BODY = "今年以来，本人认真履行职责，检修灯塔，走访渔户，取得了较好成绩。"


def reports(text: str) -> list[str]:
    return [text[start:end] for start, end in report_spans(fold(text), Lexicon.default())]


def test_each_title_opens_a_report() -> None:
    pieces = [f"{name}述职报告\n{BODY}" for name in ("白鹭湾镇", "青石湾镇", "云溪镇")]
    assert reports("\n\n".join(pieces)) == pieces


def test_a_text_without_a_title_is_one_report() -> None:
    assert reports(f"一、工作\n{BODY}") == [f"一、工作\n{BODY}"]


def test_content_before_the_first_title_is_a_report_of_its_own() -> None:
    assert reports(f"{BODY}\n白鹭湾镇述职报告\n{BODY}") == [BODY, f"白鹭湾镇述职报告\n{BODY}"]


def test_a_label_before_the_first_title_is_no_report() -> None:
    assert reports(f"材料汇编\n白鹭湾镇述职报告\n{BODY}") == [f"白鹭湾镇述职报告\n{BODY}"]


def test_title_lines_in_a_row_are_one_title() -> None:
    text = f"白鹭湾镇人民政府述职报告\n述职述廉报告\n{BODY}"
    assert reports(text) == [text]


def test_carriage_returns_split_like_line_feeds() -> None:
    text = f"白鹭湾镇述职报告\r\n{BODY}\r\n\r\n青石湾镇述职报告\r\n{BODY}\r\n"
    assert reports(text) == [f"白鹭湾镇述职报告\r\n{BODY}", f"青石湾镇述职报告\r\n{BODY}"]


def test_a_report_has_no_blanks_at_its_edges() -> None:
    assert reports(f" \n　\n白鹭湾镇述职报告\n{BODY} \n　 \n") == [f"白鹭湾镇述职报告\n{BODY}"]


def test_a_sentence_that_speaks_of_the_report_is_no_title() -> None:
    text = f"白鹭湾镇述职报告\n{BODY}\n现将有关情况作述职报告。\n一、认真准备述职报告\n{BODY}"
    assert reports(text) == [text]


@pytest.mark.parametrize("tail", ["1", "（2023年度）", "之二", "稿", "**"])
def test_a_title_may_carry_a_number_or_a_remark(tail: str) -> None:
    assert len(reports(f"白鹭湾镇述职报告{tail}\n{BODY}\n青石湾镇述职报告{tail}\n{BODY}")) == 2


@given(texts)
def test_spans_of_any_text_are_in_order_and_not_empty(text: str) -> None:
    spans = report_spans(fold(text), Lexicon.default())
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))


def test_a_page_line_inside_a_wrapped_paragraph_is_a_block_of_its_own() -> None:
    line = "今年以来本人认真履行岗位职责会同有关部门扎实开展渔港安全检查工作"
    text = f"{line}\n{line}\n{line}\n— 3 —\n{line}\n{line}。"
    blocks = read_outline(text, Lexicon.default()).blocks
    assert [block.role == Role.OTHER for block in blocks] == [False, True]
    assert [block.text for block in blocks] == [text, "— 3 —"]
