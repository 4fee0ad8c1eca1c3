"""Misread bytes are told from simplified Chinese, at every length that a report has."""

import contextlib

import pytest

from sanbai_nlp.errors import UnreadableFileError
from sanbai_nlp.reading import decode
from sanbai_nlp.reading.plausible import common_share

BIG5 = (
    "臨嵐縣人民代表大會常務委員會辦公室述職報告。一年來，本人認真學習，勤奮工作，較好地完成了各項任務。現將履職情況報告如下："
    "起草文稿三十餘篇，審核公文二百餘件，接待來訪群眾一百二十餘人次，辦理代表建議五十件，辦結率達到百分之百。"
    "今後將進一步轉變作風，嚴格遵守廉潔自律各項規定，為推動機關工作再上新臺階貢獻力量。"
)
JAPANESE = (
    "令和五年度業務報告。本年度は市議会事務局の職員として、条例案の審査や住民からの要望への対応に取り組みました。"
    "議会だよりを年四回発行し、委員会の傍聴者数は前年を上回りました。今後は情報公開をさらに進め、開かれた議会を目指します。"
    "予算の執行にあたっては、無駄を省き、適正な会計処理に努めました。"
)
KOREAN = (
    "올해 시의회 사무국은 조례안 심사와 주민 의견 수렴을 위해 노력하였습니다. 정례회와 임시회를 여러 차례 개최하였고, "
    "위원회 활동을 지원하였습니다. 내년에는 정보 공개를 더욱 확대하고 청렴한 공직 문화를 만들어 나가겠습니다. "
    "예산 집행의 투명성을 높이고 직원 교육을 강화하겠습니다."
)
OTHERS = {
    "big5": (BIG5, "big5"),
    "shift_jis": (JAPANESE, "shift_jis"),
    "euc_jp": (JAPANESE, "euc_jp"),
    "euc_kr": (KOREAN, "euc_kr"),
}


def windows(text: str, length: int) -> list[str]:
    """Every stretch of that length that has more than digits in it, the text repeated where it is short."""
    text = text * (length // len(text) + 1)
    return [text[start : start + length] for start in range(0, len(text) - length + 1, 7)]


@pytest.mark.parametrize(("length", "share"), [(10, 0.02), (20, 0.005), (50, 0.0), (300, 0.0), (2000, 0.0)])
def test_simplified_reports_in_gb18030_are_not_doubted(sample_text: str, length: int, share: float) -> None:
    texts = [text.strip() for text in windows(sample_text, length) if not text.isascii()]
    decoded = [decode(text.encode("gb18030")) for text in texts]
    assert [result.text for result in decoded] == texts
    assert sum(result.doubtful for result in decoded) <= share * len(texts)


@pytest.mark.parametrize(("length", "share"), [(10, 0.85), (20, 0.97), (50, 1.0), (300, 1.0), (2000, 1.0)])
@pytest.mark.parametrize("name", OTHERS)
def test_other_encodings_read_as_gb18030_are_doubted(name: str, length: int, share: float) -> None:
    text, encoding = OTHERS[name]
    results = []
    for window in windows(text, length):
        with contextlib.suppress(UnreadableFileError):  # an error serves as well as a doubt
            results.append(decode(window.encode(encoding)))
    doubtful = [result for result in results if result.doubtful]
    assert len(doubtful) >= share * len(results)
    assert not [result for result in doubtful if "encoding=" not in (result.note or "")]


def test_traditional_characters_in_gb18030_are_not_doubted() -> None:
    decoded = decode(BIG5.encode("gb18030"))
    assert (decoded.text, decoded.doubtful) == (BIG5, False)


def test_the_two_sorts_lie_far_apart(sample_text: str) -> None:
    misread = [common_share(text.encode(code).decode("gb18030", "replace")) for text, code in OTHERS.values()]
    assert common_share(sample_text) > 0.8
    assert max(misread) < 0.2
