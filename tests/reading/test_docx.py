"""docx: what a person sees is what is read, the markers of automatic numbering among it."""

import io
from collections.abc import Callable, Sequence

import pytest

from sanbai_nlp import parse
from sanbai_nlp.errors import ScannedFileError, UnreadableFileError
from sanbai_nlp.reading import read_bytes

Package = Callable[..., bytes]


def read(data: bytes) -> list[str]:
    return read_bytes(data, path="材料.docx").text.split("\n")


def level(at: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def listed(*levels: str, nums: str = "") -> str:
    """A numbering part with one abstract list and w:num 1 that shows it."""
    return (
        f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{nums}'
    )


def item(text: str, at: int | None = None, num: int = 1, style: str = "") -> str:
    numbered = "" if at is None else f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{num}"/></w:numPr>'
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{numbered}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: Sequence[str]) -> str:
    return (
        "<w:tbl>"
        + "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in rows)
        + "</w:tbl>"
    )


OFFICIAL = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "（%4）"),
)


def test_the_outline_of_a_document_is_in_its_automatic_numbering(packaged: Package) -> None:
    steps = [("履职情况", 0), ("立法工作", 1), ("开展调研", 2), ("征求意见", 2), ("实地走访", 3), ("监督工作", 1)]
    steps += [("听取报告", 2), ("存在不足", 0), ("学习不够", 1)]
    data = packaged("".join(item(text, at) for text, at in steps), numbering=listed(*OFFICIAL))
    lines = read(data)
    assert lines == [
        "一、履职情况",
        "（一）立法工作",
        "1.开展调研",
        "2.征求意见",
        "（1）实地走访",
        "（二）监督工作",
        "1.听取报告",
        "二、存在不足",
        "（一）学习不够",
    ]
    report = parse("\n".join(lines))
    assert [heading.marker for heading in report.headings] == [
        "一、",
        "（一）",
        "1.",
        "2.",
        "（1）",
        "（二）",
        "1.",
        "二、",
        "（一）",
    ]
    assert [heading.level for heading in report.headings] == [1, 2, 3, 3, 4, 2, 3, 1, 2]


@pytest.mark.parametrize(
    ("form", "text", "markers"),
    [
        ("chineseCounting", "第%1章", ["第一章", "第二章"]),
        ("ideographDigital", "%1、", ["一、", "二、"]),
        ("japaneseCounting", "%1、", ["一、", "二、"]),
        ("decimalFullWidth", "%1．", ["１．", "２．"]),
        ("decimalEnclosedCircle", "%1", ["①", "②"]),
        ("upperLetter", "%1、", ["A、", "B、"]),
        ("lowerRoman", "(%1)", ["(i)", "(ii)"]),
        ("upperRoman", "%1.", ["I.", "II."]),
        ("bullet", "●", ["●", "●"]),
        ("bullet", "\uf06c", ["•", "•"]),  # a glyph of Wingdings
        ("none", "", ["", ""]),
    ],
)
def test_kinds_of_markers(packaged: Package, form: str, text: str, markers: list[str]) -> None:
    data = packaged(item("加强学习", 0) + item("改进作风", 0), numbering=listed(level(0, form, text)))
    assert read(data) == [f"{markers[0]}加强学习", f"{markers[1]}改进作风"]


def test_a_marker_of_many_levels_shows_the_numbers_above_it(packaged: Package) -> None:
    levels = [
        level(0, "chineseCounting", "%1、"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "decimal", "%2.%3"),
    ]
    body = item("总则", 0) + item("职责", 1) + item("权限", 1) + item("范围", 2) + item("分则", 0) + item("任务", 1)
    assert read(packaged(body, numbering=listed(*levels))) == [
        *("一、总则", "1.1 职责", "1.2 权限", "2.1 范围", "二、分则", "2.1 任务"),
    ]


def test_a_number_is_kept_off_a_text_that_begins_with_one(packaged: Package) -> None:
    data = packaged(
        item("2023年工作", 0) + item("**件建议", 0) + item("工作", 0), numbering=listed(level(0, "decimal", "%1."))
    )
    assert read(data) == ["1. 2023年工作", "2. **件建议", "3.工作"]


