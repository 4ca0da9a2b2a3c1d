"""Load on a server: wrk with load.lua, and what it cost."""
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from processes import PROCESSORS, NotMeasured, pairs

SCRIPT = Path(__file__).with_name("load.lua")
THREADS = max(1, PROCESSORS // 4)
TIMEOUT = "10s"


@dataclass
class Load:
    """A run of wrk. rate: good answers a second; cost: the server's processor time for one in
    microseconds; times in milliseconds."""

    rate: float
    answered: int
    refused: int
    p50: float
    p99: float
    cost: float = 0.0


def alone(told):
    """The rate that a program told which needs no load."""
    return Load(float(told["rate"]), 0, 0, 0, 0)


def start(url, connections, seconds, kind, *arguments):
    command = ["wrk", "-t", min(THREADS, connections), "-c", connections, "-d", f"{seconds}s"]
    command += ["--timeout", TIMEOUT, "-s", SCRIPT, url, "--", kind, *arguments]
    return subprocess.Popen(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={"PATH": os.environ["PATH"]},
    )


def finish(wrk, answers=True):
    """`answers`: some must be good."""
    output, _ = wrk.communicate()
    line = next((line for line in output.splitlines() if line.startswith("load ")), None)
    if wrk.returncode or not line:
        raise NotMeasured(f"wrk failed: {output[-300:]}")
    told = {name: float(value) for name, value in pairs(line).items()}
    if told["broken"]:
        raise NotMeasured(f"{told['broken']:.0f} connections or reads failed")
    answered = int(told["requests"] - told["refused"])
    if answers and not answered:
        raise NotMeasured("nothing was answered")
    rate = answered / told["seconds"]
    return Load(rate, answered, int(told["refused"]), told["p50"], told["p99"])


def run(server, connections, seconds, kind, *arguments):
    before = server.processor_seconds()
    load = finish(start(server.url, connections, seconds, kind, *arguments))
    spent = server.processor_seconds() - before
    load.cost = spent * 1e6 / (load.answered + load.refused)
    return load
