"""The viewer's page, with traces in it."""
from __future__ import annotations

import base64
import dataclasses
import html
import os
import pathlib

from octosim_viewer.errors import BadInput

VIEWER = pathlib.Path(__file__).resolve().parent.parent / "viewer" / "dist" / "viewer.html"


@dataclasses.dataclass(frozen=True)
class Embedded:
    """`name`: shown; `note`: what a reader must know of it, shown too; `image`: an HDF5 file."""
    name: str
    note: str
    image: bytes


def page_with(traces: list[Embedded], live_seconds: float = 0) -> str:
    """The whole page.  `live_seconds`: it loads itself again that often; 0: never."""
    try:
        page = VIEWER.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadInput(f"{VIEWER}: is missing (npm run build in analysis/viewer makes it)") from None
    scripts = "\n".join(f'<script type="text/plain" class="embedded-trace" data-name="{html.escape(trace.name)}" data-note="{html.escape(trace.note)}">'
                        f"{base64.b64encode(trace.image).decode()}</script>" for trace in traces)
    live = f'<meta name="octosim-live" content="{live_seconds:g}">' if live_seconds else ""
    for mark, text in (("<!--TRACES-->", scripts), ("<!--LIVE-->", live)):
        if page.count(mark) != 1:
            raise BadInput(f"{VIEWER}: is not the page that analysis/viewer makes (it has {mark} {page.count(mark)} times)")
        page = page.replace(mark, text)
    return page


def write_whole(path: pathlib.Path, text: str) -> None:
    """`path` has all of it, or what it had before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
