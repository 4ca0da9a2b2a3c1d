"""What nspawn.sh runs in the machine that it has booted: the package's life, as TAP. Only what a Debian
has that python3 was installed on.
"""
import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import threading
import time
import traceback

AT = ("127.0.0.1", 8080)
PATIENCE = 60
RESTARTS = 10
READERS = 4
ORIGIN = "https://blog.example.org"
CONFIG = "/etc/afterword/afterword.conf"
KEY = pathlib.Path("/etc/afterword/afterword.key")
BACKUPS = pathlib.Path("/var/lib/afterword-backups")
APT = ["apt-get", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=60"]

tests = []


def test(law):
    """Registers a function under the law that it looks after."""
    def register(function):
        tests.append((law, function))
        return function
    return register


def say(what):
    print(f"# {what}", flush=True)


def run(*command, text=None, status=0):
    """What it said; fails when it ended otherwise."""
    done = subprocess.run(
        command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/root",
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "AFTERWORD_CONFIG": CONFIG,
             "AFTERWORD_KEY_FILE": key_file(),
             "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"})
    assert status is None or done.returncode == status, f"{command}: {done.returncode}\n{done.stdout}"
    return done.stdout


def show(unit, name):
    return run("systemctl", "show", "--value", f"--property={name}", unit).strip()


def active(unit):
    return show(unit, "ActiveState")


def until(what, is_so):
    patience = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < patience, f"it takes too long until {what}"
        time.sleep(0.05)


def drop_in(unit, text):
    folder = pathlib.Path(f"/etc/systemd/system/{unit}.d")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "override.conf").write_text(text)
    run("systemctl", "daemon-reload")


def ask(method, path, body=None, port=AT[1]):
    """A request over a connection of its own: (status, text)."""
    connection = http.client.HTTPConnection(AT[0], port, timeout=PATIENCE)
    try:
        headers = {"Content-Type": "application/json"} if body else {}
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def leave(text):
    """A comment."""
    return ask("POST", "/api/v1/comments", {
        "page": f"{ORIGIN}/article", "name": "Ada", "email": "ada@example.org", "body": text})


def refused(port=AT[1]):
    try:
        socket.create_connection((AT[0], port), timeout=PATIENCE).close()
    except ConnectionRefusedError:
        return True
    return False


def comments():
    """How many the database has, whoever runs."""
    backup = f"/root/count-{time.monotonic_ns()}.zst"
    told = json.loads(run("afterword", "backup", backup, "--json"))
    os.unlink(backup)
    return told["comments"]


def key_file():
    """The key in the clear, or the copy that was made of it."""
    return str(KEY if KEY.exists() else "/root/key.copy")


class Load:
    """Readers, and one who leaves comments, as fast as they are answered."""

    def __init__(self):
        self.answered = self.taken = 0
        self.failed = []
        self.longest = 0.0
        self.going = True
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.go, args=(n,)) for n in range(READERS + 1)]

    def go(self, number):
        count = 0
        while self.going:
            count += 1
            began = time.monotonic()
            try:
                status, text = (
                    ask("GET", f"/api/v1/comments?page={ORIGIN}/article") if number
                    else leave(f"Number {count} at {time.monotonic_ns()}."))
                wrong = None if status in (200, 202) else f"{status} {text[:200]}"
            except OSError as error:
                wrong = repr(error)
            except http.client.HTTPException as error:
                wrong = repr(error)
            with self.lock:
                self.longest = max(self.longest, time.monotonic() - began)
                self.answered += 1
                if wrong:
                    self.failed.append(wrong)
                elif number == 0:
                    self.taken += 1

    def __enter__(self):
        self.before = comments()
        for thread in self.threads:
            thread.start()
        time.sleep(0.3)
        return self

    def __exit__(self, *what):
        time.sleep(0.3)
        self.going = False
        for thread in self.threads:
            thread.join()

    def judge(self):
        there = comments() - self.before
        say(f"{self.answered} requests, {len(self.failed)} failed, {self.taken} comments acknowledged, "
            f"{there} there, the longest wait {self.longest:.2f} s")
        assert not self.failed, self.failed[:5]
        assert there == self.taken


@test("the package is installed")
def _():
    run(*APT, "install", "/root/afterword.deb")


