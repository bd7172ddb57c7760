"""One process that holds a network on moto, runs the real AWS command line against it, and reads it again.

It answers one JSON request a line:
  {"do": "hold", "folder": "fixtures/aws/guide", "region": "us-east-1"}   makes the folder's network; {"missing": null | "why not"}
  {"do": "paste", "commands": [...], "standIn": false}  runs them as one script of a shell; {"code", "at", "errors", "made"}
  {"do": "read", "into": "/tmp/x"}                      writes the folder as it is after the paste; {}

What the paste did not touch stays as the folder has it: moto has no failed NAT gateways and no dead routes. What it touched
is read from moto. moto enforces no quota and judges no path: this proves syntax and effect, never reachability.
"""

import contextlib
import io
import json
import logging
import os
import socketserver
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

os.environ |= {
    "AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-west-2",  # no command may rely on it
    "AWS_PAGER": "",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/nonexistent",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
}

import boto3  # noqa: E402
from awscli.clidriver import create_clidriver  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

logging.getLogger("werkzeug").setLevel(logging.ERROR)


class Missing(Exception):
    """A call that moto does not have, or a thing that it cannot hold."""


# The real command line, in this process: a shell function sends its words here, and gets back what it prints.


class CommandLine(socketserver.StreamRequestHandler):
    lock = threading.Lock()
    # A driver keeps what it was told by a command; what it reads from disk is the same for all.
    models = create_clidriver().session.get_component("data_loader")
    url = ""

    def handle(self):
        words = [self.word() for _ in range(int(self.word()))]
        with self.lock:
            out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                try:
                    driver = create_clidriver()
                    driver.session.register_component("data_loader", self.models)
                    code = driver.main([*words, "--endpoint-url", CommandLine.url])
                except SystemExit as exit:
                    code = exit.code or 0
            texts = [text.buffer.getvalue() for text in (out, err) if text.flush() is None]
        self.wfile.write(b"%d\n%d\n%s%s" % (code, len(texts[0]), texts[0], texts[1]))

    def word(self):
        read = b""
        while (byte := self.rfile.read(1)) not in (b"\0", b""):
            read += byte
        return read.decode()


SHELL = """
aws() {
  local code size
  exec 9<>/dev/tcp/127.0.0.1/%d
  printf '%%s\\0' "$#" "$@" >&9
  read -r code <&9; read -r size <&9
  LC_ALL=C head -c "$size" <&9; cat <&9 >&2
  exec 9>&-
  return "$code"
}
set -e
trap 'echo "$LINENO" >&7' ERR
"""


