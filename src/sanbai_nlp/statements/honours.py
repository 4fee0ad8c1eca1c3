"""Honours received: what tells of one, and what only speaks of honours."""

import re
from functools import cache
from typing import Final

from sanbai_nlp.statements.clauses import Clause

# One of these stands in all that `_honours` matches: it is tried nowhere else. Change both together.
HONOUR_SIGNS: Final = (
    *("荣", "获", "被", "评为", "评选为", "摘得", "受到", "得到", "等功", "批示", "签批", "感谢信", "锦旗", "入选"),
    *("通报表扬", "等奖", "成功创", "创成", "创建为", "命名为", "名录", "指示", "夺得"),
)


@cache
def _honour_sign() -> re.Pattern[str]:
    return re.compile("|".join(HONOUR_SIGNS))


@cache
def _honours() -> re.Pattern[str]:
    return re.compile(
        r"荣获|获评|荣膺|荣立|荣记|荣登|被[^，。；]{0,24}?(?:评为|授予|表彰|命名为|确定为|列为|认定为|选树为|记|通报表扬)|被?评选?为(?!准|重点)|喜获|摘得|斩获"
        r"|获(?:得|颁)?[^，。；]{0,30}?(?:奖|称号|表彰|荣誉|嘉奖|优秀|先进|标兵|批示|肯定)|(?:受到|得到)[^，。；]{0,20}?(?:表彰|通报表扬|通令嘉奖|嘉奖|批示|书面表扬)"
        r"|记(?:集体|个人)?[一二三]等功|作出[^，。；]{0,10}?批示|批示肯定|签批|发来感谢信|送来[^，。；]{0,8}锦旗|入选[^，。；]{2,}|通报表扬(?!了)|[一二三特]等奖$"
        r"|成功创(?:建|成)|创成|(?:创建|命名)为(?=国家|全国|省|市)|[列入]入?[^，；。]{0,16}名录|获[^，；。]{2,16}(?:认定|认证)|指示[^，；。]{0,6}肯定|夺得[^，；。]{2,20}(?:名|冠军|亚军|金牌)"
    )


def honour_of(clause: Clause) -> str | None:
    """The words that tell of an honour received; an honour given to others (表彰优秀代表) is none."""
    text = clause.text
    match = _honours().search(text) if _honour_sign().search(text) else None
    if match is None:
        return None
    words, (start, end) = match[0], match.span()
    if "批示" in words and _obeying().search(text):
        return None
    if _not_yet().search(text, 0, start) or clause.view.quoted(clause.start + start, clause.start + end):
        return None
    return words[:2] if len(words) > 8 else words


@cache
def _obeying() -> re.Pattern[str]:
    return re.compile(r"(?:根据|按照|落实|贯彻|学习|传达|认真办理|办理|对照).{0,20}批示")


@cache
def _not_yet() -> re.Pattern[str]:
    return re.compile(r"评选|推荐|争取|争创|力争")


def counts_honours(clause: Clause) -> bool:
    """荣获省级以上荣誉5项 counts; 获“先进集体”称号 does not."""
    return _quote().search(clause.text) is None


@cache
def _quote() -> re.Pattern[str]:
    return re.compile("“[^”]+”")
