"""Programs from the documents → what they print, run as a reader would who pastes them into an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from attrs import frozen

from tests.backend import Backend
from tests.docs.snippets import ROOT

SERVER = "https://api.example.com"
"""What programs call; a server of the sample API is put in its place."""


@frozen
class Reader:
    """Somebody who pastes programs, in a folder of his own."""

    backend: Backend
    folder: Path
    sdk: Path = ROOT / "sdk"
    """The SDK that is installed."""

    def paste(self, program: str) -> str:
        """Run a program and give what it prints."""
        return self.run("-c", program.replace(SERVER, self.backend.url))

    def run(self, *arguments: str, typed: str = "") -> str:
        done = self.attempt(*arguments, typed=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def attempt(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        # Without a terminal, passwords are read from what is typed here.
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={
                "HOME": str(self.folder),
                "PYTHONPATH": os.pathsep.join([str(self.sdk), str(self.folder)]),
                "PATH": "",
            },
            input=typed,
            capture_output=True,
            text=True,
            timeout=150,
            start_new_session=True,
            check=False,
        )
