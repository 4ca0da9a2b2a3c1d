"""Comments posted: synced before they are acknowledged, into a new database each time. Beside
them the bare server, SQLite by itself, and the hashing of addresses by itself. Afterwards
whatever was acknowledged must be stored."""
import load
import processes
from plan import MIGRATIONS, POST_SPREAD, POSTS, comments_of, twin
from processes import PROCESSORS, Afterword, NotMeasured
from table import Row, Target

CONNECTIONS = (1, 16, 64, 256)
JUDGED = 64  # connections; and comments in a transaction of SQLite by itself
HASHERS = max(1, PROCESSORS // 2)  # as many as `afterword serve` has


def target_at(connections, bound):
    return Target("≥", bound) if connections == JUDGED else None


def stored(folder):
    [(count,)] = processes.database_rows(folder, "SELECT count(*) FROM comment")
    return count


def flood(plan, empty, cost, connections):
    folder = plan.copy(empty)
    with Afterword(folder, FINGERPRINT_COST=cost) as server:
        done = load.run(server, connections, plan.seconds, *POSTS)
    if stored(folder) < done.answered:
        raise NotMeasured(f"{done.answered} were acknowledged, but {stored(folder)} are stored")
    return done


def bare_inserts(plan):
    database = plan.folder("inserter") / "rows.db"
    arguments = (plan.seconds, JUDGED, *POST_SPREAD, *MIGRATIONS)
    return load.alone(processes.bare("bare_sqlite", database, *arguments))


def bare_hashes(plan, cost, key):
    return load.alone(processes.bare("bare_hash", cost, HASHERS, plan.seconds, key))


def compared(plan, row, empty, cost, connections, other):
    def step():
        row.add(flood(plan, empty, cost, connections), other())

    return row, step


def rows(plan):
    empty = plan.database("empty")
    with Afterword(plan.copy(empty)) as server:
        bare = twin(plan, server, comments_of("p0"))
    with bare:
        for connections in CONNECTIONS:
            row = Row(f"keyed, connections: {connections}; bare server", "/s")
            row.target = target_at(connections, 0.5)

            def other(connections=connections):
                return load.run(bare, connections, plan.seconds, *POSTS)

            yield compared(plan, row, empty, "keyed", connections, other)

    row = Row(f"keyed, connections: {JUDGED}; bare SQLite", "/s", Target("≥", 0.5))
    yield compared(plan, row, empty, "keyed", JUDGED, lambda: bare_inserts(plan))

    for connections in CONNECTIONS:
        row = Row(f"standard, connections: {connections}; bare hashing", "/s")
        row.target = target_at(connections, 0.8)
        key = empty / "afterword.key"
        yield compared(
            plan, row, empty, "standard", connections, lambda: bare_hashes(plan, "standard", key)
        )
