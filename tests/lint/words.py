#!/usr/bin/env python3
"""Words that have no place in the tree: package registries' hosts (the lock file must work
with any mirror), paths of somebody's machine, and notes of unfinished work.

The words are written in two pieces here, so that this file does not hold them.
"""
import re

import tree

HOSTS = (
    "registry.npm" "js.org",
    "registry.yarn" "pkg.com",
    "py" "pi.org",
    "files.python" "hosted.org",
    "static.crates" ".io",
    "proxy.go" "lang.org",
    "deb.deb" "ian.org",
    "security.deb" "ian.org",
)
LAWS = (
    ("a package registry's host", re.compile("|".join(map(re.escape, HOSTS)), re.I)),
    ("a path of somebody's machine", re.compile(r"(?<![\w./:%}-])/(wo" r"rk|ho" r"me)/\w")),
    ("a note of unfinished work", re.compile(r"\b(TO" r"DO|FIX" r"ME)\b")),
)
ADDRESS_IN_LOCK = re.compile(r'"resolved"\s*:')


def breaches(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        for name, law in LAWS:
            found = law.search(line)
            if found:
                yield number, f"{name}: {found[0]}"
        if path.endswith("package-lock.json") and ADDRESS_IN_LOCK.search(line):
            yield number, "an address of a package in the lock file"


REFUSED = (
    ("a registry", "docs/x.md", "see https://Registry.npm" "js.org/ajv"),
    ("an address in the lock", "tests/package-lock.json", '\t"resolved": "https://example.org/x"'),
    ("a folder of a machine", "docs/x.md", "it lies in /ho" "me/anna/afterword"),
    ("unfinished work", "server/x.c", "/* TO" "DO: later */"),
)
ACCEPTED = (
    ("a path in an address", "docs/x.md", "https://example.org/wo" "rk/first"),
)

if __name__ == "__main__":
    everything = tree.files("*")
    tree.report(tree.cases("no such word in the tree", breaches, everything, REFUSED, ACCEPTED))