@test("the service runs, its socket is open, backups are made every night")
def _():
    for unit in ("afterword.socket", "afterword.service", "afterword-backup.timer"):
        assert active(unit) == "active", run("systemctl", "status", unit, status=None)
        run("systemctl", "is-enabled", unit)
    assert ask("GET", "/readyz")[0] == 200
    status = show("afterword.service", "StatusText")
    say(f"status: {status}")
    assert "127.0.0.1:8080" in status
    assert "event=listening" in run("journalctl", "--unit=afterword", "--no-pager")
    next_time = run("systemctl", "list-timers", "--no-pager", "afterword-backup.timer")
    assert re.search(r"03:[0-3]\d", next_time), next_time


@test("it is bound to loopback and nothing else")
def _():
    table = pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
    rows = [row.split() for row in table]
    bound = {row[1] for row in rows if row[3] == "0A"}
    assert bound == {"0100007F:1F90"}, bound
    assert len(pathlib.Path("/proc/net/tcp6").read_text().splitlines()) == 1


@test("the key is root's alone, and the state nobody else's")
def _():
    about = KEY.stat()
    assert (about.st_mode & 0o777, about.st_uid) == (0o600, 0)
    state = pathlib.Path("/var/lib/private/afterword").stat()
    assert state.st_mode & 0o77 == 0
    # a user that is there only while it runs, or nobody, where the kernel shows files to it as its own
    assert state.st_uid >= 61184, state
    pathlib.Path("/root/key.copy").write_text(KEY.read_text())
    os.chmod("/root/key.copy", 0o600)


@test("the first steps of README.Debian")
def _():
    with open(CONFIG, "a") as config:
        config.write("public_url = https://comments.example.org\nrate_limits = off\n")
    run("systemctl", "restart", "afterword")
    run("afterword", "account", "add", "anna", "--role", "admin", text="correct horse battery\n")
    run("afterword", "site", "add", "blog", "--origin", ORIGIN,
        "--set", "author_rate=0", "--set", "network_rate=0")
    assert "<script" in run("afterword", "embed", "blog")
    status, text = leave("The first one.")
    assert status == 202, text
    assert comments() == 1


@test("check has nothing to say that is wrong")
def _():
    run("afterword", "check")


@test("who comes while it is stopped starts it")
def _():
    run("systemctl", "stop", "afterword.service")
    assert active("afterword.service") == "inactive"
    assert ask("GET", "/readyz")[0] == 200
    assert active("afterword.service") == "active"


@test("ten restarts under load turn nobody away, and lose nothing")
def _():
    with Load() as load:
        for _ in range(RESTARTS):
            run("systemctl", "restart", "afterword")
            time.sleep(0.3)
    load.judge()


@test("killed, it is up again, and nothing that was acknowledged is lost")
def _():
    before = comments()
    taken = sum(leave(f"Before the kill, {number}.")[0] == 202 for number in range(20))
    pid = show("afterword.service", "MainPID")
    run("systemctl", "kill", "--signal=KILL", "afterword.service")
    until("it is dead", lambda: show("afterword.service", "MainPID") != pid)
    began = time.monotonic()
    assert ask("GET", "/readyz")[0] == 200
    say(f"answers {time.monotonic() - began:.2f} s after kill -9")
    assert comments() == before + taken


@test("stopped in its tracks, it is killed by the watchdog, and up again")
def _():
    drop_in("afterword.service", "[Service]\nWatchdogSec=10\n")
    run("systemctl", "restart", "afterword")
    pid = show("afterword.service", "MainPID")
    run("systemctl", "kill", "--kill-whom=main", "--signal=STOP", "afterword.service")
    began = time.monotonic()
    threads = list(pathlib.Path(f"/proc/{pid}/task").glob("*/status"))
    until("all of it stands", lambda: all("\nState:\tT" in one.read_text() for one in threads))
    assert ask("GET", "/readyz")[0] == 200  # waits at the socket
    say(f"answers {time.monotonic() - began:.1f} s after SIGSTOP, with WatchdogSec=10")
    assert show("afterword.service", "MainPID") != pid
    assert "atchdog" in run("journalctl", "--unit=afterword", "--no-pager", "--lines=50")
    drop_in("afterword.service", "")
    run("systemctl", "restart", "afterword")


@test("a backup is made and verified")
def _():
    run("systemctl", "start", "afterword-backup.service")
    assert len(list(BACKUPS.glob("afterword-*.zst"))) == 1
    assert show("afterword-backup.service", "Result") == "success"
    run("afterword", "backup", "--verify", str(BACKUPS))


@test("commands as root, while it is stopped, leave nothing that it cannot open")
def _():
    run("systemctl", "stop", "afterword.socket", "afterword.service")
    run("afterword", "site", "set", "blog", "--origin", ORIGIN)
    run("afterword", "check")
    run("systemctl", "start", "afterword.socket", "afterword.service")
    assert ask("GET", "/readyz")[0] == 200
    assert leave("After the commands.")[0] == 202


