"""What mkdocs is told beyond mkdocs.yml: pages of the project that do not lie in docs/, and links that lead out of it."""

import posixpath
import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

# Files of the project by where they stand in the site.
PAGES = {
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "README.md": "en.md",
    "README.zh-CN.md": "index.md",
    "data/annotated/README.md": "project/corpus.md",
    "data/segmented/README.md": "project/segmented.md",
    "models/departments/README.md": "project/departments.md",
    "models/segmenter/README.md": "project/segmenter.md",
    "models/tagger/README.md": "project/tagger.md",
}
OWN = {"en.md", "index.md"}  # the site's own first pages stand for the readmes
LINK = re.compile(r"\[(?P<words>[^\]\n]*)\]\((?P<target>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")
NOTE = re.compile(r"^(```\w+) no-run:[^\n]*$", re.M)  # why a block does not run is for the tests
CODE = re.compile(r"(<pre.*?</pre>)", re.S)
WRAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef“”’…])\n(?=[\u3000-\u9fff\uff00-\uffef“‘…（])")
FILE = re.compile(r"^(```\w+) (\S+\.\w+)$", re.M)  # a file that the reader saves under this name
SESSION = re.compile(r"^```python\n(?=>>>)", re.M)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that lie elsewhere in the project."""
    root = posixpath.dirname(config.config_file_path)
    for path, uri in PAGES.items():
        if uri not in OWN:
            files.append(File.generated(config, uri, abs_src_path=posixpath.join(root, path)))
    return files


def on_page_markdown(markdown: str, *, page: Page, files: Files, **_: object) -> str:
    """Lead links between files of the project to their pages; what has none keeps its words, without a link."""
    here = {uri: path for path, uri in PAGES.items() if uri not in OWN}.get(
        page.file.src_uri, f"docs/{page.file.src_uri}"
    )

    def relinked(link: re.Match[str]) -> str:
        if "://" in link["target"]:
            return link[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(here), link["target"]))
        uri = PAGES.get(path, path.removeprefix("docs/"))
        if files.get_file_from_path(uri) is None and not path.startswith("docs/"):
            return link["words"]
        target = posixpath.relpath(uri, posixpath.dirname(page.file.src_uri) or ".")
        return f"[{link['words']}]({target}{link['anchor'] or ''})"

    return _fences(LINK.sub(relinked, markdown))


def _fences(markdown: str) -> str:
    """The page with the info strings of its code blocks as the highlighter reads them."""
    return SESSION.sub("```pycon\n", FILE.sub(r'\1 title="\2"', NOTE.sub(r"\1", markdown)))


def on_page_content(html: str, **_: object) -> str:
    """Join the lines of a Chinese paragraph: a browser would show a blank where the source is wrapped."""
    return "".join(part if part.startswith("<pre") else WRAP.sub("", part) for part in CODE.split(html))
