#!/usr/bin/env python3
"""Connections whose other end is gone without a word, as when a cable is pulled.

usage: unshare --map-root-user --net half_open.py PROGRAM SECONDS

Runs PROGRAM serve with a deadline of a second on a network of its own, of which the one interface is taken down
while connections are open. Prints a line of JSON: how many sockets the server has open before, how many of them
SECONDS afterwards, and the status of a request when the interface is up again.
"""
import fcntl
import json
import os
import re
import socket
import struct
import subprocess
import sys
import time

SIOCSIFFLAGS, IFF_UP = 0x8914, 1
EACH = 8
PATIENCE = 20


def interface(up):
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP if up else 0) + bytes(14))


def start(program):
    env = os.environ | {
        "AFTERWORD_LISTEN": "127.0.0.1:0", "AFTERWORD_REQUEST_DEADLINE": "1", "AFTERWORD_LOG": "info",
        "AFTERWORD_EVENT_HEARTBEAT": "1", "AFTERWORD_SANDBOX": "off",
    }
    child = subprocess.Popen([program, "serve"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    for line in child.stderr:
        found = re.search(rb"event=listening address=127\.0\.0\.1:(\d+)", line)
        if found:
            return child, int(found[1])
    sys.exit("it did not start")


def sockets(child):
    folder = f"/proc/{child.pid}/fd"
    links = []
    for name in os.listdir(folder):
        try:
            links.append(os.readlink(f"{folder}/{name}"))
        except FileNotFoundError:
            pass
    return sum(link.startswith("socket:") for link in links)


def connect(port, sent):
    one = socket.create_connection(("127.0.0.1", port), PATIENCE)
    one.sendall(sent)
    return one


def main():
    program, seconds = sys.argv[1], float(sys.argv[2])
    interface(True)
    child, port = start(program)
    listening = sockets(child)
    whole = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    page = f"http://127.0.0.1:{port}/demo"
    kinds = {
        "nothing": b"",
        "half a head": b"GET /healthz HTTP/1.1\r\nHost: a\r\n",
        "half a body": b"POST /api/v1/comments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        b"Content-Length: 100\r\n\r\n{",
        "a whole request": whole,
        "a listener": f"GET /api/v1/events?page={page} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    }
    chosen = [kinds[name] for name in sys.argv[3:]] or list(kinds.values())
    crowd = [connect(port, sent) for sent in chosen for _ in range(EACH)]
    time.sleep(0.3)
    before = sockets(child) - listening
    interface(False)
    end = time.monotonic() + seconds
    while time.monotonic() < end and sockets(child) > listening:
        time.sleep(0.1)
    took = seconds - (end - time.monotonic())
    after = sockets(child) - listening
    interface(True)
    with connect(port, whole) as one:
        status = one.recv(100).split()[1].decode()
    for one in crowd:
        one.close()
    child.terminate()
    code = child.wait(PATIENCE)
    print(json.dumps({"before": before, "after": after, "status": status, "code": code, "took": round(took, 1)}))


main()
