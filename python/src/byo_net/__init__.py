"""Tells, before you pay for a cluster, whether your own network will carry it.

``check`` returns the report of ``byo-net check``; ``network`` returns the dictionary for
``coiled.set_backend_options(network=...)``, or raises with what stands in its way. Both run the command line of
byo-net (Node.js): see ``byo_net.check`` for how it is found.
"""

from ._check import check, network
from ._errors import ByoNetError, NetworkNotReady, NodeMissing
from ._report import Config, Finding, Flow, Report, Requirements, Resource, Summary, Target, Undecided
from ._version import __version__

__all__ = [
    "ByoNetError",
    "Config",
    "Finding",
    "Flow",
    "NetworkNotReady",
    "NodeMissing",
    "Report",
    "Requirements",
    "Resource",
    "Summary",
    "Target",
    "Undecided",
    "__version__",
    "check",
    "network",
]
