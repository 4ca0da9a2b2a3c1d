"""Ten thousand readers who listen to a page: the memory for them, how long until the last of them
has heard of a comment, what their heartbeats cost, what others notice of them, and the stop."""
import contextlib
import resource
import select
import socket
import threading
import time

import load
import processes
from beside import PAUSE, READERS
from plan import POST_BODY, COMMENTS, comments_of
from processes import BINARY, ORIGIN, PATIENCE, Afterword, NotMeasured
from table import Row, Target

LISTENERS = 10_000
ADDRESSES = 8  # that they come from: 127.0.0.1, 127.0.0.2, …
AT_ONCE = 200  # who have not been answered yet
PAGE = "p0"
HEARTBEAT = 15  # seconds; the default
SPARE = 500  # files of ours, beside theirs
PUBLISH_EVERY = 0.25  # seconds, while others read


class Crowd:
    """Streams of a page, read by one thread."""

    def __init__(self, server, count):
        self.heard = 0
        self.ended = 0
        self.poll = select.epoll()
        self.waiting = {}  # those that have not heard anything yet: what came
        self.sockets = {}
        self.lock = threading.Condition()
        target = f"/api/v1/events?page={ORIGIN}/{PAGE}"
        self.request = f"GET {target} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
        self.address = ("127.0.0.1", server.port)
        end = time.monotonic() + PATIENCE * 3
        while len(self.sockets) < count or self.waiting:
            while len(self.sockets) < count and len(self.waiting) < AT_ONCE:
                self.add(len(self.sockets))
            for fd, _ in self.poll.poll(0.1):
                self.greeted(fd)
            if time.monotonic() > end:
                raise NotMeasured(f"only {len(self.sockets) - len(self.waiting)} could listen")
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def add(self, number):
        one = socket.socket()
        one.bind((f"127.0.0.{1 + number % ADDRESSES}", 0))
        one.connect(self.address)
        one.sendall(self.request)
        one.setblocking(False)
        self.sockets[one.fileno()] = one
        self.waiting[one.fileno()] = b""
        self.poll.register(one, select.EPOLLIN)

    def greeted(self, fd):
        piece = self.sockets[fd].recv(4096)
        if fd not in self.waiting:
            return
        self.waiting[fd] += piece
        if not piece or not self.waiting[fd].startswith(b"HTTP/1.1 200"[: len(self.waiting[fd])]):
            raise NotMeasured(f"not listening: {self.waiting[fd][:300]!r}")
        if b"event: reset" in self.waiting[fd]:
            del self.waiting[fd]

    def listen(self):
        while self.ended < len(self.sockets):
            for fd, _ in self.poll.poll():
                try:
                    piece = self.sockets[fd].recv(4096)
                except OSError:
                    piece = b""
                with self.lock:
                    self.heard += piece.count(b"event: published")
                    if not piece:
                        self.poll.unregister(fd)
                        self.ended += 1
                    self.lock.notify()

    def until(self, done):
        with self.lock:
            if not self.lock.wait_for(done, PATIENCE):
                raise NotMeasured(f"{self.heard} were heard, {self.ended} ended")

    def close(self):
        for one in self.sockets.values():
            one.close()


def publish(server, number):
    body = POST_BODY % (0, number % 1000, 0, number)
    processes.exchange(server, "POST", COMMENTS, body, {"Content-Type": "application/json"})


@contextlib.contextmanager
def publishing(server, first):
    """A comment now and then."""
    stop = threading.Event()

    def loop():
        number = first
        while not stop.wait(PUBLISH_EVERY):
            publish(server, number)
            number += 1

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def files():
    """As many as are needed, as far as the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < LISTENERS + SPARE:
        raise NotMeasured(f"{LISTENERS + SPARE} open files are needed; {hard} are allowed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, LISTENERS + SPARE), hard))


def rows(plan):
    memory = Row(f"memory, {LISTENERS:,} readers listen", " MB", Target("≤", 100, " MB"), once=True)
    last = Row(f"published to the last of {LISTENERS:,}", " ms")
    beats = Row("their heartbeats, of a processor", " %", once=True)
    beside = Row("p99 of reads beside them and comments; alone", " ms", Target("≤", 2))
    stop = Row("the stop, while they listen", " ms", once=True)
    seconds = plan.seconds + 1
    readers = (READERS, seconds, "paced", comments_of(PAGE), PAUSE)

    files()
    folder = plan.copy(plan.database("empty"), "listeners")
    command = [BINARY, "site", "set", "bench", "--policy", "publish"]
    processes.run(*command, cwd=folder, env=processes.environment())
    with Afterword(folder, CONNECTIONS=1024, READER_LISTENERS=LISTENERS) as server:
        publish(server, 0)
        for _ in range(plan.rounds):
            beside.theirs.append(load.run(server, *readers).p99)
        memory.note = f"before, {server.resident_megabytes():.1f} MB"
        crowd = Crowd(server, LISTENERS)
        numbers = iter(range(1, 1000))

        def memory_step():
            memory.ours.append(server.resident_megabytes())

        def last_step():
            before = crowd.heard
            publish(server, next(numbers))
            began = time.perf_counter()
            crowd.until(lambda: crowd.heard >= before + LISTENERS)
            last.ours.append((time.perf_counter() - began) * 1000)

        def beats_step():
            before = server.processor_seconds()
            time.sleep(HEARTBEAT)
            beats.ours.append((server.processor_seconds() - before) / HEARTBEAT * 100)

        def beside_step():
            with publishing(server, 1000):
                beside.ours.append(load.run(server, *readers).p99)

        def stop_step():
            began = time.perf_counter()
            server.stop()
            stop.ours.append((time.perf_counter() - began) * 1000)
            crowd.until(lambda: crowd.ended == LISTENERS)
            crowd.close()

        yield last, last_step
        yield beats, beats_step
        yield beside, beside_step
        yield memory, memory_step
        yield stop, stop_step
