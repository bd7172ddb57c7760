"""The report as the command line writes it (``schemas/report.schema.json``): plain JSON, typed where it is read most.

Addresses are CIDR texts, ports are texts like "8786-8787". Keys that may be absent stand in a class of their own:
Python before 3.11 has no other way to say so.
"""

from typing import Any, Dict, List, Literal, TypedDict, Union

Outcome = Literal["yes", "no", "undecided"]
Severity = Literal["error", "warning", "note"]


class Summary(TypedDict):
    """Counts what is not suppressed. ``undecidedRequired``: required flows that nothing decides."""

    errors: int
    warnings: int
    notes: int
    undecided: int
    undecidedRequired: int
    suppressed: int


class _ResourceOptional(TypedDict, total=False):
    name: str
    account: str
    region: str
    place: Dict[str, Any]


class Resource(_ResourceOptional):
    """A resource of the network; ``word`` is what people call its kind."""

    id: str
    word: str


class _FindingOptional(TypedDict, total=False):
    trace: Dict[str, Any]
    lines: List[Dict[str, Any]]
    symptom: str
    suppression: Dict[str, str]


class Finding(_FindingOptional):
    """What a rule found. ``suppression`` is there where it counts no more: ignored, or known by the baseline."""

    rule: str
    severity: Severity
    message: str
    fingerprint: str
    resources: List[Resource]
    fix: Dict[str, Any]


class _UndecidedOptional(TypedDict, total=False):
    trace: Dict[str, Any]
    suppression: Dict[str, str]


class Undecided(_UndecidedOptional):
    """What nothing decides, and what settles it. ``required``: the check fails on it."""

    rule: str
    message: str
    fingerprint: str
    required: bool
    resources: List[Resource]
    reasons: List[Dict[str, str]]


class _FlowOptional(TypedDict, total=False):
    who: List[str]
    left_out: List[str]


# `from` is no name in a class.
_FlowRequired = TypedDict(
    "_FlowRequired",
    {
        "name": str,
        "from": str,
        "to": str,
        "protocol": str,
        "ports": str,
        "holds": Outcome,
        "verdict": Literal["reachable", "blocked", "unknown", "partial"],
        "declared": List[str],
    },
)


class Flow(_FlowRequired, _FlowOptional):
    """A flow that a cluster needs, and whether it holds; ``who`` can connect, where no client was named.

    ``left_out`` are destinations that were asked for and that no machine has.
    """


class Requirements(TypedDict):
    """A requirement set; ``ports`` is what clients connect to, "8786-8787"."""

    name: str
    ports: str
    passes: Outcome


class _AskedOptional(TypedDict, total=False):
    other: Requirements


class AskedRequirements(_AskedOptional, Requirements):
    """The set that was asked for; ``other`` is the other generation of ports."""


class ClientArguments(TypedDict):
    """What some clients add to the arguments of the cluster, where others must not."""

    client: str
    arguments: Dict[str, Union[int, bool]]


class _ConfigOptional(TypedDict, total=False):
    clientArguments: List[ClientArguments]
    account: str
    region: str
    zone: str
    commands: List[str]


class Config(_ConfigOptional):
    """Coiled's ``network`` dictionary, and the arguments that make ``coiled.Cluster`` use the ports and the address checked."""

    state: Literal["ready", "unproven", "withheld"]
    missing: List[str]
    network: Dict[str, Union[str, bool]]
    backend: str
    clusterArguments: Dict[str, Union[int, bool]]


class Plan(TypedDict):
    """What is written down to run on a host of jobs (Joblet), counted."""

    version: str
    networks: int
    workflows: int
    jobs: int


class _TargetOptional(TypedDict, total=False):
    name: str
    asked: Dict[str, Any]
    account: str
    region: str
    call: Dict[str, Any]
    plan: Plan
    proposal: Dict[str, Any]


class Target(_TargetOptional):
    """One network, checked for one cluster."""

    provider: str
    placement: Dict[str, Any]
    requirements: AskedRequirements
    flows: List[Flow]
    outcomes: List[Dict[str, str]]
    findings: List[Finding]
    undecided: List[Undecided]
    gaps: List[Dict[str, str]]
    assumed: List[str]
    assuming: List[str]
    declared: List[str]
    ignored: List[Dict[str, str]]
    config: Config


class Report(TypedDict):
    """What ``byo-net check -f json`` writes."""

    version: Literal[1]
    tool: Dict[str, str]
    targets: List[Target]
    summary: Summary
    hints: List[Dict[str, Any]]
