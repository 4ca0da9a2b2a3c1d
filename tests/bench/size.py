"""With a million comments: memory, and the start."""
import time

import load
import processes
from plan import MILLION, PAGES, comments_of
from processes import Afterword, NotMeasured
from table import Row, Target

WALK_SECONDS, WALK_LIMIT = 5, 12  # of one walk, and walks at most


def served(server):
    """Every page once, and what its memory is then."""
    answered = 0
    for _ in range(WALK_LIMIT):
        answered += load.run(server, 16, WALK_SECONDS, "walk", PAGES, 100).answered
        if answered >= PAGES:
            return server.resident_megabytes()
    raise NotMeasured(f"only {answered} pages were served in {WALK_LIMIT * WALK_SECONDS} s")


def memory(plan):
    idle = Row("memory, idle", " MB", Target("≤", 8, " MB"), once=True)
    after = Row("memory, a million comments served", " MB", Target("≤", 64, " MB"), once=True)

    def idle_step():
        with Afterword(plan.copy(plan.database("empty"))) as server:
            time.sleep(1)
            idle.ours.append(server.resident_megabytes())

    def served_step():
        with Afterword(plan.database("million", *MILLION)) as server:
            after.ours.append(served(server))

    yield idle, idle_step
    yield after, served_step


def start(plan):
    row = Row("start to first answer, a million comments stored", " ms", Target("≤", 50, " ms"))
    folder = plan.database("million", *MILLION)
    target = comments_of("p0")

    def step():
        port = processes.free_port()
        with Afterword(folder, port) as server:
            server.until(processes.first_answer(port, target), every=0.0005)
            row.ours.append((time.perf_counter() - server.began) * 1000)

    yield row, step


def rows(plan):
    yield from memory(plan)
    yield from start(plan)
