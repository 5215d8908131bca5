"""The site: `docs/make` makes it with Debian's Sphinx, MyST and Furo.

Its pages are the project's Markdown files where they lie, which a forge shows as well.  What is a page, in which order and under which heading, is what
the pages in LISTS list: a document that stands in none of them is an error of `sphinx-build -W`, as is a link that leads nowhere.
"""
import pathlib
import posixpath
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "analysis"))

project = "octosim"
author = "the octosim authors"
version = release = re.search(r"^project\(octosim VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(), re.M)[1]
html_show_copyright = False

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton"]
root_doc = "docs/README"
include_patterns = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/**", "io/**", "*/README.md", "analysis/viewer/README.md", "jobs/packaging/README.md"]
exclude_patterns = ["build", "out", "**/node_modules"]

myst_heading_anchors = 4

autodoc_member_order = "bysource"
autodoc_typehints = "description"

html_theme = "furo"
html_title = f"octosim {version}"
html_theme_options = {"dark_css_variables": {  # Furo's own, which Debian's style sheet has lost
    "color-problematic": "#ee5151", "color-foreground-primary": "#ffffffcc", "color-foreground-secondary": "#9ca0a5",
    "color-foreground-muted": "#81868d", "color-foreground-border": "#666666", "color-background-primary": "#131416",
    "color-background-secondary": "#1a1c1e", "color-background-hover": "#1e2124ff", "color-background-hover--transparent": "#1e212400",
    "color-background-border": "#303335", "color-background-item": "#444", "color-brand-primary": "#2b8cee", "color-brand-content": "#368ce2",
    "color-highlighted-background": "#083563", "color-highlight-on-target": "#333300", "color-api-keyword": "#9ca0a5",
    "color-admonition-background": "#18181a"}}
pygments_dark_style = "monokai"
html_extra_path = ["site/index.html"]
html_static_path = ["site/octosim.css"]
html_css_files = ["octosim.css"]
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True

LISTS = {"docs/README", "docs/commands/README", "docs/decisions/README"}
SECTION = re.compile(r"^## (.+)\n", re.M)
ENTRY = re.compile(r"^(?:- |\| )\[([^\]]+)\]\(([^)#:]+)\.(?:md|rst)\)", re.M)


# Sections of the text of `octosim check --help`, which docs/settings.md is.
SETTINGS = re.compile(r"^\[(\w+)\]$", re.M)


def with_sections(app, docname, source):
    if docname == "docs/settings":
        source[0] = SETTINGS.sub(r"## \1", source[0])


def with_contents(app, docname, source):
    """A page that lists others is their parent in the navigation: each section a part of it, the first link of each row an entry."""
    if docname not in LISTS:
        return
    _, *sections = SECTION.split("## \n" + source[0])
    for caption, text in zip(sections[::2], sections[1::2]):
        entries = [f"{title} </{posixpath.normpath(posixpath.join(posixpath.dirname(docname), path))}>" for title, path in ENTRY.findall(text)]
        if entries:
            source[0] += "\n```{toctree}\n:hidden:\n" + f":caption: {caption}\n\n" + "\n".join(entries) + "\n```\n"


def as_restructured(app, what, name, obj, options, lines):
    """Docstrings are written as those of the C++ are: `code` is code, \\raises names an error."""
    text = re.sub(r"(?<!`)`([^`\n]+)`(?!`)", r"``\1``", "\n".join(lines))
    text = re.sub(r"\s*\\raises (\w+): ", r"\n\n:raises \1: ", text)
    lines[:] = text.split("\n")


def alone(app, exception):
    """Debian's Furo takes a style sheet from the root of a web server, and a script by an `import` that a plain script may not have: here both are
    in the files that want them, so that the site works as a folder of files, without a server."""
    if app.builder.format != "html" or exception is not None:
        return
    static = pathlib.Path(app.outdir) / "_static"
    style, script = static / "styles" / "furo.css", static / "scripts" / "furo.js"
    style.write_text(re.sub(r"@import url\((/javascript/[^)]+)\);", lambda found: pathlib.Path("/usr/share" + found[1]).read_text(), style.read_text()))
    script.write_text(re.sub(r'^import Gumshoe from "\./(.+)";', lambda found: (script.parent / found[1]).read_text(), script.read_text(), flags=re.M))


def setup(app):
    app.connect("source-read", with_sections)
    app.connect("source-read", with_contents)
    app.connect("build-finished", alone)
    app.connect("autodoc-process-docstring", as_restructured)
    return {"parallel_read_safe": True}
