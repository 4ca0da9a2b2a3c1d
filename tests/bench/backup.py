"""A backup of a million comments while a thousand a second are left: how long it takes, and what
posts and reads notice of it, against before it and, for the backup, without them."""
import contextlib
import signal
import sqlite3
import subprocess
import time

import load
import processes
from plan import COMMENTS, MILLION, POST_BODY, POST_SPREAD, comments_of
from processes import BINARY, Afterword, NotMeasured
from table import Row, filled

WRITERS, WRITER_PAUSE = 64, 60  # connections, milliseconds on average: a thousand posts a second
READERS, READER_PAUSE = 16, 10
POSTING = ("paced_post", COMMENTS, POST_BODY, *POST_SPREAD, WRITER_PAUSE)
READING = ("paced", comments_of("p0"), READER_PAUSE)
LONGEST = 3600  # seconds of a load that is ended
SEALED_ALL = 2**63 - 1  # server/store/revision.c
SMALL = ("1000x10:10",)


class Loads:
    """Posts and reads, from the start to finish()."""

    def __init__(self, server):
        self.posts = load.start(server.url, WRITERS, LONGEST, *POSTING)
        self.reads = load.start(server.url, READERS, LONGEST, *READING)

    def finish(self):
        """(posts, reads)"""
        for wrk in (self.posts, self.reads):
            wrk.send_signal(signal.SIGINT)  # it tells what there was
        return load.finish(self.posts), load.finish(self.reads)


def seal(folder):
    """What `generate` makes has no seals, and a backup looks at all of them: a server makes them."""
    database = sqlite3.connect(folder / "afterword.db")
    with contextlib.closing(database), database:
        database.execute("UPDATE record SET sealed = 0")
    end = time.monotonic() + LONGEST
    with Afterword(folder):
        while processes.database_rows(folder, "SELECT sealed FROM record") != [(SEALED_ALL,)]:
            if time.monotonic() > end:
                raise NotMeasured("the texts are not sealed in time")
            time.sleep(0.2)


def backup(folder):
    """The seconds that one takes."""
    target = folder / "backup.zst"
    target.unlink(missing_ok=True)
    began = time.monotonic()
    done = subprocess.run(
        [BINARY, "backup", target], cwd=folder, env=processes.environment(), capture_output=True,
        text=True,
    )
    if done.returncode:
        raise NotMeasured(f"afterword backup: {done.stderr[-300:]}")
    return time.monotonic() - began


def rows(plan):
    source = plan.database("small", *SMALL) if plan.quick else plan.database("million", *MILLION)
    took = Row("backup beside posts and reads; alone", " s", once=True)
    rate = Row("posts meanwhile; before", "/s", once=True)
    posts = Row("p99 of posts meanwhile; before", " ms", once=True)
    reads = Row("p99 of reads meanwhile; before", " ms", once=True)

    def step():
        folder = plan.copy(source)
        seal(folder)
        with Afterword(folder) as server:
            took.theirs.append(backup(folder))
            loads = Loads(server)
            time.sleep(max(5, took.theirs[0]))
            for row, one in zip((posts, reads), before := loads.finish()):
                row.theirs.append(one.p99)
            rate.theirs.append(before[0].rate)
            loads = Loads(server)
            time.sleep(1)
            took.ours.append(backup(folder))
            for row, one in zip((posts, reads), meanwhile := loads.finish()):
                row.ours.append(one.p99)
            rate.ours.append(meanwhile[0].rate)

    yield took, step
    for row in (rate, posts, reads):
        yield row, filled(row)
