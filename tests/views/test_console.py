"""A report on the console: what it must show, and what the text must not be able to do to it."""

import io
import re

import pytest
from rich.console import Console

from sanbai_nlp.schema import (
    Achievement,
    Basis,
    Block,
    Commitment,
    CommitmentKind,
    Department,
    DepartmentKind,
    Dimension,
    Document,
    DocumentKind,
    Heading,
    Level,
    Mention,
    Modifier,
    ParseWarning,
    Quantity,
    Report,
    Reporter,
    Role,
    Shortcoming,
    Source,
    Stage,
    Status,
    Step,
    Style,
    Time,
    TimeKind,
    WarningCode,
)
from sanbai_nlp.views import console

TEXT = """槐安县人大常委会办公室****年述职报告
一、会务工作
从***件建议中确定*件重点督办。
《槐安县湖泊保护条例（草案）》*月一审，将于**月二审。
调研不够深入。"""
RULE = "test"


def at(surface: str) -> dict[str, int | str]:
    start = TEXT.index(surface)
    return {"start": start, "end": start + len(surface), "text": surface, "rule": RULE}


def count(surface: str, low: float | None, high: float | None, modifier: Modifier = Modifier.EXACT) -> Quantity:
    found = at(surface)
    value = low if low == high else None
    return Quantity(
        **found, low=low, high=high, value=value, masked="*" in surface, modifier=modifier, unit=surface[-1]
    )


def month(surface: str) -> Time:
    return Time(**at(surface), year=None, month=None, day=None, masked=True, kind=TimeKind.POINT)


def report(**changes: object) -> Report:
    few, many = count("*件重", 1, 9), count("***件", 100, 999)
    few = few.model_copy(update={"text": "*件", "end": few.end - 1, "unit": "件"})
    title = TEXT.partition("\n")[0]
    steps = (
        Step(**at("*月一审"), stage=Stage.FIRST_READING, status=Status.DONE, time=month("*月"), agent=None),
        Step(**at("将于**月二审"), stage=Stage.SECOND_READING, status=Status.PLANNED, time=month("**月"), agent=None),
    )
    fields: dict[str, object] = {
        "text": TEXT,
        "source": Source(path="档案.txt", sha256="0" * 64, encoding="gb18030", index=1, offset=0),
        "meta": {"年份": "2023"},
        "title": title,
        "reporter": Reporter(name="林晓", position="办公室主任"),
        "department": "槐安县人大常委会",
        "period": Time(**at("****年"), year=None, month=None, day=None, masked=True, kind=TimeKind.PERIOD),
        "blocks": (Block(start=0, end=len(title), text=title, role=Role.TITLE, heading=None),),
        "headings": (
            Heading(
                **at("一、会务工作"),
                marker="一、",
                style=Style.CN_COMMA,
                number=1,
                level=1,
                title="会务工作",
                parent=None,
            ),
        ),
        "quantities": (many, few),
        "times": (),
        "departments": (
            Department(
                name="槐安县人大常委会",
                level=Level.COUNTY,
                kind=DepartmentKind.STANDING_COMMITTEE,
                mentions=(Mention(**at("槐安县人大常委会")),),
                rule=RULE,
            ),
        ),
        "documents": (
            Document(
                name="槐安县湖泊保护条例",
                kind=DocumentKind.LOCAL_REGULATION,
                draft=True,
                stage=Stage.FIRST_READING,
                steps=steps,
                mentions=(Mention(**at("《槐安县湖泊保护条例（草案）》")),),
                rule=RULE,
            ),
        ),
        "achievements": (
            Achievement(
                **at("从***件建议中确定*件重点督办"),
                kind="议案建议",
                basis=Basis.COUNTED,
                action="督办",
                object="建议",
                quantity=few,
                base=many,
                documents=(),
                departments=(),
                block=0,
            ),
        ),
        "commitments": (
            Commitment(
                **at("将于**月二审"),
                kind=CommitmentKind.PLAN,
                trigger="将",
                due=month("**月"),
                topic=None,
                documents=(),
                block=0,
            ),
        ),
        "shortcomings": (Shortcoming(**at("调研不够深入。"), block=0),),
        "warnings": (ParseWarning(code=WarningCode.NUMBERING, message="…", start=None, end=None),),
    }
    return Report(**{**fields, **changes})


def shown(made: Report, width: int = 120, *, colour: bool = False) -> str:
    held = io.StringIO()
    screen = Console(file=held, width=width, force_terminal=colour, color_system="truecolor" if colour else None)
    screen.print(console.report(made))
    return held.getvalue()


