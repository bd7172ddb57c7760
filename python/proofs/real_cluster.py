"""The flow table of the rules, held against the sockets of a real cluster.

A scheduler, two workers and this program as the client run on loopback addresses of their own, so that an address
tells a machine. Each connection seen between two machines must be covered by the flow that the report names for them.
"""

import collections
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Dict, Iterable, List, Mapping, Set, Tuple

import psutil
from dask import bag
from distributed import Client, wait
from proof import prove

import byo_net

ROOT = Path(__file__).resolve().parents[2]
NETWORK = ROOT / "fixtures/aws/guide"
SCHEDULER = "127.0.0.2"
WORKERS = ("127.0.0.3", "127.0.0.4")
CLIENT = "the client"
ROLES = {SCHEDULER: "scheduler", **dict.fromkeys(WORKERS, "worker"), CLIENT: "client"}
WORKERS_AMONG_THEMSELVES = "worker ↔ worker"

# The machine that opened it, the address and port that took it.
Connection = Tuple[str, str, int]
Address = Tuple[str, int]


class Watcher:
    """Looks at the sockets of each machine's processes until it is stopped."""

    def __init__(self, machines: Mapping[str, int]) -> None:
        self.listening: Set[Address] = set()
        self._connected: Set[Tuple[str, Address, Address]] = set()
        self._machines = machines
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def connections(self) -> Set[Connection]:
        """From one machine to another, each told by the side that opened it: the other side listens on its port."""
        return {
            (machine, *remote)
            for machine, local, remote in self._connected
            if local not in self.listening and remote[0] != machine
        }

    def _watch(self) -> None:
        while not self._stop.is_set():
            for machine, pid in self._machines.items():
                for process in _family(pid, alone=machine == CLIENT):
                    self._look(machine, process)
            time.sleep(0.01)

    def _look(self, machine: str, process: psutil.Process) -> None:
        try:
            sockets = process.net_connections(kind="tcp")
        except psutil.NoSuchProcess:
            return
        for one in sockets:
            if one.status == psutil.CONN_LISTEN:
                self.listening.add((one.laddr.ip, one.laddr.port))
            elif one.raddr:
                self._connected.add((machine, tuple(one.laddr), tuple(one.raddr)))


def _family(pid: int, alone: bool) -> List[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process] if alone else [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def start(folder: str, *words: str) -> "subprocess.Popen[bytes]":
    with open(Path(folder) / f"{words[0]}.log", "ab") as log:
        return subprocess.Popen([sys.executable, "-m", "dask", *words], cwd=folder, stdout=log, stderr=log)


def start_cluster(folder: str) -> Dict[str, "subprocess.Popen[bytes]"]:
    """As `dask` starts them, each bound to its own address; the guide's ports are the defaults."""
    scheduler = start(folder, "scheduler", "--host", SCHEDULER, "--dashboard-address", f"{SCHEDULER}:8787")
    workers = {
        host: start(folder, "worker", f"tcp://{SCHEDULER}:8786", "--host", host, "--nthreads", "1")
        for host in WORKERS
    }
    return {SCHEDULER: scheduler, **workers}


def compute() -> None:
    """A shuffle moves data between workers; gathering what is on one moves it through the scheduler."""
    with Client(f"tcp://{SCHEDULER}:8786", timeout=60, direct_to_workers=False) as client:
        client.wait_for_workers(len(WORKERS), timeout=60)
        with urllib.request.urlopen(f"http://{SCHEDULER}:8787/health", timeout=30) as health:
            prove("the scheduler's dashboard answers on 8787", health.status == 200)
            time.sleep(0.5)
        numbers = bag.range(40_000, npartitions=16)
        groups = numbers.groupby(lambda number: number % 97, shuffle="tasks", npartitions=16).map(len_of_group)
        prove("a shuffle over both workers gives the right sum", sum(groups.compute()) == 40_000)
        futures = client.map(lambda number: bytes(100_000) + bytes([number]), range(20))
        wait(futures, timeout=60)
        prove("results are gathered", len(client.gather(futures)) == 20)
        time.sleep(0.5)


def len_of_group(pair: Tuple[int, List[int]]) -> int:
    return len(pair[1])


def flow_name(connection: Connection) -> str:
    source, destination, _ = connection
    between = (ROLES[source], ROLES[destination])
    return WORKERS_AMONG_THEMSELVES if between == ("worker", "worker") else " → ".join(between)


def port_ranges(text: str) -> List[range]:
    """As the report writes them: "8786-8787", "443,8786"."""
    ends = [[int(end) for end in part.split("-")] for part in text.replace(" ", "").split(",")]
    return [range(both[0], both[-1] + 1) for both in ends]


def uncovered(connections: Iterable[Connection], flows: Mapping[str, str]) -> List[Connection]:
    """Connections that no required flow covers."""
    return sorted(
        one
        for one in connections
        if not any(one[2] in ports for ports in port_ranges(flows[flow_name(one)]))
    )


def flows_of(requirements: str) -> Dict[str, str]:
    """The report's own table: the name of each flow and its ports."""
    report = byo_net.check(NETWORK, client="internet", requirements=requirements)
    return {flow["name"]: flow["ports"] for flow in report["targets"][0]["flows"]}


def observe(folder: str) -> Watcher:
    cluster = start_cluster(folder)
    watcher = Watcher({**{host: process.pid for host, process in cluster.items()}, CLIENT: os.getpid()})
    try:
        compute()
    finally:
        watcher.stop()
        for process in cluster.values():
            process.terminate()
        for process in cluster.values():
            process.wait(30)
    return watcher


def main() -> None:
    if not sys.platform.startswith("linux"):
        print("SKIPPED: a real cluster's ports: loopback addresses beside 127.0.0.1 are Linux's")
        return
    with tempfile.TemporaryDirectory() as folder:
        seen = observe(folder)
    connections = seen.connections()
    strangers = sorted(one for one in connections if one[1] not in ROLES)
    prove("every connection goes to a machine of the cluster", not strangers, strangers)
    flows = flows_of("guide")
    by_flow: Dict[str, Set[int]] = collections.defaultdict(set)
    for one in connections:
        by_flow[flow_name(one)].add(one[2])
    for name in ("client → scheduler", "worker → scheduler", "scheduler → worker", WORKERS_AMONG_THEMSELVES):
        ports = ", ".join(map(str, sorted(by_flow[name])))
        prove(f"{name}: connected on tcp {ports}; required are {flows[name]}", bool(ports), connections)
    left = uncovered(connections, flows)
    prove("every connection between machines is covered by a required flow", not left, left)
    for source, hosts in ((CLIENT, (SCHEDULER,)), (SCHEDULER, WORKERS)):
        listening = sorted(one for one in seen.listening if one[0] in hosts)
        closed = uncovered(((source, *one) for one in listening), flows)
        ports = ", ".join(str(port) for _, port in listening)
        prove(f"what a {ROLES[hosts[0]]} listens on is within them: {ports}", bool(listening) and not closed, closed)
    other = {port for _, _, port in uncovered(connections, flows_of("coiled"))}
    prove("the set coiled, whose ports are others, does not cover them", {8786, 8787} <= other, other)


# A worker's nanny may start its process by importing this file.
if __name__ == "__main__":
    main()
