"""What byo-net says of Coiled's client, held against the client from PyPI.

Nothing of the client is replaced: it talks to a server on loopback in the place of Coiled's and AWS's.
"""

import ast
import contextlib
import inspect
import io
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Literal, Mapping, get_args, get_origin

from coiled_server import REFUSAL, CoiledServer
from proof import prove

import byo_net
from byo_net._command import find

ROOT = Path(__file__).resolve().parents[2]
# The network that each backend's call is written for; a backend counts once its fixture is there.
NETWORKS = {"aws": ROOT / "fixtures/aws/guide", "gcp": ROOT / "fixtures/gcp/guide"}
# What the guide's own call says and the client swallows.
SWALLOWED = {"aws": {"customer_hosted"}, "gcp": {"customer_hosted", "backend_type"}}
KEY_FILE = """type project_id private_key_id private_key client_email client_id auth_uri token_uri
auth_provider_x509_cert_url client_x509_cert_url""".split()

server = CoiledServer()
folder = tempfile.TemporaryDirectory()
home = folder.name
os.environ.update(
    HOME=home,
    NO_PROXY="127.0.0.1",
    DASK_COILED__SERVER=server.url,
    DASK_COILED__TOKEN="token-of-nobody",
    AWS_ENDPOINT_URL_STS=server.url,
    AWS_REGION="us-east-1",
    AWS_DEFAULT_REGION="us-east-1",
)

import coiled  # noqa: E402  (reads its settings when it is imported)
from coiled.errors import ServerError  # noqa: E402
from coiled.exceptions import AWSCredentialsParameterError  # noqa: E402
from coiled.utils import cluster_firewall  # noqa: E402
from coiled.v2.cluster_comms import get_cluster_connection_info  # noqa: E402

# A cluster that is refused leaves its session open, and says so at the end.
logging.getLogger("asyncio").setLevel(logging.CRITICAL)

SIGNATURE = inspect.signature(coiled.set_backend_options)


def emitted(network: Path, style: str) -> str:
    words = [*find(None), "config", f"--style={style}", "--client=internet", str(network)]
    return subprocess.run(words, check=True, capture_output=True, encoding="utf-8").stdout


def keywords(program: str) -> List[str]:
    """The arguments of the one call of `set_backend_options`."""
    calls = [
        node
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("set_backend_options")
    ]
    (call,) = calls
    return [keyword.arg or "**" for keyword in call.keywords]


def swallowed(program: str) -> set:
    return set(SIGNATURE.bind(**dict.fromkeys(keywords(program))).arguments.get("kwargs", {}))


def execute(program: str) -> None:
    """As a person does who pasted it, each variable that it looks up being set."""
    key = Path(home) / "key.json"
    key.write_text(json.dumps({name: f"a {name}" for name in KEY_FILE}), encoding="utf-8")
    for name in re.findall(r'os\.environ\["(\w+)"\]', program):
        os.environ.setdefault(name, str(key) if name == "GOOGLE_APPLICATION_CREDENTIALS" else f"value-of-{name}")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(program, "emitted.py", "exec"), {"__name__": "__main__"})


def refusal(program: str) -> str:
    """The error that a program ends in for want of AWS keys; nothing may have been sent before."""
    sent = len(server.options)
    try:
        execute(program)
    except AWSCredentialsParameterError as error:
        return str(error) if len(server.options) == sent else "something was sent"
    return "no error"


def prove_signature() -> None:
    known = json.loads((ROOT / "src/call/signature.json").read_text(encoding="utf-8"))
    real = [one for one in SIGNATURE.parameters.values() if one.kind is not one.VAR_KEYWORD]
    (rest,) = (one.name for one in SIGNATURE.parameters.values() if one.kind is one.VAR_KEYWORD)
    hints = coiled.set_backend_options.__annotations__
    types = vars(sys.modules[coiled.set_backend_options.__module__])
    found = []
    for one in real:
        entry: Dict[str, Any] = {"name": one.name}
        if one.default is None or isinstance(one.default, str):
            entry["default"] = one.default
        hint = eval(str(hints.get(one.name, "None")), dict(types)) if "Literal" in str(hints.get(one.name)) else None
        if get_origin(hint) is Literal:
            entry["choices"] = list(get_args(hint))
        found.append(entry)
    prove(f"src/call/signature.json is the signature of coiled {coiled.__version__}", found == known["parameters"], found)
    prove(f"an unknown keyword falls into **{rest}", rest == known["swallows"], rest)


def prove_calls(backend: str, network: Path) -> None:
    config = byo_net.check(network, client="internet")["targets"][0]["config"]
    program = emitted(network, "python")
    prove(f"{backend}: the call binds, and nothing is swallowed", swallowed(program) == set(), swallowed(program))
    execute(program)
    sent = server.options[-1]["options"]
    prove(f"{backend}: what the client sends holds our ids", sent["network"] == config["network"], sent)
    prove(f"{backend}: and our backend", sent["provider_name"] == backend, sent["provider_name"])
    region = sent["gcp_region_name" if backend == "gcp" else "aws_region_name"]
    prove(f"{backend}: and our region, {region}", region == config.get("region"), region)
    if backend == "gcp":
        project = sent["gcp_project_name"]
        prove(f"gcp: and our project, {project}", project == config.get("account"), project)

    guide = emitted(network, "guide")
    names = ", ".join(sorted(SWALLOWED[backend]))
    prove(f"{backend}: of the guide's form the client swallows {names}", swallowed(guide) == SWALLOWED[backend], guide)
    if backend == "aws":
        execute(guide)
        prove("aws: the guide's form still sends our ids", server.options[-1]["options"]["network"] == config["network"])
    else:
        prove("gcp: the guide's form stops for want of AWS keys", "aws_access_key_id" in refusal(guide), refusal(guide))


