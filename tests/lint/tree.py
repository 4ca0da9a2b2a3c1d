"""What the lints share: the files of the tree, and a report in TAP.

A lint has a function that yields the breaches (line, what is wrong) of one text, and
specimens: texts that it must refuse or accept, so that a lint that has gone blind fails.
"""
import fnmatch
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", "node_modules", "data", "__pycache__"}


def _walk():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in NOT_OURS and not f.startswith("build")]
        yield from (os.path.relpath(os.path.join(folder, name), ROOT) for name in names)


def files(*patterns):
    """Paths from the root, sorted: what git keeps or would keep; without git, what is there."""
    git = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(git, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        listed = _walk()
    return sorted(
        path
        for path in set(listed)
        if (ROOT / path).is_file() and any(fnmatch.fnmatchcase(path, p) for p in patterns)
    )


def read(path):
    return (ROOT / path).read_text(encoding="utf-8", errors="surrogateescape")


def report(cases):
    """Prints (name, complaints) as TAP while they come; exits with 1 if one has complaints."""
    number = failed = 0
    for number, (name, complaints) in enumerate(cases, 1):
        failed += bool(complaints)
        print(f"{'not ok' if complaints else 'ok'} {number} - {name}")
        for line in complaints:
            print(f"# {line}", flush=True)
    print(f"1..{number}")
    sys.exit(1 if failed or number == 0 else 0)


def refuses(name, found):
    """The case that a bad specimen was found bad."""
    return f"refuses {name}", [] if found else ["it was accepted"]


def cases(law, breaches, paths, refused, accepted):
    """For report: the specimens (name, path, text), then the tree itself."""
    for name, path, text in refused:
        yield refuses(name, list(breaches(path, text)))
    for name, path, text in accepted:
        yield f"accepts {name}", [f"line {n}: {what}" for n, what in breaches(path, text)]
    found = [f"{path}:{n}: {what}" for path in paths for n, what in breaches(path, read(path))]
    yield law, found if paths else ["there was nothing to read"]
