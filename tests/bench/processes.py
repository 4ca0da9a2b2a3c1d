"""The processes that are measured: Afterword, and the bare ones of this folder."""
import http.client
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("AFTERWORD_BINARY", ROOT / "build/afterword")).resolve()
BUILD = BINARY.parent
BARE = ("bare_hash", "bare_http", "bare_sqlite")
PATIENCE = 20  # seconds for a start or a stop
PROCESSORS = len(os.sched_getaffinity(0))

ORIGIN = "http://bench.example"
SETTINGS = {
    "DATABASE": "afterword.db",
    "KEY_FILE": "afterword.key",
    "LISTEN": "127.0.0.1:0",
    "RATE_LIMITS": "off",
    "FINGERPRINT_COST": "keyed",
    "WORKERS": str(PROCESSORS),
    "LOG": "info",
}


class NotMeasured(Exception):
    """Why a row of the table stays empty."""


def build():
    """The bare programs, by the flags of the build that the program comes from."""
    targets = [f"tests/{name}" for name in BARE]
    done = subprocess.run(["ninja", "-C", BUILD, *targets], capture_output=True, text=True)
    if done.returncode:
        raise NotMeasured(f"{' '.join(targets)} cannot be built in {BUILD}: {done.stdout[-500:]}")


def pairs(line):
    return dict(re.findall(r"(\w+)=(\S+)", line))


def run(*command, **more):
    """What it printed, as key=value; only success is good."""
    done = subprocess.run(command, capture_output=True, text=True, **more)
    if done.returncode:
        raise NotMeasured(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout)[-500:]}")
    return pairs(done.stdout)


def bare(name, *arguments):
    return run(BUILD / "tests" / name, *map(str, arguments))


class Process:
    """A server in a folder of its own, from start() to stop(); also with `with`."""

    def __init__(self, command, folder, env=None, stdout=None, stdin=None):
        self.began = time.perf_counter()
        self.child = subprocess.Popen(
            list(map(str, command)), cwd=folder, env=env, stdin=stdin or subprocess.DEVNULL,
            stdout=stdout or subprocess.DEVNULL, stderr=open(Path(folder) / "log", "ab"),
        )
        self.folder = Path(folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def told(self, name):
        """The value of NAME=VALUE in the first line of its output, which says that it is ready."""
        value = pairs(self.child.stdout.readline().decode()).get(name)
        if value is None:
            self.fail()
        return value

    def fail(self):
        self.stop()
        name = Path(self.child.args[0]).name
        raise NotMeasured(f"{name} did not start: {self.log()[-500:]}")

    def until(self, ready, every=0.001):
        """What `ready` gives when it gives something."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.child.poll() is None:
            found = ready()
            if found:
                return found
            time.sleep(every)
        return self.fail()

    def stop(self):
        self.child.terminate()
        try:
            self.child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def processor_seconds(self):
        """Of all its threads, from the scheduler's own count of nanoseconds."""
        tasks = Path(f"/proc/{self.child.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def resident_megabytes(self):
        status = Path(f"/proc/{self.child.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


class Afterword(Process):
    def __init__(self, folder, port=0, **settings):
        env = environment(LISTEN=f"127.0.0.1:{port}", **settings)
        (Path(folder) / "log").write_bytes(b"")
        super().__init__([BINARY, "serve"], folder, env)
        if not port:
            found = self.until(lambda: re.search(r"address=127\.0\.0\.1:(\d+) ", self.log()))
            port = int(found[1])
        self.port = port
        scheme = "https" if "TLS_KEY" in settings else "http"
        self.url = f"{scheme}://127.0.0.1:{port}"


class BareHttp(Process):
    def __init__(self, folder, get, not_modified, post):
        """The answers as they came over the wire."""
        answers = {"get": get, "not-modified": not_modified, "post": post}
        for name, answer in answers.items():
            (Path(folder) / name).write_bytes(answer)
        command = [BUILD / "tests/bare_http", PROCESSORS, *answers]
        super().__init__(command, folder, stdout=subprocess.PIPE)
        self.url = f"http://127.0.0.1:{self.told('port')}"


def environment(**settings):
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    env.update({f"AFTERWORD_{k}": str(v) for k, v in {**SETTINGS, **settings}.items()})
    return env


def fresh(folder):
    """An empty folder of this name."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def database(folder, *shapes):
    """A folder with a database that has the site, filled as `generate` says, and its key."""
    env = environment()
    run(BINARY, "migrate", cwd=fresh(folder), env=env)
    run(BINARY, "site", "add", "bench", "--origin", ORIGIN, cwd=folder, env=env)
    if shapes:
        run(ROOT / "tests/bench/generate", SETTINGS["DATABASE"], *shapes, cwd=folder)
    if not (folder / SETTINGS["KEY_FILE"]).exists():
        with Afterword(folder):  # its first start makes the key
            pass
    return folder


def database_rows(folder, sql, *values):
    connection = sqlite3.connect(f"file:{folder}/{SETTINGS['DATABASE']}?mode=ro", uri=True)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def bearer(folder, scope):
    """A header's name and value, with a token of that scope."""
    command = [BINARY, "token", "add", "--name", f"bench-{time.time_ns()}", "--scope", scope]
    made = subprocess.check_output(command, cwd=folder, env=environment(), text=True)
    return "Authorization", f"Bearer {made.strip()}"


def copy(source, target):
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(source, target))


def exchange(server, method, target, body=None, headers=None):
    """One answer as it came over the wire, for bare_http; only success is good."""
    host, port = server.url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
    try:
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise NotMeasured(f"{method} {target}: {error}") from error
    finally:
        connection.close()
    if answer.status >= 400:
        raise NotMeasured(f"{method} {target}: {answer.status} {content[:300]!r}")
    head = f"HTTP/1.1 {answer.status} {answer.reason}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in answer.getheaders())
    return head.encode("latin-1") + b"\r\n" + content, answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def first_answer(port, target):
    """Waits until the port answers; its bytes begin to come when this returns."""
    request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()

    def answered():
        try:
            with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
                connection.sendall(request)
                return connection.recv(64)
        except ConnectionError:
            return None

    return answered
