"""What the numbers were measured on and with."""
import os
import platform
import re
import subprocess
from pathlib import Path

import processes


def output(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=processes.ROOT)
    except OSError:
        return "?"
    return (done.stdout or done.stderr).strip().split("\n")[0] or "?"


def commit():
    name = output("git", "describe", "--always", "--abbrev=12", "--dirty")
    return "?" if name.startswith("fatal") else name


def processor():
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return f"{processes.PROCESSORS} × {found[1] if found else platform.machine()}"


def memory():
    kilobytes = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]
    return f"{int(kilobytes) / 1024 / 1024:.1f} GB"


def filesystem(path):
    """Of the deepest mount above the path."""
    mounts = (line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines())
    above = [(len(at), kind) for at, kind in mounts if f"{path}/".startswith(at.rstrip("/") + "/")]
    return max(above)[1]


def show(scratch):
    kind = filesystem(scratch)
    busy = os.getloadavg()[0]
    rows = {
        "commit": commit(),
        "built with": output("cc", "--version"),
        "processors": processor(),
        "memory": memory(),
        "system": f"{platform.system()} {platform.release()}",
        "libmicrohttpd": output("pkg-config", "--modversion", "libmicrohttpd"),
        "SQLite": output("pkg-config", "--modversion", "sqlite3"),
        "wrk": output("wrk", "-v").split(" [")[0],
        "data on": kind + (" (a sync costs nothing here!)" if kind == "tmpfs" else ""),
        "load before": f"{busy:.2f}" + (" (others are busy: expect noise)" if busy > 0.5 else ""),
    }
    for name, value in rows.items():
        print(f"{name:<14} {value}")