def test_levels_restart_as_they_say(packaged: Package) -> None:
    never = '<w:lvlRestart w:val="0"/>'
    levels = [level(0, "decimal", "%1、"), level(1, "decimal", "(%2)", never), level(2, "lowerLetter", "%3)")]
    body = "".join(item("项", at) for at in (0, 1, 2, 2, 1, 2, 0, 1, 2))
    assert [line.removesuffix("项") for line in read(packaged(body, numbering=listed(*levels)))] == [
        *("1、", "(1)", "a)", "b)", "(2)", "a)", "2、", "(3)", "a)"),
    ]


def test_a_list_restarts_where_its_instance_overrides_the_start_and_goes_on_where_not(packaged: Package) -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    nums = (
        f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{again}</w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
        f'<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">{level(0, "decimal", "%1)", start=5)}'
        "</w:lvlOverride></w:num>"
    )
    body = "".join(item("项", 0, num) for num in (1, 1, 2, 2, 3, 4))
    lines = read(packaged(body, numbering=listed(*OFFICIAL, nums=nums)))
    assert [line.removesuffix("项") for line in lines] == ["一、", "二、", "一、", "二、", "三、", "4)"]


def test_styles_bring_their_numbering_and_a_paragraph_can_refuse_it(packaged: Package) -> None:
    levels = [
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="H1"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="H2"/>'),
    ]
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Mine"><w:basedOn w:val="H2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    )
    body = item("工作", style="H1") + item("立法", style="H2") + item("监督", style="Mine") + item("正文", style="Loop")
    body += item("不足", 0, num=0, style="H1") + item("计划", style="H1")
    assert read(packaged(body, numbering=listed(*levels), styles=styles)) == [
        *("一、工作", "（一）立法", "（二）监督", "正文", "不足", "二、计划"),
    ]


def test_a_list_style_lends_its_levels(packaged: Package) -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="公文"/>{"".join(OFFICIAL)}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="公文"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="9"><w:abstractNumId w:val="1"/></w:num>'
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="公文"><w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr></w:style>'
    )
    assert read(packaged(item("工作", 0), numbering=numbering, styles=styles)) == ["一、工作"]


def test_an_empty_paragraph_counts_but_is_no_line(packaged: Package) -> None:
    assert read(packaged(item("甲", 0) + item("", 0) + item("乙", 0), numbering=listed(*OFFICIAL))) == [
        "一、甲",
        "三、乙",
    ]


def test_broken_numbering_leaves_the_text_alone(packaged: Package) -> None:
    odd = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="x"/><w:lvl w:ilvl="99"/></w:abstractNum><w:num w:numId="1"/>'
    )
    assert read(packaged(item("甲", 0) + item("乙", 4, num=12), numbering=odd)) == ["甲", "乙"]


def test_tables_are_read_in_their_place_a_row_a_line(packaged: Package) -> None:
    body = item("前") + table([item("姓名"), item("件数")], [item("沈怀远"), item("**件")]) + item("后")
    assert read(packaged(body)) == ["前", "姓名\t件数", "沈怀远\t**件", "后"]


def test_a_form_that_holds_the_whole_report_in_a_cell_keeps_its_paragraphs(packaged: Package) -> None:
    report = item("一、主要工作") + item("全年办理建议**件。")
    nested = item("二、不足") + table([item("甲"), item("乙")])
    body = table([item("姓名"), item("沈怀远")], [item("述职"), report], [item(""), nested])
    assert read(packaged(body)) == ["姓名\t沈怀远", "述职", "一、主要工作", "全年办理建议**件。", "二、不足", "甲\t乙"]


def test_merged_and_deleted_cells_say_nothing_twice(packaged: Package) -> None:
    first = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + item("立法")
    second = "<w:tcPr><w:vMerge/></w:tcPr>" + item("立法")
    gone = "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + item("删去") + "</w:tc></w:tr>"
    body = table([first, item("一审")], [second, item("二审")]).replace("</w:tbl>", gone + "</w:tbl>")
    assert read(packaged(body)) == ["立法\t一审", "\t二审"]


def test_deleted_text_is_no_text_and_inserted_text_is(packaged: Package) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('办理')}<w:del><w:r><w:delText>十二</w:delText></w:r></w:del><w:ins>{run.format('十五')}</w:ins>"
        f"{run.format('件')}<w:moveFrom>{run.format('移走')}</w:moveFrom></w:p>"
        f"<w:ins><w:p><w:moveTo>{run.format('移来')}</w:moveTo></w:p></w:ins>"
    )
    assert read(packaged(body)) == ["办理十五件", "移来"]


