"""What a competent analyst writes in an afternoon: jieba and a hundred lines of regular expressions, masks and all.

Written against data/annotated/dev, as our rules are. Kept as one plain script on purpose: this is the thing to beat.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Protocol, cast

import jieba.posseg

Word = tuple[int, int, str, str]
Find = tuple[str, int, int, dict[str, Any]]


class Cutter(Protocol):
    """What cuts a text into words with their parts of speech."""

    def lcut(self, text: str) -> list[tuple[str, str]]:
        """The words in their order."""


# --- words


def listed(words: str) -> tuple[str, ...]:
    """The words of a text, blanks between them."""
    return tuple(words.split())


D, CN = "[0-9*×XxX□○某]", "[零〇一二两三四五六七八九十百千]"
UNITS = listed("""
    个百分点 个工作日 平方公里 平方米 立方米 微克/立方米 毫克/升 千伏安 人次 批次 场次 件次 家次 户次 轮次 项次 课时 个月 小时 分钟
    公里 公顷 千瓦 千伏 元 吨 亩 米 件 个 名 次 条 人 家 处 份 起 期 项 场 年 户 天 篇 张 轮 座 字 本 批 所 部 册 位 辆 台 块 支 页 级
    分 例 头 栋 宗 节 遍 道 组 路 间 笔 题 只 类 回 套 枚 盏 卷 口 章 门 趟 封 对 倍 把 岁 种 艘 步 层 堂 幅 棵 株 % ‰
""")
SUFFIXES = listed("""
    常委会 委员会 人大 政府 办公室 办公厅 研究室 法院 检察院 政协 工会 妇联 残联 工商联 团委 党委 党组 党工委 党支部 党总支 纪委
    监委 县委 市委 区委 省委 党中央 宣传部 组织部 统战部 政法委 局 厅 支队 大队 公司 集团 银行 医院 学校 中学 小学 大学 学院 党校
    研究院 研究所 电视台 日报社 日报 派出所 街道办事处 专委 工委 高院 中院 法制委 财经委 环资委 农委 社会委 监察组 巡察办 普查办
    信访室 督查室 中心 处 科
""")
JOINED = listed("""
    住房和城乡建设 自然资源和规划 教育和体育 工业和信息化 发展和改革 文化和旅游 监察和司法 人力资源和社会保障 劳动和经济