@test("a backup is restored as the docs say, and the service runs on it")
def _():
    before = comments()
    run("systemctl", "start", "afterword-backup.service")
    newest = max(BACKUPS.glob("afterword-*.zst"))
    assert leave("After the backup.")[0] == 202
    run("systemctl", "stop", "afterword.service", "afterword.socket")
    run("afterword", "restore", str(newest), "--replace", "--yes")
    run("systemctl", "start", "afterword.socket", "afterword.service")
    assert ask("GET", "/readyz")[0] == 200
    assert comments() == before
    assert leave("After the restore.")[0] == 202
    run("afterword", "check")


@test("the key can be kept encrypted, as the docs say")
def _():
    run("systemd-creds", "encrypt", "--name=afterword.key", str(KEY), f"{KEY}.cred")
    for unit in ("afterword.service", "afterword-backup.service"):
        drop_in(unit, "[Service]\nLoadCredential=\n"
                f"LoadCredentialEncrypted=afterword.key:{KEY}.cred\n")
    KEY.unlink()
    run("systemctl", "restart", "afterword")
    assert ask("GET", "/readyz")[0] == 200
    assert leave("Under the same key.")[0] == 202
    run("systemctl", "start", "afterword-backup.service")
    run("afterword", "check")


@test("moderators have an address of their own")
def _():
    run("systemctl", "enable", "afterword-moderators.socket")
    run("systemctl", "restart", "afterword")
    assert ask("GET", "/moderate", port=8081)[0] == 200
    assert ask("GET", "/moderate")[0] == 404


@test("an upgrade under load turns nobody away, keeps every comment, the settings and the key")
def _():
    before = run("dpkg-query", "--show", "--showformat=${Version}", "afterword")
    config = pathlib.Path(CONFIG).read_text()
    pid = show("afterword.service", "MainPID")
    with Load() as load:
        run(*APT, "install", "/root/newer.deb")
    load.judge()
    assert run("dpkg-query", "--show", "--showformat=${Version}", "afterword") == f"{before}.1"
    assert show("afterword.service", "MainPID") != pid
    assert pathlib.Path(CONFIG).read_text() == config
    assert not KEY.exists()  # it is encrypted
    for unit in ("afterword.socket", "afterword-moderators.socket", "afterword-backup.timer"):
        assert active(unit) == "active", unit


@test("a setting that is wrong stops it, is named, and lets packages be installed all the same")
def _():
    config = pathlib.Path(CONFIG)
    text = config.read_text()
    config.write_text(f"{text}workers = many\n")
    run("systemctl", "restart", "afterword", status=None)
    until("it has failed", lambda: active("afterword.service") == "failed")
    assert 'workers (from the file) is "many"' in run(
        "journalctl", "--unit=afterword", "--no-pager", "--lines=20")
    run(*APT, "install", "--reinstall", "/root/newer.deb")
    config.write_text(text)
    run("systemctl", "restart", "afterword")
    assert ask("GET", "/readyz")[0] == 200


@test("removed, it keeps the comments, the key and the backups; and has them again")
def _():
    there = comments()
    run(*APT, "remove", "afterword")
    assert refused() and refused(8081)
    assert pathlib.Path(f"{KEY}.cred").exists() and pathlib.Path(CONFIG).exists()
    assert list(BACKUPS.glob("afterword-*.zst"))
    assert pathlib.Path("/var/lib/afterword/afterword.db").exists()
    run(*APT, "install", "/root/newer.deb")
    assert ask("GET", "/readyz")[0] == 200
    assert comments() == there


@test("purged, nothing of it is left but what the admin has put there")
def _():
    mine = pathlib.Path("/etc/afterword/mine")
    mine.touch()
    run(*APT, "purge", "afterword")
    assert os.listdir("/etc/afterword") == ["mine"]
    left = [str(path) for folder in ("/var/lib", "/var/lib/private", "/run", "/usr/bin")
            for path in pathlib.Path(folder).glob("afterword*")]
    assert not left, left
    assert refused()


def main():
    for number, (law, function) in enumerate(tests, 1):
        try:
            function()
            print(f"ok {number} - {law}", flush=True)
        except Exception:
            print(f"not ok {number} - {law}", flush=True)
            for line in traceback.format_exc().splitlines():
                say(line)
    print(f"1..{len(tests)}", flush=True)


main()
