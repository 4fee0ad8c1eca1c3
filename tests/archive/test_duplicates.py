"""Reports that are alike are found, whatever their order and number."""

import random
from pathlib import Path

import pytest
from composed import report

from sanbai_nlp.archive.duplicates import Sketched, find_duplicates
from sanbai_nlp.archive.sketch import SIZE, bands, similarities, sketch

CHARACTERS = [chr(0x4E00 + at) for at in range(3000)]


def text(seed: int, length: int = 1500) -> str:
    return "".join(random.Random(seed).choices(CHARACTERS, k=length))


def changed(whole: str, places: int, seed: int = 0) -> str:
    letters, chance = list(whole), random.Random(seed)
    for _ in range(places):
        letters[chance.randrange(len(letters))] = chance.choice(CHARACTERS)
    return "".join(letters)


def shingles(whole: str) -> set[str]:
    return {whole[at : at + 8] for at in range(len(whole) - 7)}


def found(folder: Path, *texts: str) -> list[tuple[object, ...]]:
    made = [Sketched(f"r{at}", f"{at:02}.txt", 0, str(hash(whole)), sketch(whole)) for at, whole in enumerate(texts)]
    rows = list(find_duplicates(made, folder / "scratch"))
    assert rows == list(find_duplicates(reversed(made), folder / "scratch")), "the order of the sketches matters"
    return [(path, other, alike, kind) for _, path, _, other, alike, kind in rows]


@pytest.mark.parametrize("places", [1, 5, 15, 40, 200])
def test_the_estimate_is_near_the_similarity(places: int) -> None:
    errors = []
    for seed in range(20):
        one = text(seed)
        two = changed(one, places, seed)
        true = len(shingles(one) & shingles(two)) / len(shingles(one) | shingles(two))
        errors.append(similarities(sketch(one) or b"", [sketch(two) or b""])[0] - true)
    assert abs(sum(errors) / len(errors)) < 0.03
    assert max(map(abs, errors)) < 4 * 0.045


def test_figures_masks_and_layout_do_not_count() -> None:
    assert sketch("召开论证会12次，征求意见300余条。") == sketch("召开论证会**次\n征求意见 ***余条；")
    assert len(sketch(report(1)) or b"") == 4 * SIZE
    assert sum(map(len, bands(sketch(report(1)) or b""))) == 4 * SIZE


def test_a_text_of_a_few_letters_has_no_sketch() -> None:
    assert sketch("述职报告") is None
    assert sketch("") is None


def test_each_report_is_set_beside_the_earlier_one_that_it_is_most_like(tmp_path: Path) -> None:
    one = text(1)
    rows = found(tmp_path, one, text(2), changed(one, 4), one, changed(changed(one, 4), 1, seed=9), text(3))
    assert [(path, other, kind) for path, other, _, kind in rows] == [
        ("02.txt", "00.txt", "near"),
        ("03.txt", "00.txt", "exact"),
        ("04.txt", "02.txt", "near"),
    ]
    assert 0.9 < float(str(rows[0][2])) < 1
    assert rows[1][2] == 1.0


def test_reports_that_share_some_of_their_wording_are_not_alike(tmp_path: Path) -> None:
    shared = text(7, 500)
    assert found(tmp_path, *(shared + text(seed, 1000) for seed in range(10, 20))) == []


def test_short_texts_are_compared_as_a_whole(tmp_path: Path) -> None:
    assert [row[-1] for row in found(tmp_path, "述职", "述职", "述廉")] == ["exact"]


def test_a_form_filled_in_by_many_is_named_once_for_each(tmp_path: Path) -> None:
    form = text(4)
    rows = found(tmp_path, *(changed(form, 1, seed) for seed in range(90)))
    assert [row[0] for row in rows] == [f"{at:02}.txt" for at in range(1, 90)]