""")
STOPS = {*listed("v vd d p c u uj ul uz ug w x r m t ad q f y eng")}
INSIDE = {
    *listed("监督 选举 任免 管理 建设 执法 审判 执行 联络 组织 宣传 教育 巡察 审计 统计 规划 改革 监察 发展 保护")
}
LEADS = re.compile("会同|委托|联系|评审|[*月X]*月?经|由|在|向|请")
NO_ORGAN = re.compile(
    "^(?:人大|政府|学校|中学|小学|党支部|派出所|全.|学科)$|大局|不当之处|[*×X○□]处|中小学|一府一委|[落到]实处|之处$|好处$|益处$|何处$"
)

# --- patterns

_UNIT = "|".join(UNITS)
_NUMBER = rf"(?:{D}[0-9*×XxX□○某,]*(?:\.{D}+)?|{CN}+)[余多几]?[百千万亿]*[余多几]?"
QUANTITY = re.compile(
    rf"(?:近|约|超过|超|逾|至少|不少于|不超过|不到)?(?:百分之{_NUMBER}(?:点{CN}+)?|{CN}成[多半]?{CN}?|{_NUMBER}(?:点{CN}+)?(?:[-至到—～]{_NUMBER})?(?:{_UNIT})[余多]?)"
    r"(?:（(?:次|项|场|条|件|套|间)）)?(?:以上|以下|以内|左右)?"
)
_YEAR, _MONTH = rf"(?:{D}{{4}}|{D}{{2}}|[零〇一二三四五六七八九○]{{4}})年度?", rf"(?:{D}{{1,2}}|{CN}{{1,3}})月份?"
_DAY, _HALF = rf"(?:{D}{{1,2}}|{CN}{{1,3}})[日号]", r"[上下]半年|第?[一二三四]季度末?"
TIME = re.compile(
    rf"每(?:年|半年|月|周|季度|天|日|个工作日)(?:{_DAY}|[一二三四五六日]|末)?(?:早上|上午|下午|晚上?)?"
    rf"|(?:{_YEAR}|今年|去年|明年|前年|来年|本年度|上一?年度?|下一?年度?|上个?月|本月|下个?月|年初|年底|年末|年中|换届)?"
    rf"(?:{_MONTH}(?:{_DAY}|[上中下]旬|初|底|末)?|{_HALF}|(?<=[今去明前来]年)(?:年?[初底末])|(?<=年)底|以来)"
    rf"|{_YEAR}|今年|去年|明年|前年|来年|上一?年度?|下一年度|上个?月|本月|年初|年底|年末"
)
PHRASES = re.compile(
    "一岗双责|三会一课|四个意识|四个自信|两个确立|两个维护|三重一大|一[定直起道批些致对方班站头]|进一步|统一|之一|一系列|"
    rf"(?:{CN}|{D})+届|第(?:{CN}|{D})+[次个期届项]?|{CN}次会议|“[^”\n]{{2,12}}”|一年来|多年来|一年(?!以)"
)
_MARKERS = {
    "cn_comma": "[一二三四五六七八九十]+、",
    "cn_paren": "[（(][一二三四五六七八九十]+[）)]",
    "arabic_dot": r"[0-9*]+\.(?![0-9*])",
    "arabic_comma": "[0-9*]+、",
    "arabic_paren": "[（(][0-9*]+[）)]|[⑴-⒇]",
    "circled": "[①-⑳]",
    "shi": "[一二三四五六七八九十]+[是要]",
    "di": "第[一二三四五六七八九十]+，|首先，|其[次一二三四五六]，",
}
NODE = re.compile(
    rf"\s*(?P<marker>{'|'.join(f'(?P<{name}>{marker})' for name, marker in _MARKERS.items())})\s*(?P<title>[^。；！？\n]*)(?P<rest>.*)"
)
DOCUMENT = re.compile("《[^《》\n]*(?:[《〈][^《》\n]*[》〉][^《》\n]*)*》")
PLANNED = re.compile(
    r"(?:(?<=[。；！？\n])|^)[^。；！？\n]*?((?:今后|下一步|来年|力争|计划于?|拟于|我也?要|(?<!我)将于|我也?将|也将|(?<=\d年)，?将)[^。；！？\n]{6,})",
    re.M,
)
REPORTING = re.compile("报告如下|述职如下|汇报如下|作一?汇报")
LACKING = re.compile(
    "[^。；！？\n]*(?:存在[^。；，\n]*(?:差距|不足|短板)|还?不够|不足|不[深强高实细]|欠缺|有待|偏[少弱软慢])[^。；！？\n]*"
)
INTEGRITY, STYLE = re.compile("廉|腐|八项规定|家风"), re.compile("作风|政治|理论|信念|思想|修养|学习")

# --- reading


@cache
def cutter() -> Cutter:
    """Jieba with parts of speech, taught a little."""
    words = jieba.Tokenizer()
    for name in JOINED:
        words.add_word(name, tag="nz")  # 和 inside a name joins no two organs
    for name in ("会同县", "会同市", "会同区", "月经"):
        words.del_word(name)  # 会同县公安局, *月经常委会: words of jieba's dictionary that are none here
    return cast("Cutter", jieba.posseg.POSTokenizer(words))


def read(text: str) -> list[Find]:
    """Every find of a report: layer, start, end, fields."""
    wide = text.translate(
        {ord(c): ord(c) - 0xFEE0 for c in "０１２３４５６７８９．％，（）Ｘ"} | {ord("＊"): "*", ord(","): ","}
    )
    text = "".join(w if len(w) == 1 and c not in "，（）" else c for c, w in zip(text, wide, strict=True))
    found: list[Find] = [("time", *m.span(), parts(m[0])) for m in TIME.finditer(text)]
    taken = [m.span() for pattern in (TIME, PHRASES) for m in pattern.finditer(text)]
    counted = [m for m in QUANTITY.finditer(text) if not any(a < m.end() and m.start() < b for a, b in taken)]
    found += [("quantity", *m.span(), {"value": value(m[0]), "unit": unit(m[0])}) for m in counted]
    words: list[Word] = []
    for word, tag in cutter().lcut(text):
        start = words[-1][1] if words else 0
        words.append((start, start + len(word), word, tag))
    found += [("legislation", *m.span(), {"draft": "草案" in m[0]}) for m in DOCUMENT.finditer(text)]
    return [*found, *organs(words), *outline(text), *statements(text, found)]


def parts(text: str) -> dict[str, Any]:
    """Year, month and day as far as they are written in digits."""
    found = {
        name: re.search(f"([0-9]+){mark}", text) for name, mark in (("year", "年"), ("month", "月"), ("day", "[日号]"))
    }
    return {name: int(part[1]) if part else None for name, part in found.items()}


def unit(text: str) -> str:
    """The measure word of a quantity, behind its number."""
    found = re.search(rf"(?:{_UNIT})(?:（.）)?(?=[余多]?(?:以上|以下|以内|左右)?$)", text)
    return "%" if "百分之" in text else found[0] if found else ""


def value(text: str) -> float | None:
    """The number that is written, Arabic or Chinese; None where it is masked."""
    if re.search("[*×XxX□○某]", text):
        return None
    scales = {"十": 10.0, "百": 100.0, "千": 1e3, "万": 1e4, "亿": 1e8}
    if arabic := re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", text):
        number = float(arabic[0].replace(",", ""))
        for scale in re.findall("[百千万亿]", text[arabic.end() :]):
            number *= scales[scale]
        return number
    total = section = digit = 0.0
    for sign in text.replace("百分之", "").replace("〇", "零").replace("两", "二"):
        if sign in "零一二三四五六七八九":
            digit = "零一二三四五六七八九".index(sign)
        elif sign in "十百千":
            section, digit = section + (digit or 1) * scales[sign], 0
        elif sign in "万亿":
            total, section, digit = total + (section + digit) * scales[sign], 0, 0
    return (total + section + digit) * (10 if "成" in text else 1)


def organs(words: Sequence[Word]) -> Iterator[Find]:
    """Runs of words without a verb or preposition that end in an organ's suffix: jieba finds where they begin."""
    run: list[Word] = []
    for start, end, word, tag in [*words, (0, 0, "", "x")]:
        fits = (
            tag[:2] not in STOPS and word not in set("会同经由在报、，与及") and not re.search("[《》“”（）\\s]", word)
        )
        if word and (fits or (run and word in INSIDE) or word in "*×X" or tag == "j"):
            run.append((start, end, word, tag))
            continue
        while run and not run[-1][2].endswith(SUFFIXES):
            run.pop()
        name = "".join(w for *_, w, _ in run)
        lead = LEADS.match(name)
        name = name[lead.end() :] if lead else name
        if len(name) > 1 and not NO_ORGAN.search(name):
            yield "department", run[-1][1] - len(name), run[-1][1], {}
        run = []