class StandIn(BaseHTTPRequestHandler):
    """An endpoint that says yes to any call: what `aws` refuses to send is still refused."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        action = parse_qs(body)["Action"][0]
        answer = f"<{action}Response xmlns='http://ec2.amazonaws.com/doc/2016-11-15/'><return>true</return></{action}Response>"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_):
        pass


def serve(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


class Host:
    def __init__(self):
        moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        moto.start()
        self.moto = "http://{}:{}".format(*moto.get_host_and_port())
        self.stand_in = f"http://127.0.0.1:{serve(ThreadingHTTPServer(('127.0.0.1', 0), StandIn))}"
        self.shell = serve(socketserver.ThreadingTCPServer(("127.0.0.1", 0), CommandLine))
        self.clients = {}
        self.world = None

    def client(self, region):
        if region not in self.clients:
            self.clients[region] = boto3.client("ec2", region_name=region, endpoint_url=self.moto)
        return self.clients[region]

    def hold(self, folder, region):
        import urllib.request

        urllib.request.urlopen(urllib.request.Request(f"{self.moto}/moto-api/reset", method="POST")).read()
        self.world = World(self.client(region), Path(folder))
        try:
            self.world.make()
        except (Missing, ClientError) as why:
            return {"missing": str(why)}
        return {"missing": self.world.difference()}

    def paste(self, commands, standIn=False):
        CommandLine.url = self.stand_in if standIn else self.moto
        there = [line if standIn else self.world.there(line) for line in commands]
        script = SHELL % self.shell + "\n".join(there) + '\nprintf "%s\\n" "SUBNET=${SUBNET-}" "NAT=${NAT-}" >&8\n'
        first = SHELL.count("\n") + 1
        made, failed = os.pipe(), os.pipe()
        run = subprocess.run(
            ["bash", "-c", f"exec 8>&{made[1]} 7>&{failed[1]}; . /dev/stdin"],
            input=script.encode(),
            capture_output=True,
            pass_fds=(made[1], failed[1]),
        )
        os.close(made[1]), os.close(failed[1])
        with os.fdopen(made[0]) as told, os.fdopen(failed[0]) as line:
            values = dict(one.strip().split("=", 1) for one in told)
            at = line.read().split()
        return {
            "code": run.returncode,
            "at": there[int(at[0]) - first] if at else None,
            "errors": run.stderr.decode(),
            "made": {name: value for name, value in values.items() if value},
        }

    def read(self, into):
        self.world.write(Path(into))
        return {}


# A network of the folder's documents.


def line_of(value):
    return json.dumps(value, sort_keys=True)


def permission_lines(permissions):
    """One line a peer; an account or a description does not tell two lines apart."""
    for one in permissions:
        head = {key: one[key] for key in ("IpProtocol", "FromPort", "ToPort") if one.get(key) is not None}
        head["IpProtocol"] = {"6": "tcp", "17": "udp", "1": "icmp"}.get(head["IpProtocol"], head["IpProtocol"])
        for peers, key in (
            ("IpRanges", "CidrIp"),
            ("Ipv6Ranges", "CidrIpv6"),
            ("UserIdGroupPairs", "GroupId"),
            ("PrefixListIds", "PrefixListId"),
        ):
            for peer in one.get(peers, []):
                yield line_of({**head, peers: [{key: peer[key]}]})


TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "NetworkInterfaceId",
    "EgressOnlyInternetGatewayId",
)


def destination_of(route):
    for key in ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"):
        if route.get(key):
            return {key: route[key]}
    return {}


def target_of(route):
    return {key: route[key] for key in TARGETS if route.get(key)}


def is_made(route):
    """Somebody made it: not the local one, not one that an endpoint or a virtual private gateway put there."""
    to = next(iter(target_of(route).values()), "local")
    return to != "local" and not to.startswith("vpce-") and route.get("Origin", "CreateRoute") == "CreateRoute"


def route_lines(routes):
    return (line_of({**destination_of(one), **target_of(one)}) for one in routes if is_made(one))


def entry_lines(entries):
    keys = ("RuleNumber", "Egress", "RuleAction", "Protocol", "CidrBlock", "Ipv6CidrBlock", "PortRange")
    return (line_of({key: one[key] for key in keys if one.get(key)}) for one in entries if one["RuleNumber"] < 32767)


def association_lines(associations):
    return (line_of({"SubnetId": one["SubnetId"]}) for one in associations if one.get("SubnetId"))


def is_attached(attachment):
    return attachment.get("State", "available") in ("available", "attached")


def attachment_lines(attachments):
    return (line_of({"VpcId": one["VpcId"]}) for one in filter(is_attached, attachments))


# What a paste can touch: list, id, the parts of it that consist of lines.
PARTS = {
    "RouteTables": ("RouteTableId", {"Routes": route_lines, "Associations": association_lines}),
    "SecurityGroups": (
        "GroupId",
        {"IpPermissions": permission_lines, "IpPermissionsEgress": permission_lines},
    ),
    "NetworkAcls": ("NetworkAclId", {"Entries": entry_lines}),
    "InternetGateways": ("InternetGatewayId", {"Attachments": attachment_lines}),
    "Subnets": ("SubnetId", {}),
    "NatGateways": ("NatGatewayId", {}),
}
# Associations with ACLs and main tables are not made: no command changes them.
UNMADE = {("RouteTables", "Associations")}
DNS = ("EnableDnsSupport", "EnableDnsHostnames")


class World:
    def __init__(self, ec2, folder):
        self.ec2 = ec2
        self.files = {path.name: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
        # Ours, as the folder has it, and theirs.
        self.ids = {"111122223333": "123456789012"}
        self.before = None

    def all(self, key):
        return [one for body in self.files.values() for one in body.get(key, [])]

    def there(self, text):
        for ours, theirs in self.ids.items():
            text = text.replace(ours, theirs)
        return text

    def here(self, value):
        text = json.dumps(value, default=str)
        for ours, theirs in self.ids.items():
            text = text.replace(theirs, ours)
        return json.loads(text)

    # Making it.

    def make(self):
        for step in (
            self.vpcs,
            self.subnets,
            self.gateways,
            self.peerings,
            self.nats,
            self.transits,
            self.interfaces,
            self.lists,
            self.tables,
            self.groups,
            self.acls,
            self.attributes,
        ):
            step()
        self.before = self.state()

    def vpcs(self):
        for vpc in self.all("Vpcs"):
            self.vpc(vpc["VpcId"], vpc["CidrBlock"])
            for block in vpc.get("CidrBlockAssociationSet", []):
                if block["CidrBlock"] != vpc["CidrBlock"]:
                    self.ec2.associate_vpc_cidr_block(VpcId=self.ids[vpc["VpcId"]], CidrBlock=block["CidrBlock"])
            if vpc.get("Ipv6CidrBlockAssociationSet"):
                raise Missing("CreateVpc gives another IPv6 block each time")

    def vpc(self, ours, block):
        theirs = self.ec2.create_vpc(CidrBlock=block)["Vpc"]["VpcId"]
        self.ids[ours] = theirs
        mine = [{"Name": "vpc-id", "Values": [theirs]}]
        self.adopt("RouteTables", ours, self.ec2.describe_route_tables(Filters=mine), is_main)
        self.adopt("NetworkAcls", ours, self.ec2.describe_network_acls(Filters=mine), lambda one: one["IsDefault"])
        self.adopt(
            "SecurityGroups",
            ours,
            self.ec2.describe_security_groups(Filters=mine),
            lambda one: one["GroupName"] == "default",
        )
        return theirs

    def adopt(self, key, vpc, answer, is_own):
        """A VPC comes with a main table, a default group and a default ACL."""
        name = PARTS[key][0]
        own = [one for one in self.all(key) if one["VpcId"] == vpc and is_own(one)]
        if own:
            self.ids[own[0][name]] = answer[key][0][name]

    def subnets(self):
        for subnet in self.all("Subnets"):
            made = self.ec2.create_subnet(
                VpcId=self.ids[subnet["VpcId"]],
                CidrBlock=subnet["CidrBlock"],
                AvailabilityZone=subnet["AvailabilityZone"],
            )
            self.ids[subnet["SubnetId"]] = made["Subnet"]["SubnetId"]

    def gateways(self):
        for gateway in self.all("InternetGateways"):
            theirs = self.gateway(gateway["InternetGatewayId"])
            for one in filter(is_attached, gateway.get("Attachments", [])):
                self.ec2.attach_internet_gateway(InternetGatewayId=theirs, VpcId=self.ids[one["VpcId"]])
        for gateway in self.all("VpnGateways"):
            theirs = self.vpn_gateway(gateway["VpnGatewayId"])
            for one in gateway.get("VpcAttachments", []):
                self.ec2.attach_vpn_gateway(VpnGatewayId=theirs, VpcId=self.ids[one["VpcId"]])
        for gateway in self.all("EgressOnlyInternetGateways"):
            vpc = self.ids[gateway["Attachments"][0]["VpcId"]]
            made = self.ec2.create_egress_only_internet_gateway(VpcId=vpc)["EgressOnlyInternetGateway"]
            self.ids[gateway["EgressOnlyInternetGatewayId"]] = made["EgressOnlyInternetGatewayId"]

    def gateway(self, ours):
        self.ids[ours] = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        return self.ids[ours]

    def vpn_gateway(self, ours):
        self.ids[ours] = self.ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
        return self.ids[ours]

    def peerings(self):
        for peering in self.all("VpcPeeringConnections"):
            sides = [peering[side] for side in ("RequesterVpcInfo", "AccepterVpcInfo")]
            vpcs = [self.ids.get(one["VpcId"]) or self.vpc(one["VpcId"], one["CidrBlock"]) for one in sides]
            made = self.ec2.create_vpc_peering_connection(VpcId=vpcs[0], PeerVpcId=vpcs[1])
            theirs = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
            self.ids[peering["VpcPeeringConnectionId"]] = theirs
            if peering["Status"]["Code"] == "active":
                self.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=theirs)

    def nats(self):
        for nat in self.all("NatGateways"):
            self.nat(nat["NatGatewayId"], self.ids.get(nat.get("SubnetId")), nat.get("ConnectivityType", "public"))

    def nat(self, ours, subnet=None, kind="public"):
        subnet = subnet or self.some_subnet()
        address = (
            {"AllocationId": self.ec2.allocate_address(Domain="vpc")["AllocationId"]} if kind == "public" else {}
        )
        made = self.ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType=kind, **address)
        self.ids[ours] = made["NatGateway"]["NatGatewayId"]

    def some_subnet(self):
        return next(theirs for ours, theirs in self.ids.items() if ours.startswith("subnet-"))

    def transits(self):
        for gateway in self.all("TransitGateways"):
            made = self.ec2.create_transit_gateway(
                Options={"DefaultRouteTableAssociation": "disable", "DefaultRouteTablePropagation": "disable"}
            )
            self.ids[gateway["TransitGatewayId"]] = made["TransitGateway"]["TransitGatewayId"]
        for one in self.all("TransitGatewayVpcAttachments"):
            subnets = [self.ids[subnet] for subnet in one["SubnetIds"] if subnet in self.ids]
            if one["VpcId"] not in self.ids:
                continue
            made = self.ec2.create_transit_gateway_vpc_attachment(
                TransitGatewayId=self.ids[one["TransitGatewayId"]], VpcId=self.ids[one["VpcId"]], SubnetIds=subnets
            )["TransitGatewayVpcAttachment"]
            self.ids[one["TransitGatewayAttachmentId"]] = made["TransitGatewayAttachmentId"]
        for table in self.all("TransitGatewayRouteTables"):
            made = self.ec2.create_transit_gateway_route_table(TransitGatewayId=self.ids[table["TransitGatewayId"]])
            theirs = made["TransitGatewayRouteTable"]["TransitGatewayRouteTableId"]
            self.ids[table["TransitGatewayRouteTableId"]] = theirs

    def interfaces(self):
        for one in self.all("NetworkInterfaces"):
            if one["SubnetId"] not in self.ids or one.get("InterfaceType", "interface") != "interface":
                continue
            self.interface(one["NetworkInterfaceId"], self.ids[one["SubnetId"]])

    def interface(self, ours, subnet):
        made = self.ec2.create_network_interface(SubnetId=subnet)
        self.ids[ours] = made["NetworkInterface"]["NetworkInterfaceId"]

    def lists(self):
        for one in self.all("PrefixLists"):
            if one["PrefixListId"] not in self.ids:
                self.list(one["PrefixListId"])

    def list(self, ours):
        made = self.ec2.create_managed_prefix_list(PrefixListName=ours, MaxEntries=9, AddressFamily="IPv4")
        self.ids[ours] = made["PrefixList"]["PrefixListId"]
        return self.ids[ours]

    def tables(self):
        for table in self.all("RouteTables"):
            ours = table["RouteTableId"]
            if ours not in self.ids:
                made = self.ec2.create_route_table(VpcId=self.ids[table["VpcId"]])
                self.ids[ours] = made["RouteTable"]["RouteTableId"]
            for one in table.get("Associations", []):
                if one.get("SubnetId") in self.ids:
                    self.ec2.associate_route_table(RouteTableId=self.ids[ours], SubnetId=self.ids[one["SubnetId"]])
            for route in filter(is_made, table["Routes"]):
                ends = {**destination_of(route), **target_of(route)}
                self.ec2.create_route(
                    RouteTableId=self.ids[ours],
                    **{key: value if "Cidr" in key else self.named(value) for key, value in ends.items()},
                )

    def named(self, ours):
        """The id of a thing; one that the folder only names is made, so that it can be named here too."""
        if ours in self.ids:
            return self.ids[ours]
        kind = ours.split("-")[0]
        if kind == "nat":
            self.nat(ours)
        elif kind == "igw":
            self.gateway(ours)
        elif kind == "vgw":
            self.vpn_gateway(ours)
        elif kind == "eni":
            self.interface(ours, self.some_subnet())
        elif kind == "pl":
            self.list(ours)
        elif kind == "sg":
            self.group({"GroupId": ours, "VpcId": self.elsewhere()})
        else:
            raise Missing(f"CreateRoute to {ours}")
        return self.ids[ours]

    def elsewhere(self):
        return "vpc-elsewhere" if self.ids.get("vpc-elsewhere") or self.vpc("vpc-elsewhere", "10.255.0.0/16") else ""

    def group(self, group):
        ours = group["GroupId"]
        made = self.ec2.create_security_group(
            VpcId=self.ids[group["VpcId"]], GroupName=f"the {ours}", Description="made"
        )
        self.ids[ours] = made["GroupId"]

    def groups(self):
        for group in self.all("SecurityGroups"):
            if group["GroupId"] not in self.ids:
                self.group(group)
        for group in self.all("SecurityGroups"):
            for key, verb in (("IpPermissions", "ingress"), ("IpPermissionsEgress", "egress")):
                self.permit(self.ids[group["GroupId"]], key, verb, group.get(key, []))

    def permit(self, group, key, verb, permissions):
        [now] = self.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
        if now[key]:
            getattr(self.ec2, f"revoke_security_group_{verb}")(GroupId=group, IpPermissions=now[key])
        for line in dict.fromkeys(permission_lines(permissions)):
            one = json.loads(line)
            for peer in one.get("UserIdGroupPairs", []) + one.get("PrefixListIds", []):
                for name, id in peer.items():
                    peer[name] = self.named(id)
            getattr(self.ec2, f"authorize_security_group_{verb}")(GroupId=group, IpPermissions=[one])

    def acls(self):
        for acl in self.all("NetworkAcls"):
            ours = acl["NetworkAclId"]
            if ours not in self.ids:
                made = self.ec2.create_network_acl(VpcId=self.ids[acl["VpcId"]])
                self.ids[ours] = made["NetworkAcl"]["NetworkAclId"]
            theirs = self.ids[ours]
            [now] = self.ec2.describe_network_acls(NetworkAclIds=[theirs])["NetworkAcls"]
            for entry in now["Entries"]:
                if entry["RuleNumber"] < 32767:
                    self.ec2.delete_network_acl_entry(
                        NetworkAclId=theirs, RuleNumber=entry["RuleNumber"], Egress=entry["Egress"]
                    )
            for entry in acl["Entries"]:
                if entry["RuleNumber"] < 32767:
                    self.ec2.create_network_acl_entry(NetworkAclId=theirs, **entry)

    def attributes(self):
        for body in self.files.values():
            for name in DNS:
                if name in body:
                    self.ec2.modify_vpc_attribute(VpcId=self.ids[body["VpcId"]], **{name: body[name]})

    # Reading it.

    def state(self):
        """Everything that a paste can touch, as lines, under the folder's own ids."""
        read = {
            "RouteTables": self.ec2.describe_route_tables,
            "SecurityGroups": self.ec2.describe_security_groups,
            "NetworkAcls": self.ec2.describe_network_acls,
            "InternetGateways": self.ec2.describe_internet_gateways,
            "Subnets": self.ec2.describe_subnets,
            "NatGateways": self.ec2.describe_nat_gateways,
        }
        state = {}
        for key, ask in read.items():
            id, parts = PARTS[key]
            state[key] = {one[id]: self.lines(one, parts) | {"whole": one} for one in self.here(ask()[key])}
        for body in self.files.values():
            for name in DNS:
                if name in body:
                    ask = {"VpcId": self.ids[body["VpcId"]], "Attribute": name[0].lower() + name[1:]}
                    state[body["VpcId"], name] = self.ec2.describe_vpc_attribute(**ask)[name]
        return state

    @staticmethod
    def lines(one, parts):
        return {part: set(lines_of(one.get(part, []))) for part, lines_of in parts.items()}

    def difference(self):
        """What moto holds otherwise than the folder; none where it holds it well."""
        for key, (id, parts) in PARTS.items():
            for one in self.all(key):
                held = self.before[key].get(one[id])
                for part, wanted in self.lines(one, parts).items():
                    if (key, part) not in UNMADE and (held is None or held[part] != wanted):
                        return f"{key} {one[id]} {part}: {sorted(wanted)} is {held and sorted(held[part])}"
        return None

    # Writing what came of it.

    def write(self, into):
        after = self.state()
        into.mkdir(parents=True)
        for name, body in self.files.items():
            for key, (id, parts) in PARTS.items():
                if key in body:
                    body[key] = [self.touched(one, parts, key, one[id], after) for one in body[key]]
                    body[key] += [
                        {**one["whole"], "State": "available"} for new, one in after[key].items() if self.is_new(key, new)
                    ]
            for route in [one for table in body.get("RouteTables", []) for one in table["Routes"]]:
                if self.is_attached_now(route.get("GatewayId"), after):
                    route["State"] = "active"
            for part in DNS:
                if part in body:
                    body[part] = after[body["VpcId"], part]
            (into / name).write_text(json.dumps(body))

    def is_attached_now(self, gateway, after):
        """EC2 has a route to a detached gateway for a black hole until the gateway is attached."""
        before, now = (state["InternetGateways"].get(gateway, {}).get("Attachments") for state in (self.before, after))
        return before != now

    def is_new(self, key, id):
        return id not in self.before[key]

    def touched(self, one, parts, key, id, after):
        made = dict(one)
        for part, lines_of in parts.items():
            gone = self.before[key][id][part] - after[key][id][part]
            come = after[key][id][part] - self.before[key][id][part]
            if gone or come:
                made[part] = self.without(one.get(part, []), gone, lines_of) + [self.grown(part, line) for line in sorted(come)]
        if key == "NetworkAcls" and one.get("IsDefault"):
            new = [{"SubnetId": subnet} for subnet in after["Subnets"] if self.is_new("Subnets", subnet)]
            made["Associations"] = one.get("Associations", []) + new
        return made

    @staticmethod
    def without(elements, gone, lines_of):
        """An element of several lines falls into its lines once one of them is gone."""
        for element in elements:
            lines = list(lines_of([element]))
            if not gone.intersection(lines):
                yield_ = [element]
            else:
                yield_ = [json.loads(line) for line in lines if line not in gone]
            elements = [*elements[: elements.index(element)], *yield_, *elements[elements.index(element) + 1 :]]
        return elements

    @staticmethod
    def grown(part, line):
        value = json.loads(line)
        if part == "Routes":
            return {**value, "State": "active", "Origin": "CreateRoute"}
        if part == "Attachments":
            return {**value, "State": "available"}
        return {"Egress": False, **value} if part == "Entries" else value


def is_main(table):
    return any(one.get("Main") for one in table.get("Associations", []))


def main():
    host = Host()
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(host, request.pop("do"))(**request)
        except Exception as error:  # the test says which request it was
            import traceback

            answer = {"error": "".join(traceback.format_exception(error))}
        print(json.dumps(answer), file=answers, flush=True)


main()
