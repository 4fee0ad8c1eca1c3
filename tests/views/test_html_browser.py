"""The page in a real browser: marks come and go with their switches, cards open, nothing is fetched or complained of."""

import json
import shutil
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

import sanbai_nlp
from sanbai_nlp.schema import Report
from sanbai_nlp.views import html
from sanbai_nlp.views.html.style import DARK, LIGHT

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "archive.txt"
HOSTILE = (
    "<script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\">述职报告\n"
    "一、</style></div><svg onload=\"document.title='hit'\"> & &amp; \u2028行\u2029段\x07\x1b[31m\x85\r\n"
    "二、办理建议**件\u202e，召开会议12次\u2067。\ufeff\u200b\r尾\n"
)

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"),
]

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


class Watched:
    """A tab that holds a page and remembers what the page asked for and what the browser said."""

    def __init__(self, tab: Page, folder: Path) -> None:
        self.tab = tab
        self.said: list[str] = []
        self.asked: list[str] = []
        self._folder = folder
        tab.on("console", lambda message: self.said.append(message.text))
        tab.on("pageerror", lambda error: self.said.append(str(error)))
        tab.on("request", lambda request: self.asked.append(request.url))

    def show(self, page: str) -> Page:
        path = self._folder / "page.html"
        path.write_text(page, encoding="utf-8", newline="")
        self.tab.goto(path.as_uri())
        self.asked.remove(path.as_uri())
        return self.tab


@pytest.fixture
def watched(browser: Browser, tmp_path: Path) -> Iterator[Watched]:
    """Each test has a fresh profile. Whatever the page did, it fetched nothing and the console is empty."""
    context = browser.new_context(viewport={"width": 1360, "height": 900}, color_scheme="light")
    watched = Watched(context.new_page(), tmp_path)
    yield watched
    context.close()
    assert watched.said == []
    assert watched.asked == []


@pytest.fixture(scope="module")
def report() -> Report:
    """The sample with the most layers."""
    return sanbai_nlp.parse_file(SAMPLE)[1]


def style(tab: Page, selector: str, name: str, pseudo: str = "") -> str:
    script = "([css, name, pseudo]) => getComputedStyle(document.querySelector(css), pseudo || null)[name]"
    return str(tab.evaluate(script, [selector, name, pseudo]))


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[place : place + 2], 16)) for place in (1, 3, 5))})"


def test_a_screenshot_shows_every_layer_in_its_colour(watched: Watched, report: Report, tmp_path: Path) -> None:
    tab = watched.show(html.page([report]))
    picture = tmp_path / "page.png"
    tab.screenshot(path=picture, full_page=True)
    # Counted in the browser itself, which has what decodes a picture
    colours = tab.evaluate(
        """async data => {
            const bytes = Uint8Array.from(atob(data), char => char.charCodeAt(0));
            const image = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
            const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext('2d');
            pen.drawImage(image, 0, 0);
            const points = pen.getImageData(0, 0, image.width, image.height).data, counts = {};
            for (let at = 0; at < points.length; at += 4) {
                const key = `rgb(${points[at]}, ${points[at + 1]}, ${points[at + 2]})`;
                counts[key] = (counts[key] || 0) + 1;
            }
            return counts;
        }""",
        b64encode(picture.read_bytes()).decode(),
    )
    for name in ("q", "t", "d", "o", "a", "p", "c", "work", "conduct", "integrity"):
        assert colours.get(rgb(LIGHT[name]), 0) > 50, f"{name} is not to be seen"


GROUNDS = {"q": "数量", "t": "时间", "d": "单位", "o": "法规文件"}


@pytest.mark.parametrize("layer", GROUNDS)
def test_a_switch_takes_the_grounds_of_its_layer_away_and_brings_them_back(
    watched: Watched, report: Report, layer: str
) -> None:
    tab = watched.show(html.page([report]))
    selector = f".sb-text mark.sb-{layer}"
    switch = tab.get_by_role("checkbox", name=GROUNDS[layer])
    assert rgb(LIGHT[layer]) in style(tab, selector, "backgroundImage")
    switch.click()
    assert rgb(LIGHT[layer]) not in style(tab, selector, "backgroundImage")
    switch.click()
    assert rgb(LIGHT[layer]) in style(tab, selector, "backgroundImage")


