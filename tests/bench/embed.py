"""What readers' browsers do: the embed beside what sites choose today, from npm; and Lighthouse.

The articles, the visits to them and the browser are in article/: see visits.js.
"""
import json
import os
import subprocess
from dataclasses import asdict, dataclass

import processes
from packages import installed
from peers import PACKAGE as WALINE
from peers import READ, Waline, warm
from plan import PAGE_MAX
from processes import ORIGIN, Afterword, NotMeasured, Process
from reads import PAGE_WITH, SHAPES
from table import Row, Target

ARTICLE = processes.ROOT / "tests/bench/article"
SYSTEMS = ("afterword", "waline")
TURNS = 2  # visits of a round, to each

# The script and the style that the guides of the packages say to put into an article.
CLIENT = "@waline/client@3.15.2"
CLIENTS = {
    CLIENT: ("waline.js", "waline.css"),
    "twikoo@1.7.9": ("twikoo.min.js",),
    "artalk@2.9.1": ("Artalk.js", "Artalk.css"),
}
EMBED = ("/embed.js", "/embed.css")
PACKINGS = {"gzip": None, "br": Target("≤", 7, " KB")}

LIGHTHOUSE = "lighthouse@12.8.2"  # the newest for Debian's Node.js
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PATIENCE = 300  # seconds for one run of it


@dataclass(frozen=True)
class Case:
    """What is visited, and how."""

    comments: int
    slow: bool = False
    reserve: bool = False

    def __str__(self):
        network = "slow network" if self.slow else "loopback"
        return f"{self.comments} comments, {network}" + (", reserved" if self.reserve else "")


SOME, MANY = Case(50), Case(PAGE_MAX)
# (what, its unit, the member of a visit's answer, the cases)
MEASURES = (
    ("first", " ms", "time", [Case(n, slow) for slow in (False, True) for n in PAGE_WITH]),
    ("requests", "", "requests", [SOME]),
    ("requests to others", "", "foreign", [SOME]),
    ("bytes", " KB", "bytes", [SOME, MANY]),
    ("shift", "", "moved", [SOME, Case(50, reserve=True)]),
    ("shift", "", "moved", [Case(50, slow=True), Case(50, slow=True, reserve=True)]),
    ("script", " ms", "script", [SOME, MANY]),
    ("layout", " ms", "layout", [SOME, MANY]),
    ("main thread", " ms", "task", [SOME, MANY]),
)
PARTS = {" KB": 1024}  # of what is answered


def size(server, target, packing):
    _, answer = processes.exchange(server, "GET", target, headers={"Accept-Encoding": packing})
    if answer.getheader("Content-Encoding") != packing:
        raise NotMeasured(f"{target} does not come in {packing}")
    return int(answer.getheader("Content-Length")) / 1024


def sizes(server, modules):
    """Of script and style; each file is a request."""
    row = Row("script and style, requests", "", Target("≤", 2, ""), once=True)
    yield row, lambda: row.ours.append(len(EMBED))
    for packing, target in PACKINGS.items():
        row = Row(f"script and style, {packing}", " KB", target, once=True)
        yield row, lambda row=row, packing=packing: row.ours.append(
            sum(size(server, each, packing) for each in EMBED)
        )
        for package, names in CLIENTS.items():
            row = Row(f"script and style, {packing}; {package}", " KB", once=True)

            def step(row=row, packing=packing, package=package, names=names):
                files = [dist(modules, package) / name for name in names]
                told = processes.run("node", ARTICLE / "sizes.js", *files)
                row.ours.append(sum(size(server, each, packing) for each in EMBED))
                row.theirs.append(int(told[packing]) / 1024)

            yield row, step


def dist(modules, package):
    return modules / package.rpartition("@")[0] / "dist"


class Visits(Process):
    """A site with articles, and a browser that goes there."""

    def __init__(self, folder, afterword, waline, client):
        given = {"afterword": afterword.url, "waline": waline.url, "client": str(client)}
        given["pages"] = PAGE_WITH
        self.devtools = processes.free_port()
        env = {**os.environ, "TMPDIR": str(folder)}  # the browser's profile
        command = ["node", ARTICLE / "visits.js", self.devtools, json.dumps(given)]
        super().__init__(command, folder, env, subprocess.PIPE, subprocess.PIPE)
        self.url = self.told("url")

    def visit(self, system, case):
        try:
            self.child.stdin.write(json.dumps({"system": system, **asdict(case)}).encode() + b"\n")
            self.child.stdin.flush()
            answer = json.loads(self.child.stdout.readline())
        except (OSError, ValueError) as error:
            raise NotMeasured(f"the visits ended: {self.log()[-500:]}") from error
        if "failed" in answer:
            raise NotMeasured(f"{system}, {case}: {answer['failed']}")
        return answer


