#!/usr/bin/env python3
"""The manual and the completions that are made of the program's tables.

1. What a command's usage says of its options is what the command reads: none is missing, none is
   made up.
2. man has nothing to say about the pages, and each setting and command is in them.
3. bash completes what there is.
4. Pages that are for who uses the program are installed with it.

usage: manual.py BUILD-FOLDER
"""
import re
import subprocess
import sys
from pathlib import Path

import tree

sys.path.insert(0, str(tree.ROOT / "packaging"))

from man import PAGES  # noqa: E402
from tables import Command, Tables  # noqa: E402

SHARED = ("server/cli/command.c",)  # what several commands read
TABLE = re.compile(r"const struct command_option \w+\[\] = \{(.*?)\};", re.S)
ROW = re.compile(r'\{"([a-z-]+)",')
ALONE = re.compile(r'"--([a-z-]+)"')
FOR_BUILDERS = ("ARCHITECTURE", "RECIPES", "STYLE", "benchmarks")  # pages of docs/
BASH = """. "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) && _afterword && echo "${COMPREPLY[*]}"
"""
COMPLETED = (
    (("afterword", "si"), "site"),
    (("afterword", "site", ""), "add set list remove --help"),
    (("afterword", "site", "add", "--pol"), "--policy"),
    (("afterword", "site", "add", "x", "--policy", ""), "hold trust publish"),
    (("afterword", "site", "add", "x", "--policy", "=", "h"), "hold"),
    (("afterword", "site", "add", ""), ""),
    (("afterword", "site", "add", "x", "--origin", ""), ""),
    (("afterword", "serve", "--fingerprint-cost", "s"), "standard strong"),
    (("afterword", "restore", "migrations/0001_c"), "migrations/0001_comments.sql"),
    (("afterword", "publish", "migra"), "migrations"),
)


def options(command, source, shared):
    """What is wrong with the options of a command's usage, beside what its source reads."""
    told = {name[2:] for form in command.forms.values() for name in form.options}
    read = {name for table in TABLE.findall(source) for name in ROW.findall(table)}
    read |= set(ALONE.findall(source))
    also = {name for text in shared for table in TABLE.findall(text) for name in ROW.findall(table)}
    return [
        *(f"--{name} is read, but not told" for name in sorted(read - told)),
        *(f"--{name} is told, but not read" for name in sorted(told - read - also)),
    ]


def warnings(path):
    """What man says about a page: of what it warns, and what it could not do."""
    try:
        run = subprocess.run(
            ["man", "--warnings", "--encoding=UTF-8", "--local-file", "--troff-device=utf8", "--ditroff",
             str(path)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    except FileNotFoundError:
        return ["man is not installed (./dev test installs it)"]
    return run.stderr.splitlines() or ([f"status {run.returncode}"] if run.returncode else [])


def missing(page, names):
    plain = page.replace("\\-", "-")
    return [f"{name} is not in it" for name in names if name not in plain]


def not_installed(pages, build_file):
    installed = set(re.findall(r"'\.\./docs/(\w+)\.md'", build_file))
    return [f"docs/{name}.md is not installed by packaging/meson.build"
            for name in sorted(set(pages) - installed - set(FOR_BUILDERS))]


def completed(script, words):
    run = subprocess.run(
        ["bash", "--norc", "-c", BASH, "bash", script, *words],
        cwd=tree.ROOT, capture_output=True, text=True)
    return run.stdout.strip() + run.stderr


def cases(build):
    tables = Tables(str(build / "afterword"))
    shared = [tree.read(path) for path in SHARED]
    specimen = Command({"name": "x", "summary": "", "usage": "afterword x [--old]\n\nProse.\n"})
    yield tree.refuses("an option that is not told", options(specimen, 'x = "--new";', shared))
    for command in tables.commands:
        source = tree.read(f"server/cli/{command.name}.c")
        yield f"the usage of {command.name} has its options", options(command, source, shared)

    made = {name: build / "packaging" / name for name in PAGES}
    bad = build / "packaging" / "specimen.1"
    bad.write_text(".TH X 1\n.SH NAME\nx \\- \\*[none]\n")
    yield tree.refuses("a page with a string that is not there", warnings(bad))
    bad.unlink()
    for name, path in made.items():
        yield f"man has nothing to say about {name}", warnings(path)
    yield tree.refuses("a page that lacks a setting", missing("listen", ["listen", "demo"]))
    for name, wanted in (
        ("afterword.1", [form for command in tables.commands for form in command.synopsis]),
        ("afterword.conf.5", [setting["flag"] for setting in tables.settings]),
        ("afterword-api.7", tables.api["paths"]),
    ):
        page = made[name].read_text().replace("\\fB", "").replace("\\fP", "")
        page = page.replace("\\[u2026]", "…")
        yield f"{name} has all there is", missing(page, wanted)

    yield tree.refuses("a page that is not installed", not_installed(["new"], "'../docs/old.md'"))
    yield "pages for who uses the program are installed", not_installed(
        (Path(path).stem for path in tree.files("docs/*.md") if path.count("/") == 1),
        tree.read("packaging/meson.build"))

    script = build / "packaging" / "afterword"
    yield "bash completes", [
        f"{words}: {said!r} and not {wanted!r}"
        for words, wanted in COMPLETED if (said := completed(script, words)) != wanted
    ]


if __name__ == "__main__":
    tree.report(cases(Path(sys.argv[1]).resolve()))
