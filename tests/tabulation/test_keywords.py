"""Keywords: terms that are words, counted right, scored as documented."""

import math
from collections import Counter
from pathlib import Path
from typing import Literal

import pytest

import sanbai_nlp
from sanbai_nlp import Lexicon, Report
from sanbai_nlp.segmentation import default_segmenter
from sanbai_nlp.tabulation.keywords import Group, Passage, Words, keyword_rows
from sanbai_nlp.tabulation.terms import TermReader, new_words

WORK, INTEGRITY = "工作业绩", "廉洁"
LEXICON = Lexicon.default()
OTHERS = "".join(map(chr, range(0x5000, 0x5200)))  # text beside which a repeated string can be seen to be one
SIX = [f"{left}潮汐灯坊{right}" for left, right in zip("春夏秋冬东西", "走看听说写读", strict=True)]


def passages(*texts: tuple[str | None, str | None, int | None, str]) -> list[Passage]:
    return [Passage(Group(dimension, department, year), text) for dimension, department, year, text in texts]


def terms(*texts: str, lexicon: Lexicon = LEXICON) -> Counter[str]:
    reader = TermReader(texts, lexicon)
    return Counter(term for text in texts for term in reader.read(text))


def test_words_in_a_row_that_spell_a_term_of_the_lexicon_are_one() -> None:
    pytest.importorskip("spacy_pkuseg", reason='needs the extra: pip install "sanbai-nlp[spacy]"')
    text = "开展执法检查，办理代表建议，走访企业二十四家。"
    assert {"执法", "检查"} <= set(default_segmenter()(text))
    found = Counter(TermReader([text], LEXICON, default_segmenter()).read(text))
    assert found["执法检查"] == found["代表建议"] == found["企业"] == 1
    assert not {"执法", "检查", "二十四", "开展", "办理代表建议"} & set(found)


def test_the_librarys_own_words_are_taken_where_they_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("spacy_pkuseg", reason='needs the extra: pip install "sanbai-nlp[spacy]"')
    reports = sanbai_nlp.parse_all(
        "甲县民政局2023年述职报告\n一、救助\n走访低保家庭**户，低保家庭复核**户。\n二、廉洁\n退回礼金**元，拒收礼金**次。"
    )

    def terms_by(words: Words | Literal["auto"] | None) -> list[str]:
        return sanbai_nlp.tables(reports, words=words).keywords["term"].tolist()

    assert terms_by("auto") == terms_by(default_segmenter())
    monkeypatch.setattr("sanbai_nlp.tabulation.tabulate.available", lambda: False)
    assert terms_by("auto") == terms_by(None)


@pytest.mark.parametrize("phrase", ["三会一课", "中央八项规定精神", "一府一委两院", "双随机、一公开", "四个意识"])
def test_set_phrases_stay_whole(phrase: str) -> None:
    found = terms(f"严格落实{phrase}，做到常态化。")
    assert found[phrase] == 1
    assert not [term for term in found if term != phrase and term in phrase]


@pytest.mark.parametrize("mask", ["**", "****年", "XX", "××", "□□", "某市", "12,345", "３００"])
def test_no_term_holds_a_mask_or_a_digit(mask: str) -> None:
    texts = [f"全年接待选民{mask}人，走访{mask}户，{mask}召开座谈会。" for _ in range(6)]
    found = terms(*texts)
    assert found["选民"] == 6
    assert not [term for term in found if not all("\u4e00" <= char <= "\u9fff" for char in term)]
    assert not [term for term in found if "某" in term]


def test_the_lexicons_words_and_words_of_ones_own_are_terms(tmp_path: Path) -> None:
    text = "开展宪法宣誓，查验潮汐灯坊。"
    assert terms(text)["宪法宣誓"] == 1
    assert terms(text)["潮汐灯坊"] == 0
    own = tmp_path / "ours.toml"
    own.write_text('[keywords]\nterms = ["潮汐灯坊"]\nstop = ["宪法宣誓"]\n', encoding="utf-8")
    mine = terms(text, lexicon=Lexicon.load(own))
    assert mine["潮汐灯坊"] == 1
    assert mine["宪法宣誓"] == 0