@pytest.mark.parametrize(("layer", "name"), [("a", "业绩"), ("p", "立法步骤"), ("c", "承诺")])
def test_a_switch_takes_lines_numbers_and_notes_of_statements_away(
    watched: Watched, report: Report, layer: str, name: str
) -> None:
    tab = watched.show(html.page([report]))
    alone = f'.sb-text mark[class="sb-{layer}"]'
    assert rgb(LIGHT[layer]) in style(tab, alone, "backgroundImage")
    assert tab.locator(f".sb-note-{layer}").first.is_visible()
    tab.get_by_role("checkbox", name=name).click()
    assert rgb(LIGHT[layer]) not in style(tab, alone, "backgroundImage")
    assert not tab.locator(f".sb-note-{layer}:visible").count()
    assert tab.locator(".sb-note:visible").count()


def test_where_two_layers_overlap_one_switch_leaves_the_other(watched: Watched, report: Report) -> None:
    tab = watched.show(html.page([report]))
    both = ".sb-text mark.sb-q.sb-a"
    tab.get_by_role("checkbox", name="业绩").click()
    assert rgb(LIGHT["q"]) in style(tab, both, "backgroundImage")
    assert rgb(LIGHT["a"]) not in style(tab, both, "backgroundImage")


def test_shortcomings_headings_and_dimensions_have_switches_too(watched: Watched, report: Report) -> None:
    tab = watched.show(html.page([report]))
    assert style(tab, ".sb-text mark.sb-s", "textDecorationColor") == rgb(LIGHT["s"])
    assert style(tab, ".sb-text mark.sb-h", "fontWeight") == "700"
    assert style(tab, ".sb-row.sb-work .sb-text", "backgroundColor", "::before") == rgb(LIGHT["work"])
    for name in ("不足", "提纲", "维度"):
        tab.get_by_role("checkbox", name=name).click()
    assert style(tab, ".sb-text mark.sb-s", "textDecorationColor") == "rgba(0, 0, 0, 0)"
    assert style(tab, ".sb-body mark.sb-h", "color") == rgb(LIGHT["ink"])
    assert style(tab, ".sb-row.sb-work .sb-text", "backgroundColor", "::before") == "rgba(0, 0, 0, 0)"
    assert not tab.locator(".sb-margin .sb-dimension:visible").count()


def test_hovering_opens_a_card_inside_the_view(watched: Watched, report: Report) -> None:
    tab = watched.show(html.page([report]))
    mark = ".sb-text mark.sb-q"
    assert style(tab, mark, "content", "::after") == "none"
    tab.locator(mark).first.hover()
    assert "10–99" in style(tab, mark, "content", "::after") or "1–9" in style(tab, mark, "content", "::after")
    assert style(tab, mark, "display", "::after") == "block"
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_card_does_not_open_where_every_layer_is_switched_off(watched: Watched, report: Report) -> None:
    tab = watched.show(html.page([report]))
    tab.get_by_role("checkbox", name="数量").click()
    tab.locator(".sb-text mark.sb-q.sb-a").first.hover()
    assert style(tab, ".sb-text mark.sb-q.sb-a", "display", "::after") == "block"
    tab.get_by_role("checkbox", name="业绩").click()
    tab.locator(".sb-text mark.sb-q.sb-a").first.hover()
    assert style(tab, ".sb-text mark.sb-q.sb-a", "display", "::after") == "none"


