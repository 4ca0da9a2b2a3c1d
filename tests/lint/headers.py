#!/usr/bin/env python3
"""Each public header compiles alone, shows no library, and has the guard of its path."""
import os
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import tree

COMPILE = [
    *os.environ.get("CC", "cc").split(),
    *"-std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -Iinclude -fsyntax-only".split(),
]


def compile_alone(path):
    with tempfile.NamedTemporaryFile("w", suffix=".c") as unit:
        unit.write(f'#include "{path}"\n#include "{path}"\n')
        unit.flush()
        run = subprocess.run([*COMPILE, unit.name], cwd=tree.ROOT, capture_output=True, text=True)
    return run.stderr.splitlines() if run.returncode else []


def guard_complaints(path, text):
    name = re.sub(r"\W", "_", path.removeprefix("include/")).upper()
    guard = f"#ifndef AFTERWORD_{name}\n#define AFTERWORD_{name}\n"
    return [] if guard in text else [f"{path}: the guard should be AFTERWORD_{name}"]


def complaints(path):
    return guard_complaints(path, tree.read(path)) + compile_alone(str(tree.ROOT / path))


def refused(text):
    with tempfile.NamedTemporaryFile("w", suffix=".h") as header:
        header.write(text)
        header.flush()
        return compile_alone(header.name)


def cases():
    yield tree.refuses("a header that needs another", refused("size_t count;\n"))
    guard = "#ifndef URL_H\n#define URL_H\n"
    yield tree.refuses("a guard that is not the path's", guard_complaints("core/url.h", guard))
    paths = tree.files("include/*.h")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from zip((f"{path} stands alone" for path in paths), pool.map(complaints, paths))


if __name__ == "__main__":
    tree.report(cases())