def test_an_edge_of_ones_own_ends_no_new_word(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text('[keywords]\nedges = ["坊"]\n', encoding="utf-8")
    assert terms(*SIX, OTHERS)["潮汐灯坊"] == 6
    assert terms(*SIX, OTHERS, lexicon=Lexicon.load(own))["潮汐灯坊"] == 0


def test_a_string_that_comes_often_among_different_neighbours_is_a_word() -> None:
    assert new_words([*SIX, OTHERS]) == {"潮汐灯坊": 6}


def test_a_string_that_always_has_one_neighbour_is_a_part_of_a_word() -> None:
    assert not {"汐灯", "潮汐", "潮汐灯", "汐灯坊"} & set(new_words([*SIX, OTHERS]))


def test_a_string_that_is_rare_or_hangs_loosely_is_none() -> None:
    assert new_words([*SIX[:2], OTHERS]) == {}
    every = "春夏秋冬东西"
    assert new_words([f"走{one}{two}看" for one in every for two in every]) == {}


@pytest.mark.parametrize("word", ["开展", "进一步", "建立", "平方米", "力争", "举办"])
def test_words_that_say_how_and_not_what_are_no_terms(word: str) -> None:
    assert terms(*[f"我们{word}代表建议相关事宜。"] * 6)[word] == 0


def test_counts_are_how_often_a_term_stands_in_its_group() -> None:
    rows = keyword_rows(
        passages(
            (WORK, "甲局", 2021, "代表建议办理。代表建议答复。代表建议。"),
            (WORK, "乙局", 2022, "代表建议。信访。信访。"),
            (INTEGRITY, "甲局", 2021, "礼金。礼金。拒收礼金。"),
        )
    )
    counts = {(row[0], row[1], row[2], row[3], row[5]): row[6] for row in rows}
    assert counts["dimension", WORK, None, None, "代表建议"] == 4
    assert counts["department", None, "甲局", None, "代表建议"] == 3
    assert counts["department", None, "甲局", None, "礼金"] == 3
    assert counts["year", None, None, 2022, "信访"] == 2
    assert counts["cell", INTEGRITY, "甲局", 2021, "礼金"] == 3


def test_a_score_is_the_documented_formula() -> None:
    rows = keyword_rows(
        passages((WORK, None, None, "信访。信访。信访。调研。"), (INTEGRITY, None, None, "礼金。礼金。调研。"))
    )
    score = next(row[7] for row in rows if row[:2] == ("dimension", WORK) and row[5] == "信访")
    prior = 500 * 3 / 7
    here, there = 3 + prior, prior
    odds = math.log(here / (4 + 500 - here)) - math.log(there / (3 + 500 - there))
    assert score == pytest.approx(odds / math.sqrt(1 / here + 1 / there))


def test_ranks_follow_scores_and_what_the_group_shuns_is_left_out() -> None:
    rows = keyword_rows(
        passages(
            (WORK, None, None, "信访。信访。信访。调研。调研。礼金。礼金。"),
            (INTEGRITY, None, None, "礼金。" * 9 + "调研。"),
        )
    )
    work = [row for row in rows if row[:2] == ("dimension", WORK)]
    assert [row[5] for row in work] == ["信访", "调研"]
    assert [row[4] for row in work] == [1, 2]
    assert all(row[7] > 0 for row in rows)


def test_one_group_alone_stands_out_from_nothing() -> None:
    assert keyword_rows(passages((WORK, "甲局", 2021, "信访。信访。"))) == []
    assert keyword_rows([]) == []


def report(text: str, **meta: str) -> Report:
    return sanbai_nlp.parse(text, meta=meta)


def test_meta_names_department_and_year_before_the_report_does() -> None:
    texts = (
        "松坪县审计局2020年述职报告\n一、审计工作\n完成审计项目**个，提出审计建议**条，审计建议被采纳。",
        ("柳湾县民政局2019年述职报告\n一、救助\n低保对象**户，低保金发放**万元，低保核查。"),
    )
    named = sanbai_nlp.tables([report(texts[0], department="审计口", year="2018"), report(texts[1])]).keywords
    assert set(named["department"].dropna()) == {"审计口", "柳湾县民政局"}
    assert set(named["year"].dropna()) == {2018, 2019}


def test_the_sample_archives_integrity_is_about_gifts(sample_file: Path) -> None:
    keywords = sanbai_nlp.tables(sanbai_nlp.parse_file(sample_file)).keywords
    first = keywords[(keywords["by"] == "dimension") & (keywords["dimension"] == INTEGRITY)]["term"].head(5)
    assert {"礼品", "礼金"} <= set(first)


def test_a_segmenter_of_ones_own_is_asked_and_never_about_set_phrases_or_for_scraps() -> None:
    asked: list[str] = []

    def words(text: str) -> list[str]:
        asked.append(text)
        return [text[at : at + 2] for at in range(0, len(text), 2)]

    text = "落实三会一课制度，办理**件，办理，1个"
    found = Counter(TermReader([text], LEXICON, words).read(text))
    assert found["三会一课"] == 1
    assert not [piece for piece in asked if "三会一课" in piece]
    assert "制度" in found
    assert all(len(term) > 1 and term.isalpha() for term in found)


def test_a_segmenter_is_used_when_keywords_are_asked_for(sample_file: Path) -> None:
    calls: list[str] = []

    def words(text: str) -> list[str]:
        calls.append(text)
        return ["一词"]

    tables = sanbai_nlp.tables(sanbai_nlp.parse_file(sample_file), words=words)
    assert not calls
    assert set(tables.keywords["term"]) - {"一词"} < set(LEXICON.words.phrases)
    assert calls


def test_keywords_are_made_once_and_the_same_every_time(sample_file: Path) -> None:
    reports = sanbai_nlp.parse_file(sample_file)
    tables = sanbai_nlp.tables(reports)
    assert tables.keywords is tables.keywords
    assert tables.keywords.equals(sanbai_nlp.tables(reports).keywords)
