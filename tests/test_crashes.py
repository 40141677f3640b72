"""A short run of ``python -m tests.crashes``: kills, two writers, softer signals, full disks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_no_crash_loses_or_halves_anything() -> None:
    short = ["--kills", "8", "--writers", "1", "--signals", "2", "--disks", "2", "--seed", "7"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.crashes", *short, "--without", "langchain"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "     8  kills\n" in done.stdout
    assert done.stdout.endswith("\n0 faults\n")