def measured(visits, seen, what, unit, member, case):
    """The first row of a case makes the visits; what others say of it was seen then."""
    row = Row(f"{what}, {case}; Waline", unit, once=case in seen)
    made = seen.setdefault(case, {system: [] for system in SYSTEMS})

    def step():
        for _ in range(0 if row.once else TURNS):
            for system in SYSTEMS:
                made[system].append(visits.visit(system, case))
        if not all(made.values()):
            raise NotMeasured("the visits failed")
        parts = PARTS.get(unit, 1)
        row.ours, row.theirs = ([each[member] / parts for each in made[s]] for s in SYSTEMS)

    return row, step


def comments_of(folder, page):
    sql = "SELECT c.name, r.body, c.created_at FROM comment c JOIN page p ON p.id = c.page"
    sql += " JOIN revision r ON r.comment = c.id WHERE p.url = ? ORDER BY c.id"
    return processes.database_rows(folder, sql, f"{ORIGIN}/{page}")


def site_set(folder, *arguments):
    command = [processes.BINARY, "site", "set", *arguments]
    processes.run(*command, cwd=folder, env=processes.environment())


def demo(folder, comments):
    """A server whose demo article has these comments."""
    port = processes.free_port()
    server = Afterword(folder, port, PUBLIC_URL=f"http://127.0.0.1:{port}")
    try:
        server.until(processes.first_answer(port, "/health"))
        site_set(folder, "demo", "--policy", "publish", "--set", "links=100", "--set", "form_min=0")
        for number, (name, body, _) in enumerate(comments):
            comment = {"page": f"{server.url}/demo", "name": name, "body": body}
            comment["email"] = f"reader-{number}@example.org"
            head = {"Content-Type": "application/json"}
            processes.exchange(server, "POST", "/api/v1/comments", json.dumps(comment), head)
    except BaseException:
        server.stop()
        raise
    return server


def lighthouse(modules, server, devtools):
    """Its answer about the demo article."""
    command = ["node", modules / "lighthouse/cli/index.js", f"{server.url}/demo", "--quiet"]
    command += ["--output=json", f"--port={devtools}", f"--only-categories={','.join(CATEGORIES)}"]
    env = {**os.environ, "LH_ERROR_REPORTING": "false", "CI": "1"}
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, env=env)
        return json.loads(done.stdout)
    except (ValueError, OSError, subprocess.TimeoutExpired) as error:
        raise NotMeasured(f"Lighthouse: {error}") from error


def lacking(answer, category):
    """The names of what keeps its score below 100."""
    weighty = [each["id"] for each in answer["categories"][category]["auditRefs"] if each["weight"]]
    scores = ((name, answer["audits"][name]["score"]) for name in weighty)
    return [name for name, score in scores if score is not None and score < 1]


def scores(run):
    answers = []
    for category in CATEGORIES:
        row = Row(f"Lighthouse, {category}", "", Target("≥", 100), once=bool(answers))

        def step(row=row, category=category):
            if not row.once:
                answers.append(run())
            row.ours = [100 * each["categories"][category]["score"] for each in answers]
            row.note = ", ".join(lacking(answers[-1], category))

        yield row, step


def rows(plan):
    clients = installed(plan, "clients", *CLIENTS)
    server_modules = installed(plan, "waline", WALINE)
    lighthouse_modules = installed(plan, "lighthouse", LIGHTHOUSE)
    folder = plan.copy(plan.database("readers", *SHAPES))
    with Afterword(folder) as afterword, Waline(plan.folder("waline"), server_modules) as waline:
        yield from sizes(afterword, clients)
        for page in PAGE_WITH.values():
            waline.fill(f"/{page}", comments_of(folder, page))
        warm(waline, "GET", READ)
        client = dist(clients, CLIENT)
        with Visits(plan.folder("visits"), afterword, waline, client) as visits:
            site_set(folder, "bench", "--origin", ORIGIN, "--origin", visits.url)
            seen = {}
            for what, unit, member, cases in MEASURES:
                for case in cases:
                    yield measured(visits, seen, what, unit, member, case)
            few = comments_of(folder, PAGE_WITH[50])
            with demo(plan.copy(plan.database("empty"), "demo"), few) as server:
                yield from scores(lambda: lighthouse(lighthouse_modules, server, visits.devtools))