def test_a_paragraph_whose_end_was_deleted_runs_into_the_next(packaged: Package) -> None:
    open_end = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>依法</w:t></w:r></w:p>"
    assert read(packaged(open_end + item("履职", 0) + open_end, numbering=listed(*OFFICIAL))) == [
        "一、依法履职",
        "依法",
    ]


def test_text_boxes_follow_their_paragraph_and_are_read_once(packaged: Package) -> None:
    box = f"<w:txbxContent>{item('框内', 0)}{item('两行')}</w:txbxContent>"
    both = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = f"<w:p><w:r><w:t>段前</w:t></w:r><w:r>{both}</w:r><w:r><w:t>段后</w:t></w:r></w:p>" + item("下一段", 0)
    assert read(packaged(body, numbering=listed(*OFFICIAL))) == ["段前段后", "一、框内", "两行", "二、下一段"]


def test_footnotes_follow_their_paragraph(packaged: Package) -> None:
    body = (
        '<w:p><w:r><w:t>全年12件</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>。</w:t></w:r></w:p>'
        + item("后")
    )
    notes = f'<w:footnote w:type="separator" w:id="0">{item("线")}</w:footnote><w:footnote w:id="2">{item("含转办")}</w:footnote>'
    assert read(packaged(body, footnotes=notes)) == ["全年12件。", "含转办", "后"]


def test_signs_inside_a_line(packaged: Package) -> None:
    inside = (
        '<w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t xml:space="preserve"> 丙</w:t><w:noBreakHyphen/><w:t>丁</w:t>'
        '<w:softHyphen/><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:char="00D7"/><w:sym w:char="zz"/>'
        "<w:instrText>PAGE</w:instrText>"
    )
    body = f"<w:p><w:r>{inside}</w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath></w:p>"
    assert read(packaged(body)) == ["甲\t乙", " 丙-丁•×x+1"]


def test_heads_and_tables_of_contents_are_left_out(packaged: Package) -> None:
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{item('目录')}</w:sdtContent></w:sdt>"
    )
    styles = '<w:style w:type="paragraph" w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    kept = f"<w:sdt><w:sdtPr/><w:sdtContent>{item('一、工作')}</w:sdtContent></w:sdt>"
    data = packaged(contents + item("一、工作 1", style="11") + kept, styles=styles, header1=item("内部资料"))
    assert read(data) == ["一、工作"]


def test_strict_files_are_read_too(packaged: Package) -> None:
    data = packaged(item("述职报告"))
    held = io.BytesIO()
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            part = part.replace(
                "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                "http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            new.writestr(
                name,
                part.replace(
                    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    "http://purl.oclc.org/ooxml/officeDocument/relationships",
                ),
            )
    assert read(held.getvalue()) == ["述职报告"]


def test_real_word_documents_hold_lists_and_tables(writers: dict[str, Callable[[str], bytes]]) -> None:
    import docx

    document = docx.Document(io.BytesIO(writers["docx"]("述职报告\n今年以来")))
    document.add_paragraph("走访企业", style="List Number")
    document.add_paragraph("接待来访", style="List Number")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "合计", "12件"
    document.sections[0].header.paragraphs[0].text = "页眉"
    held = io.BytesIO()
    document.save(held)
    assert read(held.getvalue()) == ["述职报告", "今年以来", "1.走访企业", "2.接待来访", "合计\t12件"]


def test_a_document_of_pictures_alone_is_called_scanned(packaged: Package) -> None:
    with pytest.raises(ScannedFileError, match="OCR"):
        read_bytes(packaged("<w:p><w:r><w:drawing/></w:r></w:p>"), path="扫描.docx")


def test_what_is_embedded_from_another_file_is_missed_aloud(packaged: Package) -> None:
    material = read_bytes(packaged(item("正文") + "<w:altChunk/>"))
    assert (material.text, material.doubtful) == ("正文", True)
    assert "not read" in (material.note or "")


@pytest.mark.parametrize("damage", ["cut", "no part", "broken part"])
def test_a_damaged_document_says_so(packaged: Package, damage: str) -> None:
    data = packaged(item("正文" * 400))
    if damage == "cut":
        data = data[: len(data) // 2]
    elif damage == "no part":
        data = data.replace(b"word/document.xml", b"word/documenX.xml")
    else:
        data = packaged("<w:p>")
    with pytest.raises(UnreadableFileError, match="damaged") as caught:
        read_bytes(data, path="坏.docx")
    assert "坏.docx" in caught.value.path
