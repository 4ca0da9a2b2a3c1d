"""A start after kill -9, with what was written since the last copy of the log still in the log:
as long as the server lets it become, and much longer, as it gets when somebody reads for hours.
Beside it the same database after a clean stop."""
import contextlib
import sqlite3
import time

import load
import processes
from plan import COMMENTS, MILLION, POST_BODY, POSTS, comments_of
from processes import PATIENCE, Afterword, NotMeasured
from table import Row, filled

# MB. The server waits for readers to let go of the log at 16,000 pages (server/db/sqlite.c).
LOGS = (64, 1024)
WRITERS = 64
LOG_SECONDS = 600  # at most, until it is as long
SMALL = ("1000x10:10",)


def log_megabytes(folder):
    log = folder / "afterword.db-wal"
    return log.stat().st_size / 1e6 if log.exists() else 0


@contextlib.contextmanager
def reader(folder):
    """Somebody who reads at one moment all the while, so that the log cannot begin anew."""
    connection = sqlite3.connect(f"file:{folder}/afterword.db?mode=ro", uri=True)
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM site").fetchall()
        yield
    finally:
        connection.close()


def crash(folder, megabytes):
    """Kills a server once its log is so long."""
    with Afterword(folder) as server, reader(folder):
        writing = load.start(server.url, WRITERS, LOG_SECONDS, *POSTS)
        try:
            end = time.monotonic() + LOG_SECONDS
            while log_megabytes(folder) < megabytes and time.monotonic() < end:
                time.sleep(0.002)
        finally:
            server.child.kill()
            server.child.wait(PATIENCE)
            writing.kill()
            writing.communicate()
    if log_megabytes(folder) < megabytes:
        raise NotMeasured(f"the log has only {log_megabytes(folder):.0f} MB")
    return folder


def settle(folder):
    """A clean stop: the log is in the database."""
    with Afterword(folder):
        pass
    if log_megabytes(folder):
        raise NotMeasured("a clean stop has left a log")
    return folder


def started(folder):
    """Milliseconds from the start of the program to its first answer, and those that the first
    comment takes then."""
    port = processes.free_port()
    server = Afterword(folder, port)
    try:
        server.until(processes.first_answer(port, comments_of("p0")), every=0.0005)
        answered = time.perf_counter()
        comment = POST_BODY % (0, 0, 0, time.time_ns() % 1_000_000_000)
        processes.exchange(server, "POST", COMMENTS, comment, {"Content-Type": "application/json"})
        written = time.perf_counter()
    finally:
        server.child.kill()
        server.child.wait(PATIENCE)
    return (answered - server.began) * 1000, (written - answered) * 1000


def rows(plan):
    source = plan.database("small", *SMALL) if plan.quick else plan.database("million", *MILLION)
    for megabytes in LOGS[:1] if plan.quick else LOGS:
        crashed = crash(plan.copy(source, "crashed"), megabytes)
        clean = settle(plan.copy(crashed, "clean"))
        first = Row(f"start to first answer, {megabytes} MB of log; clean", " ms")
        comment = Row(f"first comment then, {megabytes} MB of log; clean", " ms")

        def step(crashed=crashed, clean=clean, first=first, comment=comment):
            for folder, answers, writes in (
                (crashed, first.ours, comment.ours),
                (clean, first.theirs, comment.theirs),
            ):
                answered, written = started(plan.copy(folder, "started"))
                answers.append(answered)
                writes.append(written)

        yield first, step
        yield comment, filled(comment)
