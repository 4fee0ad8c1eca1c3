"""A lexicon file changes the parse without code, and says where it is wrong."""

import pickle
import re
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanbai_nlp
from sanbai_nlp import Basis, DepartmentKind, Level, Lexicon, LexiconError, Modifier, Parser, Report, TimeKind
from sanbai_nlp.lexicon import Category, loader

Load = Callable[[str], Lexicon]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Writes a lexicon file and lays it over the built-in one."""

    def written(toml: str) -> Lexicon:
        path = tmp_path / "ours.toml"
        path.write_text(toml, encoding="utf-8")
        return Lexicon.load(path)

    return written


def report(line: str, lexicon: Lexicon | None = None) -> Report:
    return Parser(lexicon=lexicon).parse(f"一、主要工作\n{line}")


def units(found: Report) -> list[str]:
    return [quantity.unit for quantity in found.quantities]


def names(found: Report) -> list[str]:
    return [department.name for department in found.departments]


# What an overlay adds


def test_a_unit_makes_a_number_a_quantity(load: Load) -> None:
    line = "全年织造云锦**幔。"
    lexicon = load('[quantities.units]\ncount = ["幔"]\n')
    assert units(report(line)) == []
    quantity = report(line, lexicon).quantities[0]
    assert (quantity.text, quantity.unit, quantity.low, quantity.high) == ("**幔", "幔", 10, 99)


def test_a_unit_of_duration_only_describes(load: Load) -> None:
    counted = report("全年守灯**更。", load('[quantities.units]\ncount = ["更"]\n'))
    described = report("全年守灯**更。", load('[quantities.units]\nduration = ["更"]\n'))
    assert units(counted) == units(described) == ["更"]
    assert [len(found.achievements) for found in (counted, described)] == [1, 0]


def test_a_hedge_widens_a_quantity(load: Load) -> None:
    line = "全年走访农户200户开外。"
    assert report(line).quantities[0].modifier == Modifier.EXACT
    hedged = report(line, load('[quantities.after]\nat_least = ["开外"]\n')).quantities[0]
    assert (hedged.text, hedged.modifier, hedged.low, hedged.high) == ("200户开外", Modifier.AT_LEAST, 200, None)


def test_a_word_that_is_no_unit_takes_a_quantity_away(load: Load) -> None:
    line = "全年联系3家园丁。"
    assert units(report(line)) == ["家"]
    assert units(report(line, load('[quantities]\nnot_units = ["家园"]\n'))) == []


def test_a_time_word_is_a_time(load: Load) -> None:
    line = "开渔节前，检修渔港灯塔。"
    assert report(line).times == ()
    found = report(line, load('[times.words]\npoint = ["开渔节"]\n')).times
    assert [(item.text, item.kind, item.rule) for item in found] == [("开渔节", TimeKind.POINT, "time.word")]


def test_an_office_is_found_behind_its_place(load: Load) -> None:
    line = "会同栖川市云桥署检查企业**家。"
    lexicon = load('[departments.parts.government]\nregional = ["云桥署"]\n')
    assert names(report(line)) == []
    found = report(line, lexicon).departments
    assert [(item.name, item.kind) for item in found] == [("栖川市云桥署", DepartmentKind.GOVERNMENT)]


def test_a_whole_name_brings_kind_level_and_full_name(load: Load) -> None:
    toml = '[[departments.fixed]]\nterm = "云桥署"\nkind = "government"\nlevel = "city"\nname = "栖川市云桥管理署"\n'
    assert names(report("会同云桥署检查企业**家。")) == []
    found = report("会同云桥署检查企业**家。", load(toml)).departments[0]
    assert (found.name, found.kind, found.level) == ("栖川市云桥管理署", DepartmentKind.GOVERNMENT, Level.CITY)
    assert found.mentions[0].text == "云桥署"


def test_a_convention_gives_an_office_its_full_name(load: Load) -> None:
    toml = '[departments.parts.government]\nregional = ["云桥署"]\n[departments.canonical]\n"云桥署" = "云桥管理署"\n'
    assert names(report("会同栖川市云桥署检查企业**家。", load(toml))) == ["栖川市云桥管理署"]


def test_a_set_phrase_keeps_its_numeral_from_counting(load: Load) -> None:
    line = "形成五盏灯文化，走访农户**户。"
    assert units(report(line)) == ["盏", "户"]
    assert units(report(line, load('phrases = ["五盏灯"]\n'))) == ["户"]


def test_a_kind_and_its_verb_name_what_was_done(load: Load) -> None:
    line = "全年放流鱼苗**袋。"
    toml = '[achievements.kinds]\n"渔业资源" = ["放流", "鱼苗"]\n[achievements]\nverbs = ["放流"]\n'
    before, after = report(line).achievements[0], report(line, load(toml)).achievements[0]
    assert (before.kind, before.action) == ("其他", None)
    assert (after.kind, after.action, after.object) == ("渔业资源", "放流", "鱼苗")


def test_a_making_verb_and_its_thing_make_an_achievement(load: Load) -> None:
    line = "筹设潮信灯坊。"
    lexicon = load('[achievements]\ncreating = ["筹设"]\nthings = ["灯坊"]\n')
    assert report(line).achievements == ()
    found = report(line, lexicon).achievements
    assert [(item.basis, item.action, item.object) for item in found] == [(Basis.DELIVERED, "筹设", "潮信灯坊")]


def test_a_short_law_is_a_document(load: Load) -> None:
    line = "学习渔港秩序法。"
    assert report(line).documents == ()
    assert [item.name for item in report(line, load('[documents.known]\nlaw = ["渔港秩序法"]\n')).documents] == [
        "渔港秩序法"
    ]


def test_a_title_word_makes_a_first_line_the_title(load: Load) -> None:
    text = "白鹭湾渔港述职手札\n今年以来，检修灯塔*座，走访渔户**户，情况较好。"
    assert sanbai_nlp.parse(text).title is None
    assert Parser(lexicon=load('[outline]\ntitles = ["述职手札"]\n')).parse(text).title == "白鹭湾渔港述职手札"


def test_a_title_word_splits_a_file(load: Load) -> None:
    text = "白鹭湾渔港述职手札\n今年以来，检修灯塔*座，走访渔户**户，情况较好。\n" * 2
    assert len(Parser(lexicon=load('[outline]\ntitles = ["述职手札"]\n')).parse_all(text)) == 2


def test_later_files_lie_over_earlier_ones(tmp_path: Path) -> None:
    first, second = tmp_path / "1.toml", tmp_path / "2.toml"
    first.write_text('phrases = ["五盏灯"]\n[quantities.units]\ncount = ["幔"]\n', encoding="utf-8")
    second.write_text('remove = ["五盏灯"]\n', encoding="utf-8")
    line = "形成五盏灯文化，织造云锦**幔。"
    assert units(report(line, Lexicon.load(first, second))) == ["盏", "幔"]
    assert units(report(line, Lexicon.load(second, first))) == ["幔"]


def test_an_overlay_changes_no_one_elses_lexicon(load: Load) -> None:
    load('remove = ["户"]\nphrases = ["五盏灯"]\n')
    assert units(report("形成五盏灯文化，走访农户**户。")) == ["盏", "户"]


# What `remove` takes away


def test_remove_takes_a_unit_away(load: Load) -> None:
    line = "培训干部**名，走访农户**户。"
    assert units(report(line)) == ["名", "户"]
    assert units(report(line, load('remove = ["名"]\n'))) == ["户"]


def test_remove_takes_a_whole_name_away(load: Load) -> None:
    line = "落实国务院部署。"
    assert names(report(line)) == ["国务院"]
    assert names(report(line, load('remove = ["国务院"]\n'))) == []


def test_a_file_may_remove_a_term_and_add_it_elsewhere(load: Load) -> None:
    lexicon = load('remove = ["更"]\n[quantities.units]\nduration = ["更"]\n')
    assert "更" in lexicon.durations


def test_remove_of_a_subject_word_leaves_the_kind_of_that_name(load: Load) -> None:
    kinds = load('remove = ["立法"]\n').words.achievements.kinds
    assert "立法" in kinds
    assert "立法" not in kinds["立法"]
    assert "立法调研" in kinds["立法"]


def test_remove_of_a_word_that_is_a_table_empties_no_table(load: Load) -> None:
    assert units(report("培训干部**名。", load('remove = ["count"]\n'))) == ["名"]


# What cannot be used


@pytest.mark.parametrize(
    ("toml", "line", "reason"),
    [
        pytest.param("phrases = []\n[quantities\n", 2, "not valid TOML", id="bad TOML"),
        pytest.param("phrases = [甲]\n", 1, "not valid TOML", id="no quotes"),
        pytest.param('phrases = []\n\n[quantaties]\nnot_units = ["甲"]\n', 3, "quantaties: Extra inputs", id="section"),
        pytest.param('[quantities]\nunit = ["甲"]\n', 2, "quantities.unit: Extra inputs", id="unknown key"),
        pytest.param('[quantities.units]\ncount = "甲"\n', 2, "quantities.units.count: .* list", id="no list"),
        pytest.param("[quantities.units]\ncount = [\n  3,\n]\n", 2, "units.count.0: .* string", id="no string"),
        pytest.param('phrases = [\n  "甲",\n  "' + "长" * 61 + '",\n]\n', 3, "phrases.1: .* 60", id="too long"),
        pytest.param('phrases = [""]\n', 1, "phrases.0: .* at least 1", id="empty"),
        pytest.param('[departments.parts.goverment]\nbare = ["甲"]\n', 1, "goverment: Input should be", id="kind"),
        pytest.param('[[departments.fixed]]\nterm = "甲署"\n', None, "fixed.0.kind: .* required", id="no kind"),
        pytest.param('[times.words]\nsometimes = ["甲"]\n', 2, "sometimes: Input should be 'point'", id="time kind"),
        pytest.param('remove = "甲"\n', 1, "remove: .* list", id="remove"),
    ],
)
def test_a_wrong_file_is_named_with_line_and_reason(load: Load, toml: str, line: int | None, reason: str) -> None:
    with pytest.raises(LexiconError) as caught:
        load(toml)
    error = caught.value
    assert error.path.endswith("ours.toml")
    assert line is None or error.line == line
    assert re.search(reason, error.reason)
    assert str(error).startswith(f"{error.path}:{error.line}: " if error.line else f"{error.path}: ")


def test_the_line_is_that_of_the_very_key(load: Load) -> None:
    with pytest.raises(LexiconError) as caught:
        load('[achievements]\nverbs = ["放流"]\nverb = ["增殖"]\n')
    assert caught.value.line == 3


def test_a_mistake_in_a_shipped_file_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    files = (("phrases.toml", '# ours\nphrases = ["五盏灯", ""]\n'),)
    monkeypatch.setattr(loader, "builtin_files", lambda: files)
    with pytest.raises(LexiconError, match=r"phrases\.1") as caught:
        Lexicon(files)
    assert (caught.value.path, caught.value.line) == ("phrases.toml", 2)


@pytest.mark.parametrize("file", loader.builtin_files(), ids=lambda file: file[0])
def test_each_shipped_file_is_right_by_itself(file: tuple[str, str]) -> None:
    assert loader.validate(*file).model_fields_set


def test_a_key_given_twice_is_an_error_of_its_file(load: Load) -> None:
    with pytest.raises(LexiconError, match=r"ours\.toml(:2)?: not valid TOML"):
        load('phrases = ["甲"]\nphrases = ["乙"]\n')


def test_brackets_without_end_are_an_error_of_their_file(load: Load) -> None:
    with pytest.raises(LexiconError):
        load("phrases = " + "[" * 100_000)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gb.toml"
    path.write_bytes('phrases = ["五盏灯"]\n'.encode("gb18030"))
    with pytest.raises(LexiconError, match=r"gb\.toml: cannot be read: 'utf-8'") as caught:
        Lexicon.load(path)
    assert caught.value.line is None
    assert isinstance(caught.value.__cause__, UnicodeDecodeError)


def test_a_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_text('phrases = ["五盏灯"]\n', encoding="utf-8-sig")
    assert "五盏灯" in Lexicon.load(path).words.phrases


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.toml", tmp_path):
        with pytest.raises(LexiconError, match="cannot be read") as caught:
            Lexicon.load(path)
        assert (caught.value.path, caught.value.line) == (str(path), None)


def test_an_impossible_path_is_refused() -> None:
    with pytest.raises(LexiconError):
        Lexicon.load("a\0b.toml")


def test_a_path_of_a_wrong_type_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        Lexicon.load(3)  # type: ignore[arg-type]


# One lexicon, many places


def test_the_default_is_shared_and_pickles_as_itself() -> None:
    assert Lexicon.default() is Lexicon.default()
    assert Parser().lexicon is Lexicon.default()
    assert pickle.loads(pickle.dumps(Lexicon.default())) is Lexicon.default()  # noqa: S301  our own


def test_an_overlay_pickles_without_its_file(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('[quantities.units]\ncount = ["幔"]\n', encoding="utf-8")
    pickled = pickle.dumps(Lexicon.load(path))
    path.unlink()
    assert units(report("全年织造云锦**幔。", pickle.loads(pickled))) == ["幔"]  # noqa: S301  our own


def overlay_of(size: int) -> str:
    """A file of made-up terms, a quarter each of phrases, offices, subject words and units."""
    terms = [f'"{chr(0x4E00 + i % 400)}{chr(0x7000 + i % 977)}{chr(0x8000 + i // 400)}"' for i in range(size)]
    quarters = [", ".join(terms[i::4]) for i in range(4)]
    return (
        "phrases = [{}]\n[departments.parts.government]\nregional = [{}]\n"
        '[achievements.kinds]\n"渔业资源" = [{}]\n[quantities.units]\ncount = [{}]\n'
    ).format(*quarters)


def units_alike(size: int) -> str:
    """A file of made-up units that all begin as a common one does."""
    terms = ", ".join(f'"件{chr(0x7000 + i // 300)}{chr(0x8000 + i % 300)}"' for i in range(size))
    return f"[quantities.units]\ncount = [{terms}]\n"


@pytest.mark.slow
@pytest.mark.parametrize("overlay", [overlay_of, units_alike])
def test_ten_thousand_terms_cost_a_parse_next_to_nothing(
    load: Load, sample_text: str, overlay: Callable[[int], str]
) -> None:
    parsers = (Parser(), Parser(lexicon=load(overlay(10_000))))

    def cost(parser: Parser) -> float:
        start = time.process_time()
        parser.parse_all(sample_text)
        return time.process_time() - start

    rounds = [[cost(parser) for parser in parsers] for _ in range(12)][2:]
    assert median(own / plain for plain, own in rounds) < 1.2


@pytest.mark.slow
def test_a_thousand_removals_load_in_the_time_of_a_thousand_additions(load: Load) -> None:
    terms = ", ".join(f'"潮{i}"' for i in range(1000))

    def cost(key: str) -> float:
        start = time.process_time()
        load(f"{key} = [{terms}]\n")
        return time.process_time() - start

    cost("phrases")
    assert cost("remove") < 3 * cost("phrases") + 0.1


# What a scan finds

WORDS = [
    "市监督检查中心",
    "监督检查",
    "公安局",
    "市公安局",
    "述职评议",
    "评议",
    "制定",
    "今年",
    "条例",
    "工作",
    "，",
    "了",
    "的",
]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=2), max_size=20).map("".join))
def test_the_longest_hits_are_those_that_stand_in_no_longer_one(text: str) -> None:
    hits = Lexicon.default().scan(text)
    for category in Category:
        places = sorted(set(hits.places(category)))
        outer = [p for p in places if not any(q != p and q[0] <= p[0] and p[1] <= q[1] for q in places)]
        assert [(hit.start, hit.end) for hit in hits.longest(category)] == outer
        every = [(hit.start, hit.end, hit.value) for hit in hits[category]]
        assert all((hit.start, hit.end, hit.value) in every for hit in hits.longest(category))


@given(st.lists(st.sampled_from(WORDS), max_size=8).map("".join))
def test_a_hit_stands_where_its_term_does_and_in_the_order_of_the_ends(text: str) -> None:
    hits = Lexicon.default().scan(text)
    for category in Category:
        found = hits[category]
        assert [(hit.end, hit.start) for hit in found] == sorted((hit.end, hit.start) for hit in found)
        assert {(hit.start, hit.end) for hit in found} == set(hits.places(category))
        assert bool(found) == hits.any(category)
    assert [text[start:end] for start, end in hits.places(Category.VERB)].count("制定") == text.count("制定")
