#!/usr/bin/env python3
"""Starts a program as a service manager does: holds the sockets, hands them over (sd_listen_fds(3)),
hears what it is told (sd_notify(3)) and keeps what it prints. For service.js.

usage: launch.py PROGRAM [ARGUMENT...]

Standard input has a line of JSON for each thing to do:

  {"do": "listen", "name": "readers"}                  listens on a free port: {"port": 1234}
  {"do": "start", "hand": ["readers"], "env": {...}}   starts the program
  {"do": "signal", "name": "SIGTERM"}                  sends it to the program
  {"do": "mark", "name": "x"}                          takes its place among what is told: {"mark": "x"}

Standard output has what happens: {"told": {"READY": "1"}}, {"ended": STATUS}. What the program
prints goes to standard error. At the end of standard input the program is killed.
"""
import fcntl
import json
import os
import secrets
import selectors
import signal
import socket
import sys

FIRST = 3  # SD_LISTEN_FDS_START
ASIDE = 64  # descriptors that are in nobody's way


def say(**what):
    print(json.dumps(what), flush=True)


class Launcher:
    def __init__(self, command):
        self.command = command
        self.sockets = {}
        self.pid = None
        self.address = "afterword-" + secrets.token_hex(8)
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind("\0" + self.address)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.notify, selectors.EVENT_READ, self.hear)
        self.selector.register(sys.stdin.fileno(), selectors.EVENT_READ, self.read)
        self.rest = b""

    def hear(self, _):
        told = self.notify.recv(65536).decode()
        lines = dict(line.split("=", 1) for line in told.splitlines())
        if "MARK" in lines:
            say(mark=lines["MARK"])
        else:
            say(told=lines)

    def read(self, fd):
        got = os.read(fd, 65536)
        if not got:
            if self.pid:
                os.kill(self.pid, signal.SIGKILL)
            sys.exit(0)
        *lines, self.rest = (self.rest + got).split(b"\n")
        for line in lines:
            what = json.loads(line)
            getattr(self, what.pop("do"))(**what)

    def listen(self, name):
        self.sockets[name] = socket.create_server(("127.0.0.1", 0), backlog=1024)
        say(port=self.sockets[name].getsockname()[1])

    def start(self, hand, env):
        self.pid = os.fork()
        if self.pid == 0:
            self.become(hand, env)
        gone = os.pidfd_open(self.pid)
        self.selector.register(gone, selectors.EVENT_READ, self.end)

    def become(self, hand, env):
        aside = [fcntl.fcntl(self.sockets[name], fcntl.F_DUPFD, ASIDE) for name in hand]
        for number, fd in enumerate(aside):
            os.dup2(fd, FIRST + number)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.dup2(2, 1)
        os.closerange(FIRST + len(hand), ASIDE + 2 * len(hand))
        if hand:
            env |= {
                "LISTEN_PID": str(os.getpid()),
                "LISTEN_FDS": str(len(hand)),
                "LISTEN_FDNAMES": ":".join(hand),
            }
        env["NOTIFY_SOCKET"] = "@" + self.address
        journal = os.fstat(2)  # what is printed is kept
        env["JOURNAL_STREAM"] = f"{journal.st_dev}:{journal.st_ino}"
        os.execve(self.command[0], self.command, env)

    def end(self, gone):
        self.selector.unregister(gone)
        os.close(gone)
        _, status = os.waitpid(self.pid, 0)
        self.pid = None
        while self.selector.select(0) and self.waits():
            self.hear(None)
        say(ended=os.waitstatus_to_exitcode(status))

    def waits(self):
        return any(key.fileobj is self.notify for key, _ in self.selector.select(0))

    def signal(self, name):
        os.kill(self.pid, getattr(signal, name))

    def mark(self, name):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own:
            own.sendto(f"MARK={name}".encode(), "\0" + self.address)

    def run(self):
        while True:
            for key, _ in self.selector.select():
                if key.fileobj in self.selector.get_map():
                    key.data(key.fileobj)


if __name__ == "__main__":
    Launcher(sys.argv[1:]).run()
