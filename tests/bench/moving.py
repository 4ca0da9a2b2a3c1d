"""Moving a million comments: an export and an import beside SQLite's own shell doing the same."""
import re
import subprocess
import time
from pathlib import Path

import processes
from plan import MILLION
from table import Row

FLAWED = 65  # what `generate` makes is not sealed: exported, told, and taken all the same


def measured(command, folder, wanted=(0,), **more):
    """Seconds, and the most memory that it was seen with in MB (what wait4 tells has ours in it)."""
    began, most = time.perf_counter(), 0.0
    child = subprocess.Popen(command, cwd=folder, env=processes.environment(), **more)
    while child.poll() is None:
        status = Path(f"/proc/{child.pid}/status").read_text()
        most = max([most, *(int(kb) / 1024 for kb in re.findall(r"VmHWM:\s+(\d+)", status))])
        time.sleep(0.01)
    if child.returncode not in wanted:
        raise processes.NotMeasured(f"{command}: status {child.returncode}")
    return time.perf_counter() - began, most


def quiet(**more):
    return {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **more}


def rows(plan):
    out = Row("export; .dump of SQLite's shell", " s", once=True)
    back = Row("import; reading that dump", " s", once=True)
    out_memory = Row("memory of the export; of .dump", " MB", once=True)
    back_memory = Row("memory of the import; of reading that", " MB", once=True)
    folder = plan.copy(plan.database("million", *MILLION))
    database = processes.SETTINGS["DATABASE"]
    lines, dump = folder / "lines.jsonl", folder / "dump.sql"

    def add(row, memory, ours, theirs):
        for values, (seconds, megabytes) in ((0, ours), (1, theirs)):
            (row.theirs if values else row.ours).append(seconds)
            (memory.theirs if values else memory.ours).append(megabytes)

    def export_step():
        lines.unlink(missing_ok=True)
        ours = measured([processes.BINARY, "export", lines], folder, (0, FLAWED), **quiet())
        with open(dump, "wb") as to:
            theirs = measured(["sqlite3", database, ".dump"], folder, stdout=to)
        add(out, out_memory, ours, theirs)

    def import_step():
        new = plan.folder("moved")
        processes.database(new)
        processes.run(processes.BINARY, "site", "remove", "bench", cwd=new, env=processes.environment())
        command = [processes.BINARY, "import", lines, "--accept-flaws"]
        ours = measured(command, new, **quiet())
        with open(dump, "rb") as source:
            theirs = measured(["sqlite3", "shell.db"], new, **quiet(stdin=source))
        add(back, back_memory, ours, theirs)

    def nothing():
        """The step before has measured it."""

    yield out, export_step
    yield out_memory, nothing
    yield back, import_step
    yield back_memory, nothing
