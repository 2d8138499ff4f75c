"""The preview pictures of the answers: ``python -m tests.answers.pictures``, which needs Chromium.

Each is the chart of its page with the question above, 1200 by 630 as chats and searches show it. In
the file stands what it was drawn from, so that a test sees when it is out of date.
"""

import argparse
import asyncio
import base64
import struct
import zlib
from hashlib import sha256
from html import escape
from typing import Final

from playwright.async_api import async_playwright

from app.answers.page import AnswerPage, pages
from tests.browser.conftest import ARGUMENTS, find_chromium
from tests.conftest import ROOT

FOLDER: Final = ROOT / "static" / "img" / "answers"
WIDTH, HEIGHT = 1200, 630
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_KEY: Final = b"Source\0"
_STYLE: Final = f"""
body {{ display: flex; flex-direction: column; min-height: 0; width: {WIDTH}px; height: {HEIGHT}px;
  padding: 44px 60px; overflow: hidden; }}
h1 {{ font-size: 50px; font-weight: 600; line-height: 1.15; text-wrap: balance; }}
.chart {{ flex: 1; min-height: 0; max-width: none; margin: 26px 0 12px; }}
p {{ font-size: 24px; color: var(--ink-2); }}
"""


def markup(page: AnswerPage) -> str:
    """Return what stands on a picture."""
    name = "Unclone, a playground for weight initialization"
    return f"<h1>{escape(page.question)}</h1>{page.svg}<p>{name}</p>"


def digest(page: AnswerPage) -> bytes:
    """Return the name of what a picture is drawn from."""
    return sha256(markup(page).encode()).hexdigest().encode()


def with_source(png: bytes, source: bytes) -> bytes:
    """Write into a PNG, before its end, what it was drawn from."""
    data = b"tEXt" + _KEY + source
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return png[:-12] + chunk + png[-12:]


def source_of(png: bytes) -> bytes:
    """Read from a PNG what it was drawn from.

    Raises:
        ValueError: it is no PNG, or does not say so.
    """
    if not png.startswith(_SIGNATURE):
        raise ValueError("this is no PNG")
    return png[png.index(b"tEXt" + _KEY) + 4 + len(_KEY) :][:64]


def _document(page: AnswerPage) -> str:
    sheets = [ROOT / "static" / "css" / f"{name}.css" for name in ("tokens", "layout", "answers")]
    font = base64.b64encode((ROOT / "static/fonts/source_sans_3.woff2").read_bytes()).decode()
    style = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    style = style.replace("../fonts/source_sans_3.woff2", f"data:font/woff2;base64,{font}")
    return f"<!doctype html><style>{style}{_STYLE}</style>{markup(page)}"


async def draw(asked: list[str]) -> None:
    """Draw the pictures of the answers that are named."""
    FOLDER.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        found = find_chromium(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        paper = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name in asked:
            page = pages()[name]
            await paper.set_content(_document(page))
            await paper.evaluate("document.fonts.ready")
            png = with_source(await paper.screenshot(), digest(page))
            FOLDER.joinpath(f"{name}.png").write_bytes(png)
        await browser.close()


def main() -> None:
    """Draw the pictures of all answers, or of those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.answers.pictures", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of an answer; by default all")
    asked = parser.parse_args().names
    if unknown := sorted(set(asked) - set(pages())):
        parser.error(f"there is no answer {unknown[0]!r}; allowed: {', '.join(pages())}")
    asyncio.run(draw(asked or list(pages())))


if __name__ == "__main__":
    main()