@pytest.mark.parametrize(
    "words",
    [
        ["标题：槐安县人大常委会办公室****年述职报告"],
        ["单位：槐安县人大常委会"],
        ["报告人：办公室主任 林晓"],
        ["期间：****年"],
        ["来源：档案.txt 第 2 篇（gb18030）", "年份：2023"],
        ["提纲（1）", "一、会务工作"],
        ["业绩（1）", "议案建议", "督办", "建议", "1–9件（共100–999件）", "从***件建议中确定*件重点督办"],
        ["法规与文件（1）", "槐安县湖泊保护条例（草案）", "地方性法规", "已完成 一审（*月）", "计划 二审（**月）"],
        ["承诺（1）", "计划", "将", "**月", "将于**月二审"],
        ["数量（2）", "***件", "100", "999"],
        ["不足（1）", "调研不够深入。"],
        ["提示（1）", "编号与上文不连续"],
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("width", [120, 80])
def test_every_section_shows_its_fields(words: list[str], width: int) -> None:
    page = shown(report(), width)
    assert [word for word in words if word not in page] == []


def test_a_regulation_s_stage_and_standard_input_have_chinese_names() -> None:
    moved = (
        report().achievements[0].model_copy(update={"basis": Basis.LEGISLATIVE, "action": Stage.FIRST_READING.value})
    )
    piped = Source(path="-", sha256="0" * 64, encoding="utf-8", index=0, offset=0)
    page = shown(report(achievements=(moved,), source=piped))
    assert re.search(r"议案建议\s+一审\s", page)
    assert "来源：标准输入 第 1 篇" in page


def test_empty_sections_are_named_and_not_drawn() -> None:
    page = shown(report(documents=(), shortcomings=(), warnings=(), title=None, reporter=None, period=None))
    assert "（无：法规与文件、不足、提示）" in page
    assert "法规与文件（0）" not in page
    assert "标题：—" in page


def test_the_outline_is_indented_by_level() -> None:
    first = report().headings[0]
    deeper = first.model_copy(update={"level": 3, "parent": 0})
    lines = shown(report(headings=(first, deeper))).splitlines()
    assert [len(line) - len(line.lstrip()) for line in lines if line.strip() == "一、会务工作"] == [2, 6]


def tagged(*blocks: tuple[str, Dimension, float, bool]) -> tuple[Block, ...]:
    made = []
    for surface, label, sure, review in blocks:
        place = {key: value for key, value in at(surface).items() if key != "rule"}
        rest = (1 - sure) / 2
        scores = {dimension: sure if dimension is label else rest for dimension in Dimension}
        made.append(Block(**place, role=Role.BODY, heading=None, label=label, scores=scores, review=review))
    return tuple(made)


DOUBTFUL = ("调研不够深入。", Dimension.CONDUCT, 0.52, True)
SURE = [(line, Dimension.WORK, 0.97, False) for line in TEXT.split("\n")[2:4]]


@pytest.mark.parametrize("width", [40, 120])
def test_dimensions_have_their_share_and_doubtful_paragraphs_are_listed(width: int) -> None:
    joined = shown(report(blocks=tagged(*SURE, DOUBTFUL)), width).replace("\n", "").replace(" ", "")
    assert "维度：工作业绩2段（67%），作风形象1段（33%），廉洁0段（0%）" in joined
    assert "待复核段落（1）" in joined
    assert joined.index("52%") < joined.index("调研不够深入。")
    assert "97%" not in joined


def test_where_nothing_is_in_doubt_the_last_line_says_so() -> None:
    page = shown(report(blocks=tagged(*SURE)))
    assert "待复核段落（" not in page
    assert re.search(r"（无：待复核段落[、）]", page)


def test_where_nothing_is_tagged_nothing_is_said_of_tags() -> None:
    page = shown(report(shortcomings=()))
    assert "维度" not in page
    assert "待复核" not in page


def test_a_marked_line_without_a_title_shows_how_it_begins() -> None:
    found = at("一、")
    bare = report().headings[0].model_copy(update={**found, "marker": "一、", "title": None})
    assert "一、会务工作" in shown(report(headings=(bare,)))
    assert "会务工作从" not in shown(report(headings=(bare,)))


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_lost(width: int) -> None:
    page = shown(report(), width)
    widths = [sum(2 if ord(char) > 0x2E80 else 1 for char in line) for line in page.splitlines()]
    assert max(widths) <= width
    joined = "".join(char for char in page if not char.isspace())
    assert "从***件建议中确定*件重点督办" in joined


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (10, 99, "10–99件"),
        (12, 12, "12件"),
        (100_000, 990_000, "100,000–990,000件"),
        (3, None, "≥3件"),
        (None, 5, "≤5件"),
        (None, None, "***件"),
    ],
)
def test_bounds_are_written_as_people_write_them(low: float | None, high: float | None, words: str) -> None:
    item = report().achievements[0]
    counted = item.model_copy(update={"quantity": count("***件", low, high), "base": None})
    assert words in shown(report(achievements=(counted,)))


HOSTILE = "[red]红[/red][/] [link=http://x]点我[/link] :smile: \\[bold] \x1b[31m\x07\r\x9b2J\u202e"


@pytest.mark.parametrize("width", [40, 120])
def test_the_text_cannot_style_or_steer_the_terminal(width: int) -> None:
    hostile = Shortcoming(start=0, end=len(HOSTILE), text=HOSTILE, block=0, rule=RULE)
    made = report().model_copy(
        update={
            "text": HOSTILE,
            "title": HOSTILE,
            "meta": {HOSTILE: HOSTILE},
            "shortcomings": (hostile,),
            "reporter": Reporter(name=HOSTILE, position=None),
        }
    )
    page = shown(made, width)
    joined = page.replace("\n", "").replace(" ", "")
    assert "[red]红[/red][/][link=http://x]点我[/link]:smile:\\[bold]" in joined
    assert not [char for char in page if char != "\n" and not char.isprintable()]


def test_the_view_prints_nothing_and_says_the_same_twice(capsys: pytest.CaptureFixture[str]) -> None:
    made = report()
    assert shown(made) == shown(made)
    assert capsys.readouterr().out == ""


def test_colour_adds_codes_and_no_words() -> None:
    plain = Console(width=120, file=io.StringIO())
    coloured = shown(report(), colour=True)
    assert "\x1b[" in coloured
    assert "\x1b" not in shown(report())
    assert plain.color_system is None