def outline(text: str) -> Iterator[Find]:
    """A block a line, a node where it opens with a marker; levels in the order in which the styles first appear."""
    levels: list[str] = []
    dimension, at = "工作业绩", 0
    for line in text.splitlines(keepends=True):
        begin, at = at, at + len(line)
        start, m = at - len(line.lstrip()), NODE.match(line)
        if m:
            style = next(name for name in _MARKERS if m[name])
            levels = levels[: levels.index(style) + 1] if style in levels else [*levels, style]
            yield "node", start, begin + len(line[: m.end("title")].rstrip()), {"style": style, "level": len(levels)}
        if line.strip():
            heads = bool(m) and not m["rest"].strip() and len(line) < 40 if m else False
            own = "廉洁" if INTEGRITY.search(line) else "作风形象" if STYLE.search(line[:30]) else None
            dimension = own or "工作业绩" if heads else dimension
            role = "title" if start == 0 else "heading" if heads else "closing" if "述职完毕" in line else "body"
            yield "block", start, start + len(line.strip()), {"role": role, "label": own or dimension}


def statements(text: str, found: Sequence[Find]) -> Iterator[Find]:
    """Sentences that promise, sentences that admit, and every quantity that is not promised."""
    planned = [m.span(1) for m in PLANNED.finditer(text) if not REPORTING.search(m[0])]
    yield from (("commitment", *span, {}) for span in planned)
    yield from (("shortcoming", *m.span(), {}) for m in LACKING.finditer(text))
    for layer, start, end, _ in found:
        if layer == "quantity" and not any(first <= start < last for first, last in planned):
            yield "achievement_counted", start, end, {}
