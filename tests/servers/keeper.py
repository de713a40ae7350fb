"""Ends a server whose tests are no more, however they ended: `keeper.py FOLDER`.

Run as a process of its own, which waits until its standard input closes. What an orderly
end has stopped and removed before leaves it nothing to do.
"""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path


def end(folder: Path) -> None:
    """End the server whose data lie under a folder, and remove the folder."""
    for noted in folder.glob("*/postmaster.pid"):
        with suppress(OSError, ValueError):
            number = int(noted.read_text().splitlines()[0])
            if str(folder) in _arguments(number):
                os.kill(number, signal.SIGCONT)
                os.kill(number, signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


def _arguments(number: int) -> str:
    shown = ["ps", "-ww", "-o", "args=", "-p", str(number)]
    return subprocess.run(shown, capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    sys.stdin.buffer.read()
    end(Path(sys.argv[1]))
