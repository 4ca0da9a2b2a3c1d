#!/usr/bin/env python3
"""The docs that are made from the code's tables say what the program says.

usage: docs.py BUILD-FOLDER

To renew one: build/afterword config --markdown >docs/configuration.md
"""
import difflib
import subprocess
import sys

import tree

MADE = (
    ("docs/configuration.md", ("config", "--markdown")),
    ("docs/errors.md", ("config", "--errors")),
)


def differences(path, stands, said):
    return list(difflib.unified_diff(stands, said, path, "what the program says", lineterm=""))


def complaints(program, path, arguments):
    run = subprocess.run([program, *arguments], capture_output=True, text=True)
    if run.returncode != 0:
        return [f"{program} {arguments}: status {run.returncode}", *run.stderr.splitlines()]
    if not (tree.ROOT / path).is_file():
        return [f"{path} is not there"]
    return differences(path, tree.read(path).splitlines(), run.stdout.splitlines())


def cases(program):
    differing = differences("x.md", ["an old default: 1"], ["a new default: 2"])
    yield tree.refuses("a page that says something else", differing)
    for path, arguments in MADE:
        yield f"{path} is what the program says", complaints(program, path, arguments)


if __name__ == "__main__":
    tree.report(cases(f"{sys.argv[1]}/afterword"))
