#!/usr/bin/env python3
"""The commands of the docs are ones that the program has: each subcommand, each flag. And what the docs
name of this tree is there.

usage: commands.py BUILD-FOLDER
"""
import functools
import re
import shlex
import subprocess
import sys

import tree

PAGES = ("README.md", "docs/*.md")
FENCE = re.compile(r"^\s*```(\w*)")
PATH = re.compile(r"`((?:server|include|tests|packaging|migrations|web)/[\w./-]*\w)`")
ENDS = {";", "|", "||", "&", "&&", ">", ">>", "<", "(", ")"}
BEFORE = re.compile(r"sudo|\w+=.*")  # a command's name


def words_of(line):
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    return list(lexer)


def shell_lines(text):
    """(line number, words) of what stands in blocks of shell; what is continued is one line."""
    inside, started, held = None, 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if fence := FENCE.match(line):
            inside, held = fence[1] if inside is None else None, ""
        elif inside == "sh":
            started = started if held else number
            held += line.removesuffix("\\") + "\n" * (not line.endswith("\\"))
            try:
                words = words_of(held)
            except ValueError:  # a quotation that goes on
                continue
            if held.endswith("\n"):
                yield started, words
                held = ""


def calls(words):
    """What the program is given in a command line, for each time that it is called."""
    command = []
    for word in [*words, ";"]:
        if word not in ENDS:
            command += [word] if command or not BEFORE.fullmatch(word) else []
            continue
        if len(command) > 1 and command[0].rpartition("/")[2] == "afterword":
            yield command[1:]
        command = []


def unknown(help_of, arguments):
    """What of a call the program does not have, by its own help."""
    command, *rest = arguments
    if command.startswith("--"):
        return []
    said = help_of(command)
    if said is None:
        return [f"there is no command {command}"]
    subcommands = set(re.findall(rf"^afterword {command} ([a-z]+)", said, re.M))
    found = []
    if subcommands and (not rest or rest[0] not in subcommands):
        found.append(f"{command} has no {rest[0] if rest else 'use without more'}")
    flags = [word.partition("=")[0] for word in rest if word.startswith("--")]
    found += [f"{command} has no {flag}" for flag in flags
              if flag != "--config" and not re.search(re.escape(flag) + r"(?![\w-])", said)]
    return found


def absent(text):
    """(line, path) of what a page names of this tree and is not there."""
    for number, line in enumerate(text.splitlines(), 1):
        for path in PATH.findall(line):
            if not (tree.ROOT / path).exists():
                yield number, path


def cases(program):
    def said(*arguments):
        return subprocess.run([program, *arguments], capture_output=True, text=True).stdout

    commands = re.findall(r"^  ([a-z]+)  ", said("--help"), re.M)

    @functools.cache
    def help_of(command):
        return said(command, "--help") if command in commands else None

    def breaches(_, text):
        for number, words in shell_lines(text):
            for call in calls(words):
                yield from ((number, what) for what in unknown(help_of, call))

    def named(_, text):
        yield from ((number, f"{path} is not there") for number, path in absent(text))

    pages = tree.files(*PAGES)
    yield from tree.cases(
        "the docs' commands are the program's", breaches, pages,
        refused=[
            ("a command that is not there", "x.md", "```sh\nafterword moderate\n```\n"),
            ("a subcommand that is not there", "x.md", "```sh\nsudo afterword site burn\n```\n"),
            ("a flag that is not there", "x.md", "```sh\ntrue && afterword check \\\n --gently\n```\n"),
        ],
        accepted=[("prose", "x.md", "afterword moderate\n"),
                  ("one that is there", "x.md", "```sh\nA=b afterword check --json | cat\n```\n")])
    yield from tree.cases(
        "what the docs name is there", named, [p for p in pages if p != "docs/RECIPES.md"],
        refused=[("a test that is not there", "x.md", "see `tests/api/nowhere.test.js`")],
        accepted=[("one that is there", "x.md", "see `tests/lint/tree.py`")])


if __name__ == "__main__":
    tree.report(cases(f"{sys.argv[1]}/afterword"))
