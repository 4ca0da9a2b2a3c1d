"""Readers beside a flood of posts: the time in which 99 of 100 have their answer. The readers
pause between requests, so that they do not make the queue themselves."""
import time

import load
from plan import POSTS, comments_of
from processes import Afterword
from reads import PAGE_WITH, SHAPES
from table import Row, Target

READERS, PAUSE = 16, 10  # connections, milliseconds on average
WRITERS = 64
TARGETS = {"standard": Target("≤", 2), "keyed": None}
SECONDS_MORE = 1  # many more requests than a hundred are needed for a quiet p99


def rows(plan):
    source = plan.database("readers", *SHAPES)
    seconds = plan.seconds + SECONDS_MORE
    readers = (READERS, seconds, "paced", comments_of(PAGE_WITH[50]), PAUSE)
    for cost, target in TARGETS.items():
        row = Row(f"p99 beside {WRITERS} posting, {cost}; alone", " ms", target)
        with Afterword(plan.copy(source), FINGERPRINT_COST=cost) as server:

            def step(row=row, server=server):
                alone = load.run(server, *readers)
                posting = load.start(server.url, WRITERS, seconds + 1, *POSTS)
                time.sleep(0.5)
                beside = load.run(server, *readers)
                load.finish(posting)
                row.ours.append(beside.p99)
                row.theirs.append(alone.p99)

            yield row, step
