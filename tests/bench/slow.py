"""Readers beside those who are slow, and beside those who are only there: the time in which 99 of 100 have
their answer, and the memory that a connection takes."""
import contextlib
import resource
import socket
import threading
import time

import load
from beside import PAUSE, READERS
from plan import comments_of
from processes import ORIGIN, PATIENCE, Afterword, NotMeasured
from reads import PAGE_WITH, SHAPES
from table import Row, Target

SENDERS, TAKERS = 500, 500  # who send a byte now and then; who take none of what they asked for
IDLE = 10_000
ADDRESSES = 8  # that they come from: 127.0.1.1, 127.0.1.2, …
BYTE_EVERY = 1  # seconds
SPARE = 500  # files of ours, beside theirs
SETTLE = 5  # seconds until they have what they take
ANSWERS = 20  # that who takes none asks for at once, more than lie in a socket

HEAD = b"GET /healthz HTTP/1.1\r\nHost: bench\r\nX-Slow: "
MANY = f"GET /comments?page={ORIGIN}/{PAGE_WITH[50]} HTTP/1.1\r\nHost: bench\r\n\r\n".encode() * ANSWERS


def connect(server, number):
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.bind((f"127.0.1.{1 + number % ADDRESSES}", 0))
    one.settimeout(PATIENCE)
    one.connect(("127.0.0.1", server.port))
    return one


class Slow:
    """They are there, and come again when they are cut, until close()."""

    def __init__(self, server):
        self.server = server
        self.stop = threading.Event()
        self.cut = 0
        self.senders = [self.sender(number) for number in range(SENDERS)]
        self.takers = [self.taker(number) for number in range(TAKERS)]
        self.thread = threading.Thread(target=self.drip, daemon=True)
        self.thread.start()

    def sender(self, number):
        one = connect(self.server, number)
        one.sendall(HEAD)
        return one

    def taker(self, number):
        one = connect(self.server, number)
        with contextlib.suppress(BlockingIOError):
            one.setblocking(False)
            one.send(MANY)
        return one

    def drip(self):
        while not self.stop.wait(BYTE_EVERY):
            for number, one in enumerate(self.senders):
                try:
                    one.send(b"a")
                except OSError:
                    self.cut += 1
                    one.close()
                    self.senders[number] = self.sender(number)

    def close(self):
        self.stop.set()
        self.thread.join()
        for one in self.senders + self.takers:
            one.close()


def files(count):
    """As many as are needed, as far as the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count:
        raise NotMeasured(f"{count} open files are needed; {hard} are allowed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))


def rows(plan):
    beside = Row(f"p99 beside {SENDERS + TAKERS:,} who are slow; alone", " ms", Target("≤", 2))
    quiet = Row(f"p99 beside {IDLE:,} who say nothing; alone", " ms", Target("≤", 2))
    memory = Row("memory, one of them", " KB", Target("≤", 40, " KB"), once=True)
    seconds = plan.seconds + 1
    readers = (READERS, seconds, "paced", comments_of(PAGE_WITH[50]), PAUSE)
    source = plan.database("readers", *SHAPES)

    files(IDLE + SPARE)
    with Afterword(plan.copy(source), CONNECTIONS=IDLE + SPARE) as server:

        def beside_step():
            beside.theirs.append(load.run(server, *readers).p99)
            slow = Slow(server)
            time.sleep(SETTLE)
            beside.ours.append(load.run(server, *readers).p99)
            slow.close()
            time.sleep(1)
            beside.note = f"{server.resident_megabytes():.0f} MB"

        yield beside, beside_step

    with Afterword(plan.copy(source), CONNECTIONS=IDLE + SPARE, REQUEST_DEADLINE=3600) as server:

        def quiet_step():
            quiet.theirs.append(load.run(server, *readers).p99)
            before = server.resident_megabytes()
            crowd = [connect(server, number) for number in range(IDLE)]
            time.sleep(1)
            if not memory.ours:  # later rounds find it there already
                after = server.resident_megabytes()
                memory.ours.append((after - before) * 1024 / IDLE)
                memory.note = f"{before:.0f} MB before, {after:.0f} MB with {IDLE:,}"
            quiet.ours.append(load.run(server, *readers).p99)
            for one in crowd:
                one.close()
            time.sleep(1)

        yield quiet, quiet_step
        yield memory, lambda: None
