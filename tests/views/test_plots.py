"""Figures: that they show what the reports say, in characters that can be read, and touch nothing else."""

import doctest
import sys
import warnings
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from fontTools.ttLib import TTCollection, TTFont
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.text import Text

import sanbai_nlp
from sanbai_nlp import Dimension, MissingExtraError, Report, Stage, plots
from sanbai_nlp.views.html.style import LIGHT
from sanbai_nlp.views.plots import canvas, fonts
from sanbai_nlp.views.plots import names as plot_names
from sanbai_nlp.views.plots.names import columns, distinct, report_names, shortened

Plot = Callable[..., Axes]
ALL: list[Plot] = [plots.dimensions, plots.intervals, plots.stages, plots.keywords]

MASKED = """霁原市人民代表大会常务委员会离退休干部工作处****年度述职述廉报告
一、工作业绩
任免国家机关工作人员**人次，办理建议***件。《霁原市养犬管理条例》*月提请市人大常委会一审，将于**月提请二审。
二、作风建设
深入基层，密切联系群众，走访群众**户，作风务实，求真务实。
三、廉洁自律
廉洁自律，没有收受礼品礼金，开展廉政谈话**人次，严守廉政纪律，拒收礼品礼金。
"""


@pytest.fixture(autouse=True)
def _agg() -> Iterator[None]:
    backend = mpl.get_backend()
    mpl.use("Agg")
    yield
    plt.close("all")
    mpl.use(backend)


