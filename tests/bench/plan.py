"""What the sections share: how much is done, where, and with which pages and comments.

A section is a function that takes the plan and yields (row, step): step() adds one round to the
row and is called once a round, so that both sides of a row are measured in turn.
"""
import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import processes
from processes import ORIGIN, BareHttp

COMMENTS = "/api/v1/comments"
PAGE_MAX = 1000  # the most comments that one answer has
POST_SPREAD = (20, 1000)  # pages and authors of what is posted

# %d in their order: page, author, thread and number, put in by load.lua. bare_sqlite.c inserts
# the same.
POST_BODY = json.dumps(
    {
        "page": f"{ORIGIN}/p%d",
        "name": "Ada Lovelace",
        "email": "reader-%d@example.org",
        "body": "Comment number %d.%d. It has *some* words, as many as people write on a good "
        "day, and a [link](https://example.org/).",
    }
)
POSTS = ("post", COMMENTS, POST_BODY, *POST_SPREAD)  # arguments of load.lua

PAGES = 10_000  # with a hundred comments each
MILLION = (f"{PAGES}x100:10",)

MIGRATIONS = sorted((processes.ROOT / "migrations").glob("*.sql"))


@dataclass
class Plan:
    rounds: int
    seconds: int  # of one load
    scratch: Path
    quick: bool = False  # what takes long to make may be smaller

    def folder(self, name):
        return processes.fresh(self.scratch / "now" / name)

    def copy(self, source, name=None):
        return processes.copy(source, self.scratch / "now" / (name or source.name))

    def database(self, name, *shapes):
        """One that is made once and kept for as long as schema and generator stay the same."""
        folder = self.scratch / "kept" / name
        sources = [*MIGRATIONS, processes.ROOT / "tests/bench/generate"]
        made_of = "\n".join([*shapes, *(path.read_text() for path in sources)])
        mark = folder / "made-of"
        if not mark.exists() or mark.read_text() != made_of:
            processes.database(folder, *shapes)
            mark.write_text(made_of)
        return folder


def comments_of(page, **query):
    rest = "".join(f"&{key}={value}" for key, value in query.items())
    return f"{COMMENTS}?page={quote(f'{ORIGIN}/{page}', safe='')}{rest}"


def twin(plan, server, target):
    """A bare server that answers what this one answers for the target and for a comment."""
    get, answer = processes.exchange(server, "GET", target)
    known = {"If-None-Match": answer.getheader("ETag")}
    not_modified, _ = processes.exchange(server, "GET", target, headers=known)
    comment = POST_BODY % (0, 0, 0, 0)
    post, _ = processes.exchange(
        server, "POST", COMMENTS, comment, {"Content-Type": "application/json"}
    )
    return BareHttp(plan.folder("bare"), get, not_modified, post)
