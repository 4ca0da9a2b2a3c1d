"""Other comment servers, in the same run: reads of a page with 50 comments, and posts that are
held and synced. Only when asked for, since npm fetches them, into the scratch folder.

There is one: Waline, with SQLite as it comes (each comment a synced transaction). Isso is in neither
Debian 12 nor npm.
"""
import json
import os
import sqlite3
import subprocess

import load
import processes
from packages import installed
from plan import POST_SPREAD, comments_of
from posts import flood
from processes import Afterword, NotMeasured, Process
from reads import PAGE_WITH, SHAPES
from table import Row, Target

PACKAGE = "@waline/vercel@1.39.3"
FILES = processes.ROOT / "tests/bench/waline"
READ = "/api/comment?path=/read&pageSize=50&page=1&sortBy=insertedAt_asc"
POST = json.dumps(
    {
        "url": "/p%d",
        "nick": "Ada Lovelace",
        "mail": "reader-%d@example.org",
        "comment": "Comment number %d.%d. It has *some* words, as many as people write on a good "
        "day, and a [link](https://example.org/).",
        "link": "",
        "ua": "",
    }
)
INSERT = (
    "INSERT INTO wl_Comment (url, nick, comment, insertedAt, link, mail, status)"
    " VALUES (?, ?, ?, datetime(?, 'unixepoch'), '', 'reader@example.org', 'approved')"
)
SETTINGS = {
    "JWT_TOKEN": "a-secret-for-the-bench",
    "AKISMET_KEY": "false",  # asks nobody in the network
    "DISABLE_REGION": "true",
    "COMMENT_AUDIT": "true",  # holds every comment
    "IPQPS": "-60",  # no limit for one address
}
READERS, WRITERS = 16, 64
SECONDS_MORE = 4  # a program that compiles itself while it runs is slow at first
WRITE_TARGETS = {"keyed": Target("≥", 20), "standard": Target("≥", 5)}


class Waline(Process):
    def __init__(self, folder, modules):
        env = {"PATH": os.environ["PATH"], "NODE_PATH": str(modules), "HOME": str(folder)}
        env.update(SETTINGS, SQLITE_PATH=str(folder))
        self.database = folder / "waline.sqlite"
        self.query((FILES / "schema.sql").read_text())
        super().__init__(["node", FILES / "serve.cjs"], folder, env, stdout=subprocess.PIPE)
        self.url = f"http://127.0.0.1:{self.told('port')}"

    def query(self, sql):
        connection = sqlite3.connect(self.database)
        try:
            connection.executescript(sql)
        finally:
            connection.close()

    def fill(self, page, comments):
        """Approved ones, each (name, text, milliseconds)."""
        rows = [(page, name, text, time / 1000) for name, text, time in comments]
        connection = sqlite3.connect(self.database)
        try:
            connection.executemany(INSERT, rows)
            connection.commit()
        finally:
            connection.close()

    def stored(self):
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute("SELECT count(*) FROM wl_Comment").fetchone()[0]
        finally:
            connection.close()


def warm(peer, *request):
    """Loads what the program loads when it is first asked."""
    for _ in range(5):
        processes.exchange(peer, *request)


def waline_posts(plan, modules):
    with Waline(plan.folder("waline"), modules) as peer:
        warm(peer, "GET", READ)
        before = peer.stored()
        seconds = plan.seconds + SECONDS_MORE
        done = load.run(peer, WRITERS, seconds, "post", "/api/comment", POST, *POST_SPREAD)
        if peer.stored() - before < done.answered:
            raise NotMeasured(f"{done.answered} answers, but {peer.stored() - before} are stored")
    return done


def rows(plan):
    modules = installed(plan, "waline", PACKAGE)
    row = Row(f"read, 50 comments, connections: {READERS}; Waline", "/s", Target("≥", 10))
    source = plan.copy(plan.database("readers", *SHAPES))
    with Afterword(source) as server, Waline(plan.folder("waline"), modules) as peer:
        warm(peer, "GET", READ)

        def read():
            ours = load.run(server, READERS, plan.seconds, "get", comments_of(PAGE_WITH[50]))
            seconds = plan.seconds + SECONDS_MORE
            row.add(ours, load.run(peer, READERS, seconds, "get", READ))

        yield row, read

    empty = plan.database("empty")
    for cost, target in WRITE_TARGETS.items():
        row = Row(f"post, {cost}, connections: {WRITERS}; Waline", "/s", target)

        def post(row=row, cost=cost):
            row.add(flood(plan, empty, cost, WRITERS), waline_posts(plan, modules))

        yield row, post
