"""Take the picture of the board for the README: the demonstration on its last morning.

    python scripts/board_picture.py FOLDER docs/images/board.png

FOLDER has what `demo_register` made. It needs Chromium, and what the tests need.
"""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from demo_register import FILE_NAME
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crisis_log import language  # noqa: E402 - found once the path is set
from crisis_log.register import stopped_clock  # noqa: E402 - likewise
from tests.board.served import served  # noqa: E402 - likewise

MORNING: Final = datetime(2020, 3, 30, 7, tzinfo=UTC)
WIDTH: Final = 1440
HEIGHT: Final = 1060
COLOURS: Final = 64


def take(folder: Path, picture: Path) -> None:
    """Write the picture: few colours, so that it is small."""
    language.use("fr")
    flags = ["--no-sandbox", "--disable-gpu"]
    with served(folder / FILE_NAME, stopped_clock(MORNING)) as address, sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="fr-FR")
        page.goto(address)
        page.locator("#pause").wait_for()
        taken = page.screenshot(animations="disabled")
        browser.close()
    image = Image.open(BytesIO(taken)).convert("RGB").quantize(COLOURS)
    image.save(picture, optimize=True)


if __name__ == "__main__":
    take(*map(Path, sys.argv[1:3]))
