"""Documents: titles in 《》, laws and rules by their short names."""

import re
from functools import cache

from sanbai_nlp.lexicon import Category, Hit, Lexicon
from sanbai_nlp.mentions.found import Found, Layer, Title
from sanbai_nlp.outline import Cover, View
from sanbai_nlp.schema import DocumentKind


@cache
def _draft() -> re.Pattern[str]:
    return re.compile(
        r"[（(][^（）()]{0,8}(?:草案|征求意见稿|送审稿|草稿)[^（）()]{0,6}[）)]|[（(](?:试行|暂行|修订|修正|修改|修订稿|试用)[）)]|(?<=.{2}条例)草案$|(?<=办法)草案$|(?<=规定)草案$"
    )


@cache
def _in_draft() -> re.Pattern[str]:
    return re.compile(r"[（(][^（）()]*草案[^（）()]*[）)]|草案$")


@cache
def _drafted() -> re.Pattern[str]:
    # 学前教育法（草案）, 仲裁法修订草案; 草拟 is a verb.
    return re.compile(r"（(?:修订|修正)?草案）|(?:修订|修正)?草案")


class DocumentFinder:
    """Finds titles in 《》 and known short names; a title's kind is decided by its words."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.words.documents
        self._known = {term: kind for kind, terms in words.known.items() for term in terms}
        self._endings = sorted(
            ((ending, kind) for kind, endings in words.endings.items() for ending in endings),
            key=lambda pair: -len(pair[0]),
        )
        self._any_ending = tuple(ending for ending, _ in self._endings)

    def __call__(self, view: View) -> list[Found]:
        """Titles in the order of the text; short names only outside of them."""
        titles = [part for part in view.enclosed if part.opener == "《"] if view.enclosed else []
        hits = view.longest(Category.DOCUMENT)
        if not titles and not hits:
            return []
        found: list[Found] = []
        taken = Cover(len(view.text))
        for part in sorted(titles, key=lambda part: (part.start, -part.end)):
            if not taken.touches(part.start, part.end):
                taken.add(part.start, part.end)
                found.append(self._titled(view, part.start, part.end))
        return found + [
            _short(view, hit) for hit in hits if not taken.touches(hit.start, hit.end) and _alone(view, hit)
        ]

    def _titled(self, view: View, start: int, end: int) -> Found:
        inside = view.text[start + 1 : end - 1]
        draft = "草案" in inside and _in_draft().search(inside) is not None
        surface = view.surface(start + 1, end - 1).replace("\n", "")
        name = title_name(surface)
        kind = self.kind(name if surface == inside else title_name(inside))
        return Found(start, end, Layer.DOCUMENT, "document.title", Title(name, kind, draft, True))

    def kind(self, name: str) -> DocumentKind:
        """The kind that a title's words tell: rules of the Party, national laws, local regulations, one's own rules."""
        bare = name.removeprefix("中华人民共和国")
        if name in self._known or bare in self._known:
            return self._known.get(name, self._known.get(bare, DocumentKind.LAW))
        ending = DocumentKind.DOCUMENT
        if name.endswith(self._any_ending):
            ending = next(kind for ending, kind in self._endings if name.endswith(ending))
        if name.startswith(("中国共产党", "关于新形势下党内")) and (
            not _own_rule().search(name) or "纪律检查机关" in name
        ):
            rules = ending != DocumentKind.DOCUMENT or name.endswith(("党章", "若干准则", "若干规定"))
            return DocumentKind.PARTY_RULE if rules else DocumentKind.DOCUMENT
        if name.startswith("中华人民共和国"):
            return DocumentKind.LAW
        if name.endswith(("做法", "看法", "方法", "书法", "想法", "打法", "说法")):
            return DocumentKind.DOCUMENT
        return self._regional(name, ending)

    def _regional(self, name: str, ending: DocumentKind) -> DocumentKind:
        """By its place and matter; what moves through a congress is settled later (mentions/titles.py)."""
        local = _place_first().match(name) is not None
        if ending == DocumentKind.LOCAL_REGULATION:
            if _own_statute().search(name):
                return DocumentKind.INTERNAL_RULE
            if local:
                return ending
            return DocumentKind.PARTY_RULE if _of_the_party().search(name) else DocumentKind.LAW
        if ending == DocumentKind.INTERNAL_RULE:
            if not local and _of_party_members().search(name):
                return DocumentKind.PARTY_RULE
            if local and name.endswith(("办法", "规定")) and not _own_rule().search(name):
                return DocumentKind.DOCUMENT
        return ending


@cache
def _place_first() -> re.Pattern[str]:
    return re.compile(r"(?:[\u4e00-\u9fff]{1,9}?|\*{1,4})?(?:省|市|县|区|州|自治区|盟|旗)(?!场|容|政|级|委|直)")


@cache
def _own_rule() -> re.Pattern[str]:
    return re.compile(
        r"党组|党委|党支部|机关|政协|人大|常委会|委员会工作|议事|办公室|局|检察院|法院|医院|集团|公司|内部|内设"
    )


@cache
def _of_party_members() -> re.Pattern[str]:
    # 领导干部报告个人有关事项规定, 纪检监察机关派驻机构工作规则
    return re.compile(r"领导干部|党员|党内|纪检监察机关|纪律检查|中央八项|国有企业领导人员|党政机关")


@cache
def _own_statute() -> re.Pattern[str]:
    # 市政协提案工作条例, 党组议事条例: a house's own, though it is called 条例.
    return re.compile(r"^[^党]{0,10}(?:政协|党组|党委|办公室|管理局)")


@cache
def _of_the_party() -> re.Pattern[str]:
    # 党政领导干部选拔任用工作条例, 干部教育培训工作条例: no place, and the Party's matter.
    return re.compile(r"党|干部|纪律|巡视|巡察|统一战线|机构编制|问责|基层组织选举")


def title_name(inside: str) -> str:
    """A title without 《》 and without a bracketed （草案） or （试行）."""
    if "（" in inside or "(" in inside or "草案" in inside:
        inside = _draft().sub("", inside)
    return inside.strip()


_SHORT_LAWS = frozenset({"宪法", "刑法", "水法", "党章", "准则", "保险法", "代表法", "选举法"})
_GO_ON = ("宣誓", "意识", "法律", "精神", "日", "学", "周", "宣传", "知识", "权威", "监督", "实施", "规定")


def _short(view: View, hit: Hit) -> Found:
    assert isinstance(hit.value, DocumentKind)
    drafted = _drafted().match(view.text, hit.end) if hit.value == DocumentKind.LAW else None
    end = hit.end if drafted is None else drafted.end()
    title = Title(view.text[hit.start : hit.end], hit.value, drafted is not None, False)
    return Found(hit.start, end, Layer.DOCUMENT, "document.short", title)


def _alone(view: View, hit: Hit) -> bool:
    """Whether a short name stands by itself: not 宪法宣誓 or 刑法学, not a bare 宪法 inside quotation marks."""
    word = view.text[hit.start : hit.end]
    if len(word) <= 2 and view.quoted(hit.start, hit.end):
        return False
    return not (word in _SHORT_LAWS and view.text.startswith(_GO_ON, hit.end))
