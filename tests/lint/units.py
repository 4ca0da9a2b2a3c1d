#!/usr/bin/env python3
"""The units of the service: systemd understands them, and they give the server next to nothing.

1. systemd-analyze verify has nothing to say about them.
2. systemd-analyze security finds an exposure of at most 0.5 out of 10.
3. The settings that are shipped with them can be read, also those that are only shown.

usage: units.py BUILD-FOLDER
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import tree

EXPOSURE = 5  # in tenths
SERVICES = ("afterword.service", "afterword-backup.service")
UNITS = (*SERVICES, "afterword.socket", "afterword-moderators.socket", "afterword-backup.timer")
BARE = "[Service]\nExecStart=/bin/true\n"
MISSPELT = f"{BARE}ProtectSistem=strict\n"


def analyze(folder, *arguments):
    search = {**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"}
    try:
        run = subprocess.run(
            ["systemd-analyze", *arguments], cwd=folder, env=search, capture_output=True, text=True
        )
    except FileNotFoundError:
        return ["systemd-analyze is not installed (./dev test installs it)"]
    lines = (run.stdout + run.stderr).splitlines()
    return lines if run.returncode else [line for line in lines if "Unknown key" in line]


def verify(folder, unit):
    return analyze(folder, "verify", "--man=no", "--recursive-errors=no", f"./{unit}")


def security(folder, unit):
    """What weighs in it, when it is too much."""
    said = analyze(
        folder, "security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", f"./{unit}"
    )
    return [line for line in said if re.search(r"✗|Overall|→", line)] or said


def settings(build, text):
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write(text)
        file.flush()
        run = subprocess.run(
            [build / "afterword", "config", "--config", file.name], capture_output=True, text=True
        )
    return run.stderr.splitlines()


def specimen(law, text):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "specimen.service").write_text(text)
        return law(folder, "specimen.service")


def cases(build):
    yield tree.refuses("a key that is misspelt", specimen(verify, MISSPELT))
    yield tree.refuses("a service that is given everything", specimen(security, BARE))
    with tempfile.TemporaryDirectory() as folder:
        for unit in UNITS:
            # the program is not installed yet
            text = (build / "packaging" / unit).read_text()
            Path(folder, unit).write_text(
                re.sub(r"(?m)^(ExecStart=)\S+", rf"\1{build}/afterword", text)
            )
        for unit in UNITS:
            yield f"systemd understands {unit}", verify(folder, unit)
        for service in SERVICES:
            yield f"{service} is given next to nothing", security(folder, service)
    shipped = tree.read("packaging/afterword.conf")
    yield "its settings can be read", settings(build, shipped)
    yield "those that are shown, too", settings(build, re.sub(r"(?m)^;(?=\w+ = )", "", shipped))


if __name__ == "__main__":
    tree.report(cases(Path(sys.argv[1]).resolve()))
