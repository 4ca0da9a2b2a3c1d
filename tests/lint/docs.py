#!/usr/bin/env python3
"""The docs that are made from the code's tables say what the program says, and nothing is kept that
no page tells of.

usage: docs.py BUILD-FOLDER

To renew one: build/afterword config --markdown >docs/configuration.md
"""
import difflib
import re
import subprocess
import sys

import tree

MADE = (
    ("docs/configuration.md", ("config", "--markdown")),
    ("docs/errors.md", ("config", "--errors")),
    ("docs/metrics.md", ("config", "--metrics")),
    ("docs/format.md", ("config", "--format")),
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


def unexplained(page, tables):
    """Of the tables those that the page on privacy does not name."""
    return [f"docs/privacy.md does not say what is in {name}" for name in tables
            if f"`{name}`" not in page]


def made_tables():
    names = set()
    for path in sorted(tree.files("migrations/*.sql")):
        sql = tree.read(path)
        names.update(re.findall(r"^CREATE (?:VIRTUAL )?TABLE (\w+)", sql, re.M))
        names.difference_update(re.findall(r"^DROP TABLE (\w+)", sql, re.M))
        for old, new in re.findall(r"^ALTER TABLE (\w+) RENAME TO (\w+)", sql, re.M):
            names.discard(old)
            names.add(new)
    return sorted(names)


def cases(program):
    yield tree.refuses("a table that nobody explains", unexplained("`page`", ["page", "person"]))
    yield "every table is on the page on privacy", unexplained(
        tree.read("docs/privacy.md"), made_tables())
    differing = differences("x.md", ["an old default: 1"], ["a new default: 2"])
    yield tree.refuses("a page that says something else", differing)
    for path, arguments in MADE:
        yield f"{path} is what the program says", complaints(program, path, arguments)


if __name__ == "__main__":
    tree.report(cases(f"{sys.argv[1]}/afterword"))
