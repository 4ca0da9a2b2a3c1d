#!/usr/bin/env python3
"""clang-tidy's chosen checks (.clang-tidy) on each .c of the server.

usage: tidy.py BUILD-FOLDER

Version 19, as for the format, so that the verdict is the same on Debian 12 and 13.
"""
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tree


def check(build, path):
    command = ["clang-tidy-19", "--quiet", "-p", build, path]
    try:
        run = subprocess.run(command, cwd=tree.ROOT, capture_output=True, text=True)
    except FileNotFoundError:
        return [f"{command[0]} is not installed (./dev test installs it)"]
    if run.returncode == 0:
        return []
    told = re.compile(r": (error|note|warning): ")
    return [line for line in (run.stdout + run.stderr).splitlines() if told.search(line)]


def units(build):
    """The server's own files among what is compiled; what the build makes is not ours."""
    commands = json.loads(Path(build, "compile_commands.json").read_text())
    compiled = {(Path(c["directory"]) / c["file"]).resolve() for c in commands}
    return [path for path in tree.files("server/*.c") if tree.ROOT / path in compiled]


def cases(build):
    paths = units(build)
    if not paths:
        yield "there is something to check", ["nothing is compiled"]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda path: check(build, path), paths)
        yield from zip((f"{path} passes the checks" for path in paths), found)


if __name__ == "__main__":
    tree.report(cases(sys.argv[1]))
