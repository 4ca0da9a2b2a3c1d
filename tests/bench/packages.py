"""Packages of npm that something is measured beside, in the scratch folder."""
import subprocess

import processes
from processes import NotMeasured

MINUTES = 20  # some compile a library


def installed(plan, name, *packages):
    """node_modules with these, each NAME@VERSION, and with what they need."""
    folder = plan.scratch / "kept" / name
    mark = folder / "made-of"
    made_of = "\n".join(packages)
    if not mark.exists() or mark.read_text() != made_of:
        command = ["npm", "install", "--no-audit", "--no-fund"]
        command += ["--prefix", processes.fresh(folder), *packages]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=MINUTES * 60)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotMeasured(f"npm could not install {made_of}: {error}") from error
        if done.returncode:
            raise NotMeasured(f"npm could not install {made_of}: {done.stderr[-500:]}")
        mark.write_text(made_of)
    return folder / "node_modules"
