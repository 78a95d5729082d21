#!/usr/bin/env python3
"""Writes the licences of all Rust libraries that the program is made of, as their authors ask for.

    packaging/third_party.py FILE
"""

import json
import pathlib
import subprocess
import sys

NAMES = ("licen", "copying", "copyright", "notice", "unlicense")


def metadata():
    host = next(
        line.removeprefix("host: ")
        for line in subprocess.check_output(["rustc", "-vV"], text=True).splitlines()
        if line.startswith("host: ")
    )
    command = ["cargo", "metadata", "--format-version=1", "--locked", f"--filter-platform={host}"]
    return json.loads(subprocess.check_output(command))


def linked(data):
    """The packages that the program is linked with: neither for tests nor for the build alone."""
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    found, waiting = set(), [data["resolve"]["root"]]
    while waiting:
        package = waiting.pop()
        if package in found:
            continue
        found.add(package)
        for dependency in nodes[package]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])
    return found


def main():
    data = metadata()
    ids = linked(data)
    packages = [p for p in data["packages"] if p["id"] in ids and p["source"]]
    packages.sort(key=lambda package: (package["name"], package["version"]))
    # Many libraries share one text, apart from the line of their author.
    holders = {}
    for package in packages:
        folder = pathlib.Path(package["manifest_path"]).parent
        texts = [
            path.read_text(errors="replace").strip()
            for path in sorted(folder.iterdir())
            if path.is_file() and path.name.lower().startswith(NAMES)
        ]
        name = f"{package['name']} {package['version']} ({package['license']})"
        for text in texts or [f"Its package holds no text. Authors: {', '.join(package['authors'])}"]:
            holders.setdefault(text, []).append(name)
    parts = ["Brandish is made of these libraries, each under its own licence.\n"]
    for text, names in sorted(holders.items(), key=lambda item: item[1]):
        parts.append("\n".join(["=" * 80, *names, "", text, ""]))
    pathlib.Path(sys.argv[1]).write_text("\n".join(parts))


main()