def test_the_keyboard_alone_switches_and_opens_cards(watched: Watched, report: Report) -> None:
    tab = watched.show(html.page([report]))
    tab.keyboard.press("Tab")
    focused = "document.activeElement.className"
    for _ in range(200):
        if "sb-switch-q" in tab.evaluate(focused):
            break
        tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    assert not tab.get_by_role("checkbox", name="数量").is_checked()
    tab.keyboard.press("Space")
    for _ in range(200):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.matches('.sb-text mark.sb-t')"):
            break
    card = "getComputedStyle(document.activeElement, '::after')"
    assert tab.evaluate(f"{card}.display") == "block"
    assert "时间" in tab.evaluate(f"{card}.content")
    assert "时间" in tab.evaluate("document.activeElement.getAttribute('aria-description')")


def test_a_click_opens_a_card_and_a_number_leads_to_its_statement(watched: Watched, report: Report) -> None:
    tab = watched.show(html.page([report]))
    tab.locator(".sb-text mark.sb-d").first.click()
    tab.mouse.move(0, 0)
    assert style(tab, ".sb-text mark.sb-d", "display", "::after") == "block"
    tab.locator("a.sb-n").nth(2).click()
    assert tab.evaluate("document.querySelector('mark:target').dataset.n.split('·').includes('3')")


