"""What TLS costs: a page's comments from the cache over TLS, beside the same in the clear."""
import processes
from plan import PAGE_MAX, comments_of
from processes import Afterword
from reads import PAGE_WITH, SHAPES, side_by_side
from table import Row

CONNECTIONS = (16, 64)
ANEW = ("Connection", "close")


def certified(folder):
    """The settings for a certificate that lies in the folder."""
    names = {"TLS_CERTIFICATE": "bench.crt", "TLS_KEY": "bench.key"}
    command = "openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
    command += f" -subj /CN=localhost -out {names['TLS_CERTIFICATE']} -keyout {names['TLS_KEY']}"
    processes.run(*command.split(), cwd=folder)
    (folder / names["TLS_KEY"]).chmod(0o600)
    return names


def rows(plan):
    folder = plan.copy(plan.database("readers", *SHAPES))
    target = comments_of(PAGE_WITH[50], limit=PAGE_MAX)
    with Afterword(folder, **certified(folder)) as secure, Afterword(folder) as plain:
        for connections in CONNECTIONS:
            row = Row(f"hit, 50 comments, connections: {connections}; in the clear", "/s")
            yield side_by_side(plan, row, (secure, plain), connections, "get", target)
            row = Row(f"the same, each on a connection of its own: {connections}", "/s")
            yield side_by_side(plan, row, (secure, plain), connections, "get", target, *ANEW)
