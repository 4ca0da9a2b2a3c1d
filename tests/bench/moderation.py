"""What moderators wait for: pages of the queue, a decision on one comment, and one on a thousand,
beside SQLite by itself changing the same rows."""
import json
import sqlite3
import time

import load
import processes
from plan import MILLION
from processes import SETTINGS, Afterword, NotMeasured
from table import Row, Target

SHORT = ("100x100:10",)
TEN_THOUSAND = ("80x125:1",)  # all of them wait: enough for some rounds of a thousand
WAITING = ("100x400:2",)  # for decisions one by one
BULK = 1000
MODERATORS = (1, 8, 32)
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"

PENDING = "SELECT id FROM comment WHERE state = 'pending' ORDER BY id"

# What a decision on a pending comment changes, and what all of a transaction change once.
EACH = (
    "UPDATE comment SET state = 'spam', shown = 0 WHERE id = ?1 AND revision = 1",
    "UPDATE author SET spam = spam + 1 WHERE id = (SELECT author FROM comment WHERE id = ?1)",
    "INSERT INTO decision (id, batch, site, comment, revision, from_state, to_state, made_by, at, seal)"
    " VALUES (?1, 1, 'bench', ?1, 1, 'pending', 'spam', 'token:bench', 0, zeroblob(16))",
    "UPDATE record SET count = count + 1, last = zeroblob(16), seal = zeroblob(16)",
    "UPDATE site_count SET count = count - 1 WHERE site = 'bench' AND state = 'pending'",
    "INSERT INTO site_count (site, state, count) VALUES ('bench', 'spam', 1)"
    " ON CONFLICT (site, state) DO UPDATE SET count = count + 1",
    "INSERT INTO day_count (day, site, what, made_by, count)"
    " VALUES (1, 'bench', 'spam', 'token:bench', 1) ON CONFLICT DO UPDATE SET count = count + 1",
)


def text_of(ident):
    """An id as the API writes it: Crockford's base32."""
    return "".join(DIGITS[ident >> 5 * place & 31] for place in reversed(range(13)))


def pending(folder, count, offset=0):
    rows = processes.database_rows(folder, f"{PENDING} LIMIT ? OFFSET ?", count, offset)
    if len(rows) < count:
        raise NotMeasured(f"{len(rows)} comments are pending; {count} are needed")
    return [ident for ident, in rows]


def middle(folder):
    [(count,)] = processes.database_rows(folder, f"SELECT count(*) FROM ({PENDING})")
    return text_of(*pending(folder, 1, count // 2))


def queue(name, large, small):
    """A page of what is pending: the first, and one from the middle."""
    with Afterword(large) as ours, Afterword(small) as theirs:
        servers = {server: processes.bearer(server.folder, "read") for server in (ours, theirs)}
        for place in ("first page", "page in the middle"):
            row = Row(f"queue of {name}, {place}; of 10,000", " ms", Target("≤", 1.5))
            targets = {server: queue_target(server, place) for server in servers}

            def step(row=row, targets=targets):
                times = [
                    load.run(server, 1, 1, "get", targets[server], *header).p50
                    for server, header in servers.items()
                ]
                row.ours.append(times[0])
                row.theirs.append(times[1])

            yield row, step


def queue_target(server, place):
    after = "" if place == "first page" else f"&after={middle(server.folder)}"
    return f"/api/v1/moderation/comments?state=pending{after}"


def bulk_by_api(folder):
    """Milliseconds of one request that decides on a thousand comments, after a first one for one,
    with which all that it needs is there."""
    first, *ids = pending(folder, BULK + 1)
    name, value = processes.bearer(folder, "moderate")
    headers = {"Content-Type": "application/json", name: value}
    with Afterword(folder) as server:
        for chosen in ([first], ids):
            items = [{"id": text_of(ident), "revision": 1} for ident in chosen]
            body = json.dumps({"state": "spam", "items": items})
            began = time.perf_counter()
            processes.exchange(server, "POST", "/api/v1/moderation/decisions", body, headers)
        return (time.perf_counter() - began) * 1000


def bulk_by_sqlite(folder):
    """Milliseconds of the same rows in one synced transaction, with nothing looked at."""
    first, *ids = [(ident,) for ident in pending(folder, BULK + 1)]
    database = sqlite3.connect(folder / SETTINGS["DATABASE"], isolation_level=None)
    try:
        database.executescript("PRAGMA synchronous = FULL; PRAGMA cache_size = -8000;")
        for chosen in ([first], ids):
            began = time.perf_counter()
            database.execute("BEGIN IMMEDIATE")
            for statement in EACH:
                values = chosen if "?1" in statement else [()] * len(chosen)
                database.executemany(statement, values)
            database.execute("COMMIT")
        return (time.perf_counter() - began) * 1000
    finally:
        database.close()


def bulk(plan, name, source):
    """Round after round on the same two copies: what was decided is out of the way."""
    row = Row(f"one decision on {BULK:,} of {name}; bare SQLite", " ms", Target("≤", 3))
    ours, theirs = (plan.copy(source, f"{side}-{source.name}") for side in ("api", "sqlite"))

    def step():
        row.ours.append(bulk_by_api(ours))
        row.theirs.append(bulk_by_sqlite(theirs))

    return row, step


def decisions(plan, source):
    """One by one; as many wait at a time as there are moderators."""
    for moderators in MODERATORS:
        half = Row(f"a decision, {moderators} at a time, p50", " ms")
        late = Row(f"a decision, {moderators} at a time, p99", " ms")

        def step(half=half, late=late, moderators=moderators):
            folder = plan.copy(source)
            ids = folder / "ids"
            ids.write_text("".join(f"{text_of(ident)}\n" for ident in pending(folder, 20_000)))
            header = processes.bearer(folder, "moderate")
            with Afterword(folder) as server:
                done = load.run(server, moderators, 1, "decide", ids, *header)
            if done.refused:
                raise NotMeasured(f"{done.refused} decisions were refused")
            half.ours.append(done.p50)
            late.ours.append(done.p99)

        yield half, step
        yield late, lambda: None  # measured with the row above


def rows(plan):
    short = plan.database("short", *SHORT)
    million = plan.database("million", *MILLION)
    yield from queue("a million", million, short)
    yield bulk(plan, "10,000", plan.database("ten-thousand", *TEN_THOUSAND))
    yield bulk(plan, "a million", million)
    yield from decisions(plan, plan.database("waiting", *WAITING))