@pytest.mark.parametrize(("scheme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_the_view_follows_the_system_s_theme(
    watched: Watched, report: Report, scheme: str, palette: dict[str, str]
) -> None:
    watched.tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    tab = watched.show(html.page([report]))
    assert style(tab, "article", "backgroundColor") == rgb(palette["page"])
    assert style(tab, "body", "backgroundColor") == rgb(palette["page"])
    assert rgb(palette["q"]) in style(tab, ".sb-text mark.sb-q", "backgroundImage")


CELLS = [
    ('data-jp-theme-light="false"', DARK),
    ('data-jp-theme-light="true"', LIGHT),
    ('class="vscode-dark"', DARK),
    ('class="vscode-light"', LIGHT),
]


@pytest.mark.parametrize(("body", "palette"), CELLS, ids=[body for body, _ in CELLS])
def test_a_notebook_s_theme_goes_before_the_system_s(
    watched: Watched, report: Report, body: str, palette: dict[str, str]
) -> None:
    watched.tab.emulate_media(color_scheme="light" if palette is DARK else "dark")
    tab = watched.show(f"<!DOCTYPE html><body {body}><div>{report._repr_html_()}</div></body>")
    assert style(tab, "article", "backgroundColor") == rgb(palette["page"])
    tab.get_by_role("checkbox", name="数量").click()
    assert rgb(palette["q"]) not in style(tab, ".sb-text mark.sb-q", "backgroundImage")


def test_reports_in_one_notebook_do_not_touch_each_other_or_the_notebook(watched: Watched, report: Report) -> None:
    cell = report._repr_html_()
    outside = '<h1>甲</h1><mark id="theirs">乙</mark><ul><li>丙</li></ul><label>丁</label>'
    look = """() => [...document.querySelectorAll('h1, #theirs, ul:not(.sanbai ul), label:not(.sanbai label)')]
        .map(node => ({...Object.fromEntries([...getComputedStyle(node)].filter(name => !name.startsWith('--')
            && !/size|width|height|origin/.test(name)).map(name => [name, getComputedStyle(node)[name]]))}))"""
    bare = watched.show(f"<!DOCTYPE html><body>{outside}</body>").evaluate(look)
    tab = watched.show(f"<!DOCTYPE html><body>{outside}<div>{cell}</div><div>{cell}</div></body>")
    assert json.dumps(tab.evaluate(look)) == json.dumps(bare)
    tab.get_by_role("checkbox", name="数量").nth(1).click()
    grounds = tab.evaluate(
        """() => [...document.querySelectorAll('article')].map(
            view => getComputedStyle(view.querySelector('.sb-text mark.sb-q')).backgroundImage)"""
    )
    assert [rgb(LIGHT["q"]) in ground for ground in grounds] == [True, False]


HOST = """
.host p { margin: 0 0 40px; text-align: right } .host dl, .host dd { margin: 30px } .host dt { float: left }
.host ul:not(.x), .host ol:not(.x) { padding-left: 50px } .host ul { list-style: square } .host ol { margin: 20px }
.host a:link { color: red; text-decoration: underline } .host { font: 9px serif; line-height: 1; text-align: right }
label { font-weight: 700; margin: 20px } mark { background: yellow; padding: 9px } summary { color: red }
"""
STYLED = [".sb-notes", ".sb-outline ol", ".sb-outline a", ".sb-n", ".sb-facts dd", ".sb-switches label", ".sb-text"]


@pytest.mark.parametrize("selector", STYLED)
def test_the_style_of_a_notebook_s_cells_does_not_reach_into_the_view(
    watched: Watched, report: Report, selector: str
) -> None:
    names = ["color", "paddingLeft", "marginTop", "marginLeft", "listStyleType", "fontSize", "fontWeight", "textAlign"]
    cell = f"<div class=host>{report._repr_html_()}</div>"
    alone = watched.show(f"<!DOCTYPE html><body>{cell}</body>")
    bare = [style(alone, selector, name) for name in names]
    hosted = watched.show(f"<!DOCTYPE html><head><style>{HOST}</style></head><body>{cell}</body>")
    assert [style(hosted, selector, name) for name in names] == bare


@pytest.mark.parametrize("width", [320, 400, 640, 900, 1360, 2000])
def test_nothing_runs_out_of_the_page_at_any_width(watched: Watched, report: Report, width: int) -> None:
    watched.tab.set_viewport_size({"width": width, "height": 800})
    tab = watched.show(html.page([report]))
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    for place in range(0, tab.locator(".sb-text mark").count(), 7):
        tab.locator(".sb-text mark").nth(place).hover()
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_the_browser_gives_back_the_exact_text_of_a_hostile_report_and_runs_none_of_it(watched: Watched) -> None:
    report = sanbai_nlp.parse(HOSTILE).model_copy(update={"title": HOSTILE, "meta": {HOSTILE: HOSTILE}})
    tab = watched.show(html.page([report]))
    read = "[...document.querySelectorAll('.sb-text')].map(node => node.textContent).join('')"
    assert tab.evaluate(read) == HOSTILE
    assert tab.title() != "hit"
    assert tab.evaluate("document.scripts.length + document.images.length") == 0


def test_a_mark_of_writing_direction_turns_nothing_around(watched: Watched) -> None:
    tab = watched.show(html.page([sanbai_nlp.parse("一、收入\u202e100元，支出200元。")]))
    places = tab.evaluate(
        """() => { const text = document.querySelector('.sb-text'), found = {};
            const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) for (const word of ['收', '1', '支', '2']) {
                const at = walk.currentNode.data.indexOf(word); if (at < 0 || word in found) continue;
                const range = document.createRange(); range.setStart(walk.currentNode, at);
                range.setEnd(walk.currentNode, at + 1); found[word] = range.getBoundingClientRect().left; }
            return ['收', '1', '支', '2'].map(word => found[word]); }"""
    )
    assert places == sorted(places)


def test_print_leaves_the_switches_out_and_keeps_the_colours(watched: Watched, report: Report) -> None:
    tab = watched.show(html.page([report]))
    tab.emulate_media(media="print")
    assert not tab.locator(".sb-switches").is_visible()
    assert tab.locator(".sb-note").first.is_visible()
    assert style(tab, ".sb-text mark.sb-q", "printColorAdjust") == "exact"
    assert tab.pdf()[:4] == b"%PDF"


def test_a_browser_without_has_shows_every_mark(watched: Watched, report: Report) -> None:
    """As browsers of before 2023 do: rules that they cannot read are left out, one by one."""
    page = html.page([report])
    tab = watched.show(page.replace(":has(", ":no-such-thing("))
    assert rgb(LIGHT["q"]) in style(tab, ".sb-text mark.sb-q", "backgroundImage")
    assert style(tab, ".sb-text mark.sb-a", "backgroundImage").count(rgb(LIGHT["a"])) == 2
