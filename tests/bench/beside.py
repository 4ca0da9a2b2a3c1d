"""Readers beside a flood of posts or of sign-ins: the time in which 99 of 100 have their answer.
The readers pause between requests, so that they do not make the queue themselves."""
import time

import load
from plan import POSTS, comments_of
from processes import Afterword
from reads import PAGE_WITH, SHAPES
from table import Row, Target

READERS, PAUSE = 16, 10  # connections, milliseconds on average
WRITERS = 64
FLOODS = (
    ("posting, standard", "standard", POSTS, Target("≤", 2)),
    ("posting, keyed", "keyed", POSTS, None),
    ("signing in", "keyed", ("sign_in",), Target("≤", 2)),
)
SECONDS_MORE = 1  # many more requests than a hundred are needed for a quiet p99


def rows(plan):
    source = plan.database("readers", *SHAPES)
    seconds = plan.seconds + SECONDS_MORE
    readers = (READERS, seconds, "paced", comments_of(PAGE_WITH[50]), PAUSE)
    for name, cost, flood, target in FLOODS:
        row = Row(f"p99 beside {WRITERS} {name}; alone", " ms", target)
        with Afterword(plan.copy(source), FINGERPRINT_COST=cost) as server:

            def step(row=row, server=server, flood=flood):
                alone = load.run(server, *readers)
                flooding = load.start(server.url, WRITERS, seconds + 1, *flood)
                time.sleep(0.5)
                beside = load.run(server, *readers)
                load.finish(flooding, answers=flood is POSTS)
                row.ours.append(beside.p99)
                row.theirs.append(alone.p99)

            yield row, step
