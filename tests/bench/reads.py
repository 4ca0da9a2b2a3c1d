"""A page's comments: ready in the cache, unchanged, and to be made. Beside it the bare server with
the same bytes."""
import load
import processes
from plan import PAGE_MAX, comments_of, twin
from processes import Afterword
from table import Row, Target

CONNECTIONS = (1, 16, 64)
SOME = 16
SMALL_PAGES = 200
SHAPES = (f"{SMALL_PAGES}x50", f"1x{PAGE_MAX}")
PAGE_WITH = {0: "nobody-was-here", 50: "p0", PAGE_MAX: f"p{SMALL_PAGES}"}
TARGET = Target("≥", 0.9)


def side_by_side(plan, row, servers, connections, *kind):
    def step():
        row.add(*(load.run(server, connections, plan.seconds, *kind) for server in servers))

    return row, step


def hits(plan, server):
    for comments, page in PAGE_WITH.items():
        target = comments_of(page, limit=PAGE_MAX)
        with twin(plan, server, target) as bare:
            for connections in CONNECTIONS:
                name = f"hit, {comments} comments, connections: {connections}"
                row = Row(name, "/s", TARGET)
                yield side_by_side(plan, row, (server, bare), connections, "get", target)


def not_modified(plan, server):
    target = comments_of(PAGE_WITH[50], limit=PAGE_MAX)
    _, answer = processes.exchange(server, "GET", target)
    kind = ("get", target, "If-None-Match", answer.getheader("ETag"))
    row = Row(f"304, 50 comments, connections: {SOME}", "/s", TARGET)
    with twin(plan, server, target) as bare:
        yield side_by_side(plan, row, (server, bare), SOME, *kind)


def misses(plan, folder):
    """Each round on a server of its own: no target is asked for twice while it is in the cache."""
    row = Row(f"miss, 50 comments, connections: {SOME}", "/s")

    def step():
        with Afterword(folder) as server, twin(plan, server, comments_of("p0")) as bare:
            walk = (SOME, plan.seconds, "walk", SMALL_PAGES, 50)
            row.add(load.run(server, *walk), load.run(bare, *walk))

    yield row, step


def rows(plan):
    folder = plan.copy(plan.database("readers", *SHAPES))
    with Afterword(folder) as server:
        yield from hits(plan, server)
        yield from not_modified(plan, server)
    yield from misses(plan, folder)
