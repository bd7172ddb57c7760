"""The questions: the words of the command line as keyword arguments."""

import json
import os
from typing import Any, Dict, Iterable, List, Literal, Optional, Union, cast

from ._command import Command, find, run
from ._errors import ByoNetError, NetworkNotReady
from ._report import Report, Target

Text = Union[str, "os.PathLike[str]"]
Texts = Union[Text, Iterable[Text]]

_ANSWERED = (0, 1)


def check(
    snapshot: Optional[Texts] = None,
    *,
    network_id: Optional[str] = None,
    scheduler_subnet_id: Optional[str] = None,
    worker_subnet_id: Optional[str] = None,
    firewall_id: Optional[str] = None,
    scheduler_firewall_id: Optional[str] = None,
    scheduler_public_ip: Optional[bool] = None,
    workers_public_ip: Optional[bool] = None,
    workers: Optional[int] = None,
    call: Optional[Text] = None,
    region: Optional[str] = None,
    profile: Optional[str] = None,
    client: Optional[Texts] = None,
    requirements: Optional[Literal["guide", "coiled"]] = None,
    require: Optional[Texts] = None,
    assume: Optional[Texts] = None,
    on_premises: Optional[Texts] = None,
    config: Optional[Text] = None,
    baseline: Optional[Text] = None,
    command: Optional[Command] = None,
    timeout: Optional[float] = 300,
) -> Report:
    """Tells whether the network carries a cluster.

    ``snapshot`` names files or folders; without one the cloud is asked (``region``, ``profile``). Ids are the keys of
    Coiled's ``network`` dictionary; those left out are proposed. ``client`` ("internet", a CIDR, "vpc:<id>", ...),
    ``require``, ``assume`` and ``on_premises`` take one text or several. ``timeout`` is in seconds; None waits on.

    The command line is ``command`` (a program, or the words that start it), else the variable ``BYO_NET``, else
    ``byo-net`` on PATH, else ``npx``, which downloads the version of this package.

    Returns the report, whatever it says. Raises ``NodeMissing`` where there is no Node.js, ``ByoNetError`` where the
    question cannot be answered at all.
    """
    options: Dict[str, Optional[Texts]] = {
        "network-id": network_id,
        "scheduler-subnet-id": scheduler_subnet_id,
        "worker-subnet-id": worker_subnet_id,
        "firewall-id": firewall_id,
        "scheduler-firewall-id": scheduler_firewall_id,
        "workers": None if workers is None else str(workers),
        "call": call,
        "region": region,
        "profile": profile,
        "client": client,
        "requirements": requirements,
        "require": require,
        "assume": assume,
        "on-premises": on_premises,
        "config": config,
        "baseline": baseline,
    }
    switches = {"scheduler-public-ip": scheduler_public_ip, "workers-public-ip": workers_public_ip}
    words = [
        *(f"--{name}={value}" for name, values in options.items() for value in _texts(values)),
        *(f"--{'' if on else 'no-'}{name}" for name, on in switches.items() if on is not None),
        "--",
        *_texts(snapshot),
    ]
    return _ask([*find(command), "check", "--format=json", *words], timeout)


def network(
    snapshot: Optional[Texts] = None,
    *,
    target: Optional[str] = None,
    allow_undecided: bool = False,
    **question: Any,
) -> Dict[str, Union[str, bool]]:
    """The dictionary for ``coiled.set_backend_options(network=...)``, once the network is known to carry a cluster.

    Takes what ``check`` takes. ``target`` names one target of a configuration that has several. ``allow_undecided``
    accepts required flows that nothing decides.

    Returns Coiled's keys (``network_id``, ...) and ``give_workers_public_ip`` as it was checked. Raises
    ``NetworkNotReady`` with the findings in its message and the report at ``.report``, and all that ``check`` raises.
    """
    report = check(snapshot, **question)
    found = _target(report, target)
    state = found["config"]["state"]
    if state == "ready" or (state == "unproven" and allow_undecided):
        return dict(found["config"]["network"])
    raise NetworkNotReady(report, found)


def _texts(values: Optional[Texts]) -> List[str]:
    if values is None:
        return []
    if isinstance(values, (str, os.PathLike)):
        return [os.fspath(values)]
    return [os.fspath(value) for value in values]


def _ask(words: List[str], timeout: Optional[float]) -> Report:
    done = run(words, timeout)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = None
    if done.returncode in _ANSWERED and isinstance(answer, dict) and "targets" in answer:
        return cast(Report, answer)
    if isinstance(answer, dict) and isinstance(answer.get("error"), dict):
        error = answer["error"]
        places = {name: error.get(name) for name in ("remedy", "file", "place")}
        raise ByoNetError(error["code"], error["message"], **places)
    said = done.stderr.strip()[-2000:] or "and says nothing"
    raise ByoNetError("command", f"{words[0]} is not byo-net, or failed: it exits with {done.returncode}: {said}")


def _target(report: Report, name: Optional[str]) -> Target:
    found = [one for one in report["targets"] if name is None or one.get("name") == name]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.get("name", "one without a name") for one in report["targets"])
    what = "the configuration has several targets" if name is None else f"there is no target {name}"
    raise ByoNetError("usage", what, remedy=f"name one of {names}: target=...")
