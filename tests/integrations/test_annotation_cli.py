"""`sanbai export`, `sanbai import`, and a tagger trained on what comes back."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from sanbai_nlp import Dimension, Parser, Role
from sanbai_nlp.cli.commands import app
from sanbai_nlp.evaluation import GoldBlock, load_gold
from sanbai_nlp.integrations.exchange import Tool
from sanbai_nlp.tagging import TextTagger, load_model
from sanbai_nlp.tagging.training import FOLDS

TRAIN = Path(__file__).resolve().parents[2] / "data" / "annotated" / "train"
TEXT = "云溪市水务局2023年述职报告\n一、主要工作\n全年处理来信**件。\n从不收受礼品。\n"


def sanbai(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "水务局.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def few() -> list[Path]:
    """The shortest reports of train, enough to learn from."""
    return sorted(TRAIN.glob("*.jsonl"), key=lambda path: path.stat().st_size)[: 2 * FOLDS]


@pytest.mark.parametrize("tool", Tool)
def test_gold_goes_out_and_comes_back_as_the_same_reports(tool: Tool, few: list[Path], tmp_path: Path) -> None:
    out, gold = tmp_path / "任务.spacy", tmp_path / "标注.jsonl"
    done = sanbai("export", *few[:3], "--to", tool, "--out", out)
    assert (done.exit_code, done.output) == (0, f"{out}：写出 3 篇\n")
    done = sanbai("import", out, "--from", tool, "--out", gold)
    assert (done.exit_code, done.output) == (0, f"{gold}：读入 3 篇\n")
    assert load_gold(gold) == [report for path in few[:3] for report in load_gold(path)]


def test_texts_go_out_as_predictions_which_are_no_gold_until_asked_for(text: Path, tmp_path: Path) -> None:
    out, gold = tmp_path / "任务.json", tmp_path / "标注.jsonl"
    assert sanbai("export", text, "--to", "label-studio", "--out", out).exit_code == 0
    (task,) = json.loads(out.read_text(encoding="utf-8"))
    assert (task["data"]["doc"], task["data"]["text"]) == ("水务局", TEXT.strip())
    assert len(task["predictions"]) == 1
    done = sanbai("import", out, "--out", gold)
    assert done.exit_code == 0
    assert "1 篇只有预标注，无人校对" in done.output
    assert load_gold(gold) == []
    assert sanbai("import", out, "--out", gold, "--predictions").exit_code == 0
    (report,) = load_gold(gold)
    assert [block.role for block in report.of(GoldBlock)] == [
        block.role for block in Parser().parse(TEXT.strip()).blocks
    ]


def test_the_configuration_is_written_alone_or_beside_the_tasks(text: Path, tmp_path: Path) -> None:
    for more in ([], [text, "--out", tmp_path / "任务.json"]):
        path = tmp_path / "界面.xml"
        assert sanbai("export", *more, "--to", "label-studio", "--config", path).exit_code == 0
        assert ET.parse(path).getroot().tag == "View"  # noqa: S314  our own
        path.unlink()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["export", "a.txt", "--to", "brat", "--out", "x"], "可用 label-studio、doccano、spacy"),
        (["export", "a.txt", "--to", "doccano"], "--out"),
        (["export", "--to", "doccano"], "只给 --config"),
        (["export", "--to", "spacy", "--config", "x"], "不需要标注界面的配置"),
        (["export", "a.txt", "--to", "doccano", "--out", "a.txt"], "不能是要读的文件"),
        (["import", "a.json", "--out", "a.json"], "不能是要读的文件"),
        (["import", "a.json", "--from", "brat", "--out", "x"], "可用 label-studio、doccano、spacy"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_says_what_can_be(arguments: list[str], words: str) -> None:
    done = sanbai(*arguments)
    assert done.exit_code == 2
    assert words in "".join(done.output.split("\n")).replace("│", "").replace(" ", "") or words in done.output


def test_bad_input_costs_no_good_input(text: Path, few: list[Path], tmp_path: Path) -> None:
    out, gold = tmp_path / "任务.jsonl", tmp_path / "标注.jsonl"
    broken = tmp_path / "坏.jsonl"
    broken.write_text(few[0].read_text(encoding="utf-8") + "{\n", encoding="utf-8")
    done = sanbai("export", text, tmp_path / "无.txt", broken, "--to", "doccano", "--out", out)
    assert done.exit_code == 1
    assert "无.txt：没有这个文件" in done.output
    assert "坏.jsonl：标注文件有误（第 2 行）" in done.output
    assert "写出 2 篇" in done.output
    with out.open("a", encoding="utf-8") as file:
        file.write("{}\n")
    done = sanbai("import", out, tmp_path / "无.jsonl", "--out", gold)
    assert done.exit_code == 1
    assert "标注文件有误（第 3 行），请改正：no text" in done.output
    assert "无.jsonl：没有这个文件" in done.output
    assert len(load_gold(gold)) == 2


def test_nothing_is_written_where_nothing_could_be_read(tmp_path: Path) -> None:
    gold = tmp_path / "标注.jsonl"
    assert sanbai("import", tmp_path / "无.json", "--out", gold).exit_code == 1
    assert not gold.exists()


@pytest.mark.parametrize("command", ["export", "import"])
def test_a_place_that_cannot_be_written_to_is_said(command: str, few: list[Path], tmp_path: Path) -> None:
    arguments = ["--to", "doccano"] if command == "export" else []
    done = sanbai(command, few[0], *arguments, "--out", tmp_path / "无" / "x")
    assert done.exit_code == 2
    assert "写不了" in done.output


@pytest.mark.slow
@pytest.mark.parametrize("tool", [Tool.LABEL_STUDIO, Tool.DOCCANO])
def test_a_corrected_export_retrains_the_tagger_in_one_command(tool: Tool, few: list[Path], tmp_path: Path) -> None:
    """An annotator takes 廉洁 for 工作业绩 and the other way round; the tagger that learns from it does so too."""
    out, model = tmp_path / "校对.json", tmp_path / "模型.json"
    assert sanbai("export", *few, "--to", tool, "--out", out).exit_code == 0
    before = [block for path in few for report in load_gold(path) for block in report.of(GoldBlock) if block.label]
    swapped = {"工作业绩": "廉洁", "廉洁": "工作业绩"}
    content = out.read_text(encoding="utf-8")
    tasks = json.loads(content) if tool is Tool.LABEL_STUDIO else [*map(json.loads, content.splitlines())]
    for task in tasks:
        if tool is Tool.DOCCANO:
            for entity in task["entities"]:
                head, _, label = entity["label"].rpartition("/")
                entity["label"] = f"{head}/{swapped.get(label, label)}" if head else label
        else:
            for result in task["annotations"][0]["result"]:
                if result["from_name"] in {"block_label", "sentence_label"}:
                    result["value"]["choices"] = [swapped.get(each, each) for each in result["value"]["choices"]]
    dump = json.dumps(tasks) if tool is Tool.LABEL_STUDIO else "\n".join(map(json.dumps, tasks))
    out.write_text(dump, encoding="utf-8")
    done = sanbai("train", out, "--out", model)
    assert done.exit_code == 0, done.output
    assert f"学了 {len(few)} 篇报告" in done.output
    assert int(load_model(model).trained["blocks"]) <= len(before)
    report = Parser(tagger=TextTagger.load(model)).parse("一、廉洁自律\n退回礼金3次，从不插手招标，管好配偶子女。")
    assert [block.label for block in report.blocks if block.role is Role.BODY] == [Dimension.WORK]


@pytest.mark.slow
def test_a_bad_record_costs_training_nothing_but_itself(few: list[Path], tmp_path: Path) -> None:
    out, model = tmp_path / "校对.jsonl", tmp_path / "模型.json"
    assert sanbai("export", few[0], "--to", "doccano", "--out", out).exit_code == 0
    with out.open("a", encoding="utf-8") as file:
        file.write("{}\n")
    done = sanbai("train", *few[1:], out, "--out", model)
    assert done.exit_code == 1
    assert "第 2 行" in done.output
    assert load_model(model).trained["reports"] == str(len(few))
