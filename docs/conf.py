"""The site: `sphinx-build -W -c docs . build/docs` (Debian's python3-sphinx, python3-myst-parser, furo).

Its pages are the project's Markdown files, wherever they lie, as a forge shows them too.  What is a page, in which order and under
which heading, is the list of docs/README.md: a document that is not in it is an error, as is a link that leads nowhere.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "analysis"))

project = "octosim"
author = "the octosim authors"
version = release = re.search(r"^project\(octosim VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(), re.M)[1]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton"]
root_doc = "docs/README"
include_patterns = ["docs/**.md", "docs/**.rst", "io/**.md", "*/README.md", "analysis/viewer/README.md", "CONTRIBUTING.md", "README.md"]
exclude_patterns = ["build", "out"]
nitpicky = True

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["myst.header"]

html_theme = "furo"
html_title = f"octosim {version}"