def prove_guide_call() -> None:
    """Word for word as the guide prints it; and what `--call` makes of it."""
    path = ROOT / "fixtures/calls/guide-gcp.py"
    said = refusal(path.read_text(encoding="utf-8"))
    prove(f"the guide's literal GCP call runs as AWS and sends nothing: {said}", "aws_access_key_id" in said, said)
    for name in ("guide-gcp.py", "guide-aws.py"):
        (target,) = byo_net.check(call=ROOT / "fixtures/calls" / name)["targets"]
        corrected = target["call"]["corrected"]
        prove(f"{name} as --call corrects it binds, and nothing is swallowed", swallowed(corrected) == set(), corrected)


def described(arguments: Mapping[str, Any]) -> Dict[str, Any]:
    """What the client asks Coiled for, to make a cluster with these arguments."""
    size = {"worker_vm_types": ["t3.medium"], "scheduler_vm_types": ["t3.medium"]}
    try:
        coiled.Cluster(name="proof", software="proof", n_workers=1, credentials=None, **size, **arguments)
    except ServerError as error:
        if REFUSAL not in str(error):
            raise
    return server.clusters[-1]


def open_ports(options: Mapping[str, Any]) -> List[int]:
    return [port for rule in options["firewall_spec"]["ingress"] for port in rule["ports"]]


def prove_ports() -> None:
    guide = byo_net.check(NETWORKS["aws"], client="internet")["targets"][0]
    current = byo_net.check(NETWORKS["aws"], client="internet", requirements="coiled")["targets"][0]
    arguments = guide["config"]["clusterArguments"]
    asked = described(arguments)
    prove(f"Cluster(**{arguments}) puts the scheduler on 8786", asked["scheduler_options"] == {"port": 8786}, asked)
    prove("and asks for the dashboard without https", asked["options"]["use_dashboard_https"] is False, asked["options"])
    prove("and asks to open 8786", 8786 in open_ports(asked["options"]), asked["options"])
    ports = cluster_firewall("everyone", scheduler=8786, https=False)["ingress"][0]["ports"]
    prove(f"the client's own rule without https is {ports}", ports == [8786, 8787], ports)
    covered = guide["requirements"]["ports"] == "8786-8787"
    prove("which are the ports that the guide's requirement set checks", covered, guide["requirements"])

    alone = described({"scheduler_port": 8786})["options"]
    prove("scheduler_port=8786 alone leaves the dashboard on https", "use_dashboard_https" not in alone, alone)
    plain = described({"use_dashboard_https": False})
    prove("use_dashboard_https=False alone leaves the scheduler's port", plain["scheduler_options"] == {}, plain)

    prove("the set coiled needs no argument", current["config"]["clusterArguments"] == {}, current["config"])
    default = described({})
    prove("without one the client names no port", default["scheduler_options"] == {}, default)
    ports = cluster_firewall("everyone")["ingress"][0]["ports"]
    prove(f"and its own rule is {sorted(set(ports))}", set(ports) == {443}, ports)
    prove("which the set coiled checks", current["requirements"]["ports"] == "443", current["requirements"])


def prove_addresses() -> None:
    """Which address the client dials, once the cluster runs."""
    server.details = {
        "scheduler": {
            "current_state": {"state": "started"},
            "instance": {"public_ip_address": "203.0.113.9", "private_ip_address": "10.0.1.9"},
            "dashboard_address": "",
        },
        "cluster_options": {"tls_cert": "", "tls_key": ""},
        "scheduler_port": 8786,
        "cluster_infra": {"give_scheduler_public_ip": True},
    }
    private = byo_net.check(NETWORKS["aws"], client="10.0.0.0/16", scheduler_public_ip=False)
    arguments = private["targets"][0]["config"]["clusterArguments"]
    prove("a private scheduler takes use_scheduler_public_ip=False", arguments["use_scheduler_public_ip"] is False)
    within = byo_net.check(NETWORKS["aws"], client="10.0.16.0/20")["targets"][0]["config"]["clusterArguments"]
    prove("so does a public one that is checked from within", within["use_scheduler_public_ip"] is False, within)
    with coiled.Cloud() as cloud:
        public, _ = get_cluster_connection_info(1, cloud)
        dialled, _ = get_cluster_connection_info(1, cloud, use_scheduler_public_ip=False)
    prove(f"with it the client dials {dialled}", dialled == "tls://10.0.1.9:8786", dialled)
    prove(f"without it {public}", public == "tls://203.0.113.9:8786", public)


def main() -> None:
    prove_signature()
    for backend, network in NETWORKS.items():
        if network.is_dir():
            prove_calls(backend, network)
    prove_guide_call()
    prove_ports()
    prove_addresses()


main()
