"""Runs servers for as long as the process that asked for them lives, then ends them.

The asking process is watched by a descriptor, not by a death signal, since such a signal comes when
the asking *thread* ends. The servers get the death signal, so that they end even if this process is killed.
"""

import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
READY_WITHIN_SECONDS = 60
LIBC = ctypes.CDLL(None)
# Without it, a proxy named in the environment would be asked for the loopback address.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Server:
    """What to run, and the address that answers once it is up."""

    name: str
    command: list
    url: str
    health: str
    environment: dict = field(default_factory=dict)


def free_port(wanted):
    """The wanted port if it is free, or any that is if 0 is wanted."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", wanted))
        except OSError:
            raise SystemExit(f"port {wanted} is in use; name another, or 0 for a free one") from None
        return listener.getsockname()[1]


def end_with_this_process():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start(server, log):
    return subprocess.Popen(
        server.command,
        env=os.environ | server.environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        preexec_fn=end_with_this_process,
    )


def answers(url):
    try:
        with DIRECT.open(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def fail_if_ended(server, process):
    if process.poll() is not None:
        raise SystemExit(f"{server.name} ended with status {process.returncode}; see its log")


def wait_until_ready(server, process):
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while not answers(server.health):
        fail_if_ended(server, process)
        if time.monotonic() > deadline:
            raise SystemExit(f"{server.name} is not ready after {READY_WITHIN_SECONDS} s")
        time.sleep(0.05)


def wait_for_the_parents_end(parent, servers, processes):
    """Returns when the parent has ended; an error if a server ends before."""
    watched = [os.pidfd_open(pid) for pid in [parent, *(process.pid for process in processes)]]
    select.select(watched, [], [])
    for server, process in zip(servers, processes):
        fail_if_ended(server, process)


def stop(processes):
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()


def serve(servers, parent, log_path):
    """Starts all, prints where their log is, `NAME URL` for each and then `ready`; returns after all have ended."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print("log", log_path, flush=True)
    processes = []
    try:
        with open(log_path, "ab") as log:
            for server in servers:
                processes.append(start(server, log))
        for server, process in zip(servers, processes):
            wait_until_ready(server, process)
            print(server.name, server.url, flush=True)
        print("ready", flush=True)
        wait_for_the_parents_end(parent, servers, processes)
    finally:
        stop(processes)
