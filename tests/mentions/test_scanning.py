"""A pattern tried only where it may begin finds what it finds when it is tried everywhere."""

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from sanbai_nlp.lexicon import Lexicon
from sanbai_nlp.lexicon.files import Divisions
from sanbai_nlp.mentions import claim, divisions, framed, free, own, places, quantities, times
from sanbai_nlp.mentions.cues import Cues, Places, matches_at, matches_before
from sanbai_nlp.mentions.numbers import number_pattern, numbers_in
from sanbai_nlp.mentions.quantities import QuantityFinder
from sanbai_nlp.mentions.scanning import matches
from sanbai_nlp.mentions.times import TimeFinder

FIRMS = ("国网", "移动", "A银行")
FRAMES = framed.frames(FIRMS)
ENDINGS = ["处", "室", "部", "办公室", "工作部", "工作处", "指挥中心"]
LEXICON = Lexicon.default()
TIMES = TimeFinder(LEXICON)
QUANTITIES = QuantityFinder(LEXICON)
HEADS = [
    "政协",
    "中共",
    "中国共产党",
    "公安",
    "市场监管",
    "自然资源和规划",
    "国家统计局",
    "国家税务总局",
    "纪委",
    "监委",
    "派驻",
    "驻",
    "第",
]
TAILS = [
    "栖川",
    "县",
    "市",
    "委员会",
    "委",
    "分局",
    "调查队",
    "税务局",
    "一",
    "二",
    "纪检监察组",
    "监督检查室",
    "公司",
    "支行",
    "，",
]


def spans(found: list[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in found]


def cues(text: str, words: Sequence[str]) -> Places:
    found = Cues([words]).scan(text)
    return found[0] if found is not None else []


def made_of(*words: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(words), max_size=12).map("".join)


@given(made_of(*HEADS, *TAILS, *FIRMS))
def test_frames_begin_with_their_heads(text: str) -> None:
    assert spans(matches(text, *FRAMES)) == spans(list(FRAMES.pattern.finditer(text)))


@given(made_of(*"三五百千万亿点12*,.—至%元人件余成瓦是、", "百分之"))
def test_numbers_passed_over_count_nothing(text: str) -> None:
    pattern = number_pattern()
    numbers = list(pattern.finditer(text))
    read = [(place.start, place.end) for place in numbers_in(text, QUANTITIES._opening, pattern)]
    passed_over = [number for number in numbers if number.span() not in read]
    assert spans([number for number in numbers if number.span() in read]) == read
    assert not any(number["share"] for number in passed_over)
    assert not any(text.startswith(tuple(LEXICON.units), number.end()) for number in passed_over)


@given(made_of(*"一十百千*3,.是元", "***"))
def test_a_measure_word_of_digits_alone_may_stand_behind_any(text: str) -> None:
    pattern = number_pattern()
    read = numbers_in(text, quantities._opening(["百", "元"]), pattern)
    assert [(place.start, place.end) for place in read] == spans(list(pattern.finditer(text)))


@given(made_of(*"一百万亿*3,.点—到元年公里个余分之", "百分之"))
def test_a_plain_number_is_what_the_pattern_calls_one(text: str) -> None:
    pattern = number_pattern()
    for place in numbers_in(text, QUANTITIES._opening, pattern):
        found = pattern.match(text, place.start)
        assert found is not None
        assert found.end() == place.end
        assert place.match is not None or found.lastgroup == "num"


@given(made_of(*"*+N3第一届书记人：栖 ", "同志"))
def test_masked_names_begin_as_their_opening_says(text: str) -> None:
    names = claim._masked_names(models=True)
    assert spans(matches(text, claim._opening_of_models(), names)) == spans(list(names.finditer(text)))
    plain = claim._masked_names(models=False)
    without = text.replace("+", "")
    assert spans(matches_at(without, claim._openings(without), plain)) == spans(list(names.finditer(without)))


@given(made_of(*"一二三是要，。栖a"))
def test_points_end_with_one_of_two_words(text: str) -> None:
    assert spans(claim._points_in(text)) == spans(list(claim._point().finditer(text)))


@given(made_of(*"云溪汀省市县区州旗镇乡村街道，a"))
def test_places_are_named_right_before_their_last_word(text: str) -> None:
    named = re.compile("[\u4e00-\u9fff]{2,3}(省|市|县|区|州|旗|镇|乡|街道|村)")
    found = [(match.start(), match.start(1), match.end()) for match in named.finditer(text)]
    assert places._named_in(text) == found


@given(made_of(*own.BRANCHES, *"栖川第一二六班组工区中队市场，a", "自然", "人民"))
def test_branches_hold_their_cues(text: str) -> None:
    branch = own._own_branch()
    found = matches_before(text, cues(text, own.BRANCHES), branch, own._MOST_BEFORE)
    assert spans(found) == spans(list(branch.finditer(text)))


@given(made_of(*own.COMMUNITIES, *"栖川社区员，a"))
def test_communities_stand_before_their_cues(text: str) -> None:
    starts = [at - own._NAMED for at in cues(text, own.COMMUNITIES) if at >= own._NAMED]
    community = own._community()
    assert spans(matches_at(text, starts, community)) == spans(list(community.finditer(text)))


@given(made_of(*free._SUFFIX.replace("(?:", "|").replace(")?", "|").split("|"), *free.FREE_ENDINGS, *"栖川第一七，a生"))
def test_free_names_stand_before_their_suffixes(text: str) -> None:
    name = free._free_name()
    suffixes = [match.start() for match in free._suffix().finditer(text)]
    found = matches_before(text, suffixes, name, free._MOST_BEFORE) if cues(text, free.FREE_ENDINGS) else []
    assert spans(found) == spans(list(name.finditer(text)))


@given(made_of(*free.TRADES, *"栖川员化公司"))
def test_brands_stand_before_their_trades(text: str) -> None:
    trade = free._house_of_trade()
    assert spans(matches_at(text, cues(text, free.TRADES), trade)) == spans(list(trade.finditer(text)))


@given(made_of(*ENDINGS, *"处室长栖川二，a", "建设"))
def test_divisions_end_with_their_cues(text: str) -> None:
    ending = divisions.Ended(Divisions(endings=ENDINGS)).ending
    assert spans(matches_at(text, cues(text, ENDINGS), ending)) == spans(list(ending.finditer(text)))


def test_a_text_without_a_cue_has_no_places() -> None:
    assert Cues([["处"], ["科"]]).scan("栖川") is None
    assert Cues([["处"], ["科", "处"]]).scan("科，处") == [[2], [0, 2]]


@given(made_of(*"20三两*年月日初底至—.、第每前今去上半下季", "2023", "学年", "以来", "十二", "元月"))
def test_times_begin_as_their_opening_says(text: str) -> None:
    assert spans(matches(text, TIMES._opening, TIMES._grammar)) == spans(list(TIMES._grammar.finditer(text)))


def test_yuan_is_a_month_only_before_its_own_word() -> None:
    assert spans(matches("300万元至4月底", TIMES._opening, TIMES._grammar)) == [(6, 9)]
    assert spans(matches("元月至4月底", TIMES._opening, TIMES._grammar)) == [(0, 6)]


@given(made_of(*"旧历三十年开前2、，月", "上一"))
def test_a_year_of_ones_own_words_begins_a_time(text: str) -> None:
    years = ("旧历三十年", "旧历开年", "上一", "开")
    grammar = times._grammar(years)
    assert spans(matches(text, times._opening(years), grammar)) == spans(list(grammar.finditer(text)))