@pytest.fixture
def _no_installed_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which nobody ever installed a Chinese font."""
    monkeypatch.setattr(fonts, "USUAL", ())
    fonts.families.cache_clear()
    yield
    fonts.families.cache_clear()


@pytest.fixture(scope="module")
def years(root: Path) -> list[Report]:
    """Five years of two departments of an invented house."""
    return [
        report.model_copy(update={"meta": {"year": path.stem}})
        for path in sorted((root / "data" / "samples" / "years").glob("*.txt"))
        for report in sanbai_nlp.parse_file(path)
    ]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.findobj(Text) if isinstance(text, Text) and text.get_text()]


def names(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def drawn(ax: Axes, kind: str = "png") -> bytes:
    """The figure as a file. A glyph that no font has is a warning, and warnings are errors here."""
    file = BytesIO()
    assert ax.figure is not None
    ax.figure.savefig(file, format=kind)
    return file.getvalue()


def bitmap(text: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    figure = plt.figure(figsize=(2, 1), dpi=100)
    figure.text(0.1, 0.3, text, fontsize=30, fontfamily=list(fonts.families()))
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba()).copy()  # type: ignore[attr-defined]  Agg's canvas
    plt.close(figure)
    return pixels


@pytest.mark.parametrize("module", [plots, plot_names])
def test_the_examples_of_the_docstrings_run(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


class TestChinese:
    def test_the_first_font_has_every_character_that_reports_and_figures_need(self) -> None:
        path = findfont(FontProperties(family=[fonts.families()[0]]), fallback_to_default=False)
        held = (TTCollection(path).fonts[0] if path.endswith(".ttc") else TTFont(path)).getBestCmap()
        assert not [character for character in "述职廉洁镕堃喆＊*□○×–≥≤…·（）《》" if ord(character) not in held]

    @pytest.mark.usefixtures("_no_installed_font")
    def test_where_no_chinese_font_is_installed_the_bundled_one_is_taken(self) -> None:
        assert fonts.families() == ("Noto Sans CJK SC", "DejaVu Sans")
        path = findfont(FontProperties(family=[fonts.families()[0]]), fallback_to_default=False)
        assert Path(path).parent.parent.name == "mplfonts"
        assert "SIL Open Font License" in str(TTFont(path)["name"].getDebugName(13))

    @pytest.mark.usefixtures("_no_installed_font")
    def test_characters_are_drawn_each_in_its_own_form(self) -> None:
        # The sign for a character that no font has is one and the same for all of them.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            nobodys = bitmap("\U000f1234")
        forms = [bitmap(character) for character in "述职廉㐂䶮𠮷龘＊*□○"]
        assert all(not np.array_equal(form, nobodys) and form.min() < 128 for form in forms)
        assert len({form.tobytes() for form in forms}) == len(forms)

    @pytest.mark.usefixtures("_no_installed_font")
    @pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
    def test_a_whole_figure_is_drawn_without_a_missing_glyph(self, kind: str) -> None:
        assert len(drawn(plots.intervals(sanbai_nlp.parse(MASKED)), kind)) > 5000

    def test_rare_characters_come_from_another_font(self) -> None:
        report = sanbai_nlp.parse(f"㐂䶮县𠮷镇人民政府２０２３年□□述职报告\n{MASKED}")
        drawn(plots.dimensions(report))
        assert names(plots.dimensions(report))[0].startswith("㐂䶮县𠮷镇")

    def test_titles_and_ticks_of_the_callers_own_axes_are_in_chinese_too(self, years: list[Report]) -> None:
        _, ax = plt.subplots()
        ax.set_title("霁原市五年")
        assert plots.keywords(years, ax=ax) is ax
        assert ax.get_title() == "霁原市五年"
        drawn(ax)

    @pytest.mark.usefixtures("_no_installed_font")
    def test_without_any_chinese_font_the_extra_that_brings_one_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fonts, "find_spec", lambda _: None)
        with pytest.raises(MissingExtraError, match=r"Chinese .*sanbai-nlp\[notebook\]"):
            plots.stages(sanbai_nlp.parse(MASKED))

    def test_the_package_that_brings_the_font_is_not_imported(self) -> None:
        plots.stages(sanbai_nlp.parse(MASKED))
        assert "mplfonts" not in sys.modules


@pytest.mark.parametrize("plot", ALL, ids=lambda plot: plot.__name__)
class TestEveryFigure:
    @pytest.mark.parametrize("count", [1, 5, 30])
    def test_any_number_of_reports_is_drawn(self, plot: Plot, count: int, years: list[Report]) -> None:
        assert drawn(plot((years * 3)[:count]))

    def test_a_report_alone_is_a_list_of_one(self, plot: Plot) -> None:
        report = sanbai_nlp.parse(MASKED)
        assert texts(plot(report)) == texts(plot([report]))

    def test_masked_reports_with_long_names_are_drawn(self, plot: Plot) -> None:
        ax = plot(sanbai_nlp.parse(MASKED))
        assert drawn(ax)
        assert max(columns(name) for name in names(ax)) <= 44

    @pytest.mark.parametrize("text", [None, "没有内容的一句话。"])
    def test_where_there_is_nothing_to_draw_the_axes_say_so(self, plot: Plot, text: str | None) -> None:
        reports = [] if text is None else [sanbai_nlp.Parser(tagger=None).parse(text)]
        ax = plot(reports)
        assert drawn(ax)
        assert [said for said in texts(ax) if said.startswith("没有可画的内容：")]

    def test_settings_and_figures_of_others_stay_as_they_are(self, plot: Plot, years: list[Report]) -> None:
        before, other = dict(mpl.rcParams), plt.figure()
        ax = plot(years)
        assert dict(mpl.rcParams) == before
        assert plt.get_fignums() == [other.number, getattr(ax.figure, "number", None)]

    def test_on_axes_of_the_callers_nothing_new_is_opened(self, plot: Plot, years: list[Report]) -> None:
        _, (left, right) = plt.subplots(1, 2)
        assert plot(years, ax=right) is right
        assert len(plt.get_fignums()) == 1
        assert not left.has_data()

    def test_a_dark_style_of_the_callers_leaves_it_readable(self, plot: Plot, years: list[Report]) -> None:
        with plt.style.context("dark_background"):
            ax = plot(years)
        assert to_hex(ax.get_facecolor()) == LIGHT["page"]
        assert {to_hex(label.get_color()) for label in ax.get_yticklabels()} == {LIGHT["ink"]}

    def test_no_window_is_shown(self, plot: Plot, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(plt, "show", lambda *_, **__: pytest.fail("plt.show was called"))
        plot(sanbai_nlp.parse(MASKED))

    def test_what_is_no_report_or_no_axes_is_a_type_error(self, plot: Plot) -> None:
        with pytest.raises(TypeError):
            plot(["文字"])
        with pytest.raises(TypeError, match="ax must be"):
            plot(sanbai_nlp.parse(MASKED), ax="左")

    def test_without_matplotlib_the_extra_is_named(self, plot: Plot, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        with pytest.raises(MissingExtraError, match=r"sanbai-nlp\[notebook\]"):
            plot(sanbai_nlp.parse(MASKED))

    def test_dollars_are_dollars(self, plot: Plot) -> None:
        assert drawn(plot(sanbai_nlp.parse(MASKED.replace("离退休干部", "$x_1$与$y^$"))))


@pytest.mark.parametrize("plot", [plots.intervals, plots.stages, plots.keywords], ids=lambda plot: plot.__name__)
def test_fewer_than_one_row_is_refused(plot: Plot) -> None:
    with pytest.raises(ValueError, match="most must be 1 or more"):
        plot(sanbai_nlp.parse(MASKED), most=0)


class TestDimensions:
    def test_the_bars_are_the_shares_of_the_scorecard(self, years: list[Report]) -> None:
        ax = plots.dimensions(years)
        bars = {bars.get_label(): [bar.get_width() for bar in bars] for bars in ax.containers if isinstance(bars, BarContainer)}  # fmt: skip
        cards = [sanbai_nlp.scorecard(report) for report in years]
        for dimension in Dimension:
            assert bars[dimension.value] == pytest.approx([card.text[dimension].share for card in cards if card.text])

    def test_the_colours_are_those_of_a_reports_own_view_and_not_alone(self) -> None:
        assert {
            Dimension.WORK: LIGHT["work"],
            Dimension.CONDUCT: LIGHT["conduct"],
            Dimension.INTEGRITY: LIGHT["integrity"],
        } == canvas.COLOURS
        assert len(set(canvas.HATCHES.values())) == len(Dimension)

    def test_groups_are_those_of_compare(self, years: list[Report]) -> None:
        ax = plots.dimensions(years, by="year")
        assert names(ax) == ["2019", "2020", "2021", "2022", "2023"]
        with pytest.raises(ValueError, match="no report has it"):
            plots.dimensions(years, by="科室")

    def test_a_report_without_labels_says_so_beside_those_with(self, years: list[Report]) -> None:
        bare = sanbai_nlp.Parser(tagger=None).parse(MASKED)
        assert texts(plots.dimensions([years[0], bare])).count("没有标了维度的段落") == 1


class TestIntervals:
    def test_what_is_written_beside_the_rows_is_the_total(self) -> None:
        report = sanbai_nlp.parse("一、履职\n任免国家机关工作人员**人次，任免国家机关工作人员**人次，任前考试5场。")
        ax = plots.intervals(report)
        assert names(ax) == ["选举任免（人次）", "任前考试（场）"]
        assert {"20–198（2项）", "5（1项）", "确数", "下限至上限"} <= set(texts(ax))

    def test_an_end_that_nobody_knows_is_an_arrow_from_what_is_known(self) -> None:
        frame = pd.DataFrame({"kind": ["甲", "乙", "丙", "丁"], "unit": "件", "low": [300, None, None, 5], "high": [None, 50, None, 5]})  # fmt: skip
        ax = plots.intervals(frame)
        said = dict(zip(names(ax), [text for text in texts(ax) if "项）" in text], strict=True))
        assert said == {"甲（件）": "≥300（1项）", "乙（件）": "≤50（1项）", "丙（件）": "界限不明（1项）", "丁（件）": "5（1项）"}  # fmt: skip
        heads = [line.get_marker() for line in ax.lines if line.get_marker() in {"<", ">"}]
        assert sorted(map(str, heads)) == ["<", "<", ">", ">"]
        drawn(ax)

    @pytest.mark.parametrize(
        ("highest", "lowest", "scale"), [(99, 10, "linear"), (99_999, 10, "log"), (99_999, 0, "symlog")]
    )
    def test_the_scale_is_logarithmic_where_the_smallest_would_be_lost(
        self, highest: int, lowest: int, scale: str
    ) -> None:
        frame = pd.DataFrame({"kind": ["甲", "乙"], "unit": "件", "low": [20, lowest], "high": [highest, lowest]})  # fmt: skip
        ax = plots.intervals(frame)
        assert ax.get_xscale() == scale
        assert ("横轴为对数刻度" in ax.get_xlabel()) == (scale != "linear")
        drawn(ax)

    def test_rows_that_are_left_out_are_counted(self, years: list[Report]) -> None:
        every = len(plots.intervals(years, most=1000).get_yticks())
        ax = plots.intervals(years, most=7)
        assert len(ax.get_yticks()) == 7
        assert f"另有{every - 7}行" in ax.get_xlabel()

    def test_years_stand_in_their_order(self, years: list[Report]) -> None:
        ax = plots.intervals(sanbai_nlp.amounts(years).query("kind == '议案建议' and object == '代表建议'"), by="year")
        assert names(ax) == [f"{year}（件）" for year in range(2019, 2024)]

    def test_any_columns_make_the_rows(self, years: list[Report]) -> None:
        ax = plots.intervals(sanbai_nlp.amounts(years).query("kind == '议案建议'"), by=["year", "kind"])
        assert "2019 · 议案建议（件）" in names(ax)

    def test_large_numbers_have_chinese_ticks(self) -> None:
        frame = pd.DataFrame({"kind": ["甲"], "unit": "元", "low": [1_0000], "high": [3_0000_0000]})
        ax = plots.intervals(frame)
        drawn(ax)
        assert {"1万", "1亿"} <= {label.get_text() for label in ax.get_xticklabels()}


class TestStages:
    @staticmethod
    def discs(ax: Axes) -> set[tuple[str, str, str]]:
        """(regulation, stage, colour of the mark)"""
        rows, order = names(ax), list(Stage)
        return {
            (rows[int(line.get_ydata()[0])], order[int(line.get_xdata()[0])].value, to_hex(line.get_markerfacecolor()))
            for line in ax.lines
            if line.get_marker() == "o"
        }

    def test_every_step_is_where_it_belongs(self) -> None:
        ax = plots.stages(sanbai_nlp.parse(MASKED))
        assert self.discs(ax) == {
            ("霁原市养犬管理条例", "first_reading", canvas.ACCENT),
            ("霁原市养犬管理条例", "second_reading", canvas.PAGE),
        }
        assert {"*月", "**月"} <= set(texts(ax))

    def test_what_a_later_report_tells_is_done_is_no_longer_planned(self, years: list[Report]) -> None:
        assert names(plots.stages(years)).count("霁原市养犬管理条例") == 1
        assert ("霁原市养犬管理条例", "third_reading", canvas.ACCENT) in self.discs(plots.stages(years[::-1]))

    def test_masked_names_of_two_reports_are_two_regulations(self) -> None:
        text = "霁原市人大常委会办公室2023年述职报告\n一、立法\n《**条例》*月提请市人大常委会一审。\n"
        reports = [sanbai_nlp.parse(text), sanbai_nlp.parse(text.replace("一审", "二审"))]
        assert names(plots.stages(reports)) == ["**条例", "**条例（2）"]


def test_keywords_are_the_first_of_the_table(years: list[Report]) -> None:
    table = sanbai_nlp.tables(years).keywords.query("by == 'dimension' and rank <= 3")
    assert names(plots.keywords(years, most=3)) == table["term"].tolist()


class TestNames:
    @pytest.mark.parametrize(
        ("title", "meta", "name"),
        [
            ("霁原市财政局2023年述职报告", {}, "霁原市财政局2023年述职报告"),
            ("霁原市财政局****年述职报告", {"year": "2021"}, "霁原市财政局****年述职报告（2021年）"),
            ("2023年度述职报告", {"单位": "霁原市财政局"}, "霁原市财政局2023年度述职报告"),
        ],
    )
    def test_a_report_is_called_by_its_title_and_what_that_leaves_out(
        self, title: str, meta: dict[str, str], name: str
    ) -> None:
        assert report_names([sanbai_nlp.parse(f"{title}\n一、履职\n办理建议**件。", meta=meta)]) == [name]

    def test_a_report_that_nothing_names_has_its_place(self) -> None:
        assert report_names([sanbai_nlp.parse("办理建议**件。")]) == ["第1篇"]

    def test_alike_names_are_told_apart(self) -> None:
        assert distinct(["述职", "述廉", "述职"]) == ["述职", "述廉", "述职（2）"]

    def test_a_name_of_any_length_is_on_one_short_line(self) -> None:
        assert columns(shortened("石桥市\n人大\u2028常委会" * 20)) <= 40
        assert shortened("a\x1bb\tc") == "a�b c"
