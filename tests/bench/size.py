"""With a million comments: memory, the start, and the moderators' queue."""
import time

import load
import processes
from plan import comments_of
from processes import Afterword, NotMeasured
from table import Row, Target

PAGES = 10_000  # with a hundred comments each
MILLION = (f"{PAGES}x100:10",)
SHORT = ("100x100:10",)
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


def queue(plan):
    """A page of what is pending: the first, and one from the middle."""
    folders = [plan.database("million", *MILLION), plan.database("short", *SHORT)]
    with Afterword(folders[0]) as large, Afterword(folders[1]) as small:
        servers = {large: None, small: None}
        for server in servers:
            servers[server] = ("Authorization", f"Bearer {processes.token(server.folder)}")
        for name, middle in (("first page", False), ("page in the middle", True)):
            row = Row(f"queue of a million, {name}; of 10,000", " ms", Target("≤", 1.5))
            kinds = {s: ("get", queue_target(s, middle), *header) for s, header in servers.items()}

            def step(row=row, kinds=kinds):
                times = [load.run(s, 1, 1, *kind).p50 for s, kind in kinds.items()]
                row.ours.append(times[0])
                row.theirs.append(times[1])

            yield row, step


def queue_target(server, middle):
    after = f"&after={middle_id(server.folder)}" if middle else ""
    return f"/api/v1/moderation/comments?state=pending{after}"


def middle_id(folder):
    """Of the pending ones, as the API writes it: Crockford's base32."""
    [ident] = processes.database_row(
        folder,
        "SELECT id FROM comment WHERE state = 'pending' ORDER BY id LIMIT 1"
        " OFFSET (SELECT count(*) / 2 FROM comment WHERE state = 'pending')",
    )
    digits = "0123456789abcdefghjkmnpqrstvwxyz"
    return "".join(digits[ident >> 5 * place & 31] for place in reversed(range(13)))


def rows(plan):
    yield from memory(plan)
    yield from start(plan)
    yield from queue(plan)
