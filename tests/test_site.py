"""The docs site: mkdocs builds it without a warning, no link in it is dead, and it needs no network to be read."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

import sanbai_nlp

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LOADS = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}
CHROMIUM = shutil.which("chromium")


def reference() -> list[str]:
    """The names of the library that the reference has a section for, in its order."""
    pages = sorted((DOCS / "reference").glob("*.md"))
    return [
        name
        for page in pages
        for name in re.findall(r"^::: sanbai_nlp\.(\w+)$", page.read_text(encoding="utf-8"), re.M)
    ]


def test_the_reference_has_every_public_name_once() -> None:
    assert sorted(reference()) == sorted(sanbai_nlp.__all__)


def test_every_page_of_the_docs_has_its_place_in_the_navigation() -> None:
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")]
    assert not [page for page in pages if not re.search(rf"(: |- ){re.escape(page)}$", nav, re.M)]


@dataclass
class Read(HTMLParser):
    """What a page of the site has: anchors, links, what it loads, and its language."""

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in LOADS and LOADS[tag] in given:
            self.loaded.append(given[LOADS[tag]])
        if tag in {"code", "pre", "script", "style"}:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.prose.append(data)


def read(page: Path) -> Read:
    parsed = Read()
    parsed.feed(page.read_text(encoding="utf-8"))
    return parsed


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it, in a folder of its own."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(out)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr, done.stderr
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Read]:
    """Every page of the site, read."""
    return {page: read(page) for page in site.rglob("*.html")}


def dead(page: Path, links: list[str], pages: dict[Path, Read]) -> list[str]:
    """The links of a page, inside the site, that lead nowhere."""
    found = []
    for link in links:
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        known = pages.get(target)
        if not (known or target.is_file()) or (anchor and known and anchor not in known.anchors):
            found.append(link)
    return found


@pytest.mark.slow
def test_every_link_inside_the_site_leads_somewhere(pages: dict[Path, Read]) -> None:
    assert len(pages) > 30
    inside = {
        page: [link for link in parsed.links if not re.match(r"\w+:", link)]
        for page, parsed in pages.items()
        if page.name != "404.html"  # served from any folder
    }
    assert sum(map(len, inside.values())) > 1000
    assert {page.name: lost for page, links in inside.items() if (lost := dead(page, links, pages))} == {}


@pytest.mark.slow
@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_links_of_the_readmes_into_pages_have_their_anchors(
    readme: str, site: Path, pages: dict[Path, Read]
) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    links = re.findall(r"\]\(docs/([^)\s]+)\.md(#[^)\s]+)\)", text)
    assert links
    assert dead(site / "index.html", [f"{name}.html{anchor}" for name, anchor in links], pages) == []


@pytest.mark.slow
def test_no_page_loads_anything_from_elsewhere(site: Path, pages: dict[Path, Read]) -> None:
    foreign = {page.name: [url for url in parsed.loaded if "//" in url] for page, parsed in pages.items()}
    assert {name: urls for name, urls in foreign.items() if urls} == {}
    styles = "".join(sheet.read_text(encoding="utf-8") for sheet in site.rglob("*.css"))
    assert styles
    assert re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//[^)\"']*", styles) == []


@pytest.mark.slow
def test_no_page_shows_markdown_that_was_not_understood(pages: dict[Path, Read]) -> None:
    bare = {page.name: re.findall(r"```|\]\(|no-run", "".join(parsed.prose)) for page, parsed in pages.items()}
    assert {name: marks for name, marks in bare.items() if marks} == {}


@pytest.mark.slow
def test_the_first_page_is_chinese_and_leads_to_an_english_one(site: Path, pages: dict[Path, Read]) -> None:
    chinese, english = ("".join(pages[site / name].prose) for name in ("index.html", "en.html"))
    assert "从哪里看起" in chinese
    assert "turns them into typed objects" in english
    assert "en.html" in pages[site / "index.html"].links


@pytest.mark.slow
def test_every_public_name_has_its_section(site: Path, pages: dict[Path, Read]) -> None:
    anchors = set().union(*(pages[page].anchors for page in (site / "reference").glob("*.html")))
    assert [name for name in sanbai_nlp.__all__ if f"sanbai_nlp.{name}" not in anchors] == []


@pytest.mark.slow
def test_the_search_knows_chinese_words(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.js").read_text(encoding="utf-8").partition("=")[2])
    titles = [entry["title"].split("\u200b") for entry in index["docs"]]
    assert ["掩码", "怎样", "计算"] in titles


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium, which is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_site_opens_from_a_folder_and_its_search_finds(scheme: str, site: Path) -> None:
    from playwright.sync_api import sync_playwright

    asked, wrong = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(color_scheme=scheme)
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: wrong.append(request.url))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto((site / "index.html").as_uri())
        look = page.get_attribute("body", "data-md-color-scheme")
        page.fill("input.md-search__input", "掩码")
        page.wait_for_selector(".md-search-result__item h1", timeout=20_000)
        found = page.locator(".md-search-result__item h1").all_inner_texts()
        browser.close()
    assert look == {"light": "default", "dark": "slate"}[scheme]
    assert "掩码怎样计算" in [title.replace("\u200b", "") for title in found]
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    assert wrong == []
