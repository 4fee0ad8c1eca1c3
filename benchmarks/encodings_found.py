"""How often is a text's encoding found out? Measures it over encodings and lengths and writes docs/encodings.md.

    python benchmarks/encodings_found.py

Stretches of the composed reports of data/annotated/train and dev are written in each encoding and read back.
"""

from collections.abc import Sequence
from pathlib import Path

from page import put, table

from sanbai_nlp.errors import UnreadableFileError
from sanbai_nlp.evaluation import load_gold
from sanbai_nlp.reading import decode

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "encodings.md"
LENGTHS = (5, 10, 20, 50, 100, 500, 2_000)
SAMPLES = 400
ENCODINGS = {
    "UTF-8": "utf-8",
    "UTF-8 带标记": "utf-8-sig",
    "GB18030、GBK": "gb18030",
    "UTF-16 小端": "utf-16-le",
    "UTF-16 大端": "utf-16-be",
    "UTF-16 带标记": "utf-16",
    "Big5": "big5",
}


def texts(root: Path = ROOT) -> str:
    """The composed reports in one."""
    folders = [root / "data/annotated" / split for split in ("train", "dev")]
    return "".join(
        report.text for folder in folders for path in sorted(folder.glob("*.jsonl")) for report in load_gold(path)
    )


def stretches(text: str, length: int, samples: int = SAMPLES) -> list[str]:
    """As many stretches of that length, spread evenly, those without a Chinese character left out."""
    step = max(1, (len(text) - length) // samples)
    found = (text[at : at + length].strip() for at in range(0, len(text) - length, step))
    return [stretch for stretch in found if any("一" <= char <= "鿿" for char in stretch)]


def outcomes(parts: Sequence[str], encoding: str) -> tuple[float, float]:
    """The shares that are read rightly, and wrongly without a doubt being said."""
    right = silent = count = 0
    for part in parts:
        try:
            data = part.encode(encoding)
        except UnicodeEncodeError:
            continue
        count += 1
        try:
            read = decode(data)
        except UnreadableFileError:
            continue
        good = read.text.removeprefix("\ufeff") == part
        right += good
        silent += not good and not read.doubtful
    return right / max(1, count), silent / max(1, count)


def main() -> None:
    """Measure, and write the page."""
    text = texts()
    rows = []
    for name, encoding in ENCODINGS.items():
        cells = []
        for length in LENGTHS:
            right, silent = outcomes(stretches(text, length), encoding)
            cells.append(f"{right:.1%} / {silent:.1%}")
        rows.append([name, *cells])
    lines = table(["编码", *(f"{length} 字" for length in LENGTHS)], rows)
    page = put(PAGE, PAGE.read_text(encoding="utf-8"), "encodings", "\n".join(lines))
    PAGE.write_text(page, encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
