#!/usr/bin/env python3
"""The C files are as .clang-format has them, and the scripts pass shellcheck.

The formatter's versions differ in details, so that one is the judge: 19, which both Debian 12
and 13 have. To format: clang-format-19 -i FILE...
"""
import subprocess

import tree

FORMAT = ["clang-format-19", "--dry-run", "-Werror"]
SHELL = ["shellcheck", "--severity=style"]


def run(command, **more):
    try:
        done = subprocess.run(command, cwd=tree.ROOT, capture_output=True, text=True, **more)
    except FileNotFoundError:
        return [f"{command[0]} is not installed (./dev test installs it)"]
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def layout(path):
    """Where it differs, without the lines quoted."""
    return [line for line in run([*FORMAT, path]) if "error:" in line or "not installed" in line]


def scripts():
    """The tests' data may hold anything; what begins like a script is one."""
    tried = tree.files("dev", ".ci/*", "tests/*/run", "packaging/*", "*.sh")
    return [path for path in tried if tree.read(path).startswith(("#!/bin/sh", "#!/bin/bash"))]


def cases():
    yield tree.refuses("a careless layout", run(FORMAT, input="int  main( void ){return 0;}\n"))
    for path in tree.files("server/*.[ch]", "include/*.h", "tests/*.[ch]"):
        yield f"{path} is laid out", layout(path)
    careless = run([*SHELL, "--shell=bash", "-"], input='rm $1; cd "$2"\n')
    yield tree.refuses("a careless script", careless)
    yield "the scripts", run([*SHELL, *scripts()])


if __name__ == "__main__":
    tree.report(cases())
