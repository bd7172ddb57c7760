"""The far end of the client's transport, on loopback: it writes down what the client sends, and nothing of the client is replaced.

Answers as far as `set_backend_options` and `Cluster` go: who am I, the web socket that takes backend options, AWS's
"who has this key". A cluster is refused, once its description is written down.
"""

import asyncio
import json
import threading
from typing import Any, Dict, List

from aiohttp import web

WORKSPACE = "acme"
REFUSAL = "the description is written down"
IDENTITY = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::111122223333:user/person</Arn><UserId>AIDA</UserId><Account>111122223333</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>"""


class CoiledServer:
    """`options` and `clusters` hold what arrived, in order; `details` is what it tells of a cluster that runs."""

    def __init__(self) -> None:
        self.options: List[Dict[str, Any]] = []
        self.clusters: List[Dict[str, Any]] = []
        self.details: Dict[str, Any] = {}
        self.url = ""
        self._started = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        if not self._started.wait(30):
            raise RuntimeError("the server does not start")

    async def _serve(self) -> None:
        app = web.Application()
        app.add_routes(
            [
                web.get("/api/v2/user/me", self._me),
                web.get("/api/v2/user/me/memberships", self._memberships),
                web.get(f"/ws/api/v1/{WORKSPACE}/cluster-info/", self._backend_options),
                web.post(f"/api/v2/clusters/account/{WORKSPACE}/", self._cluster),
                web.get(f"/api/v2/clusters/account/{WORKSPACE}/id/1", self._details),
                web.get(f"/api/v2/clusters/account/{WORKSPACE}/name/{{name}}", self._no_cluster),
                web.post("/", self._identity),
                web.route("*", "/{anything:.*}", self._anything),
            ]
        )
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._started.set()
        await asyncio.Event().wait()

    async def _me(self, _: web.Request) -> web.Response:
        return web.json_response({"username": "person"})

    async def _memberships(self, _: web.Request) -> web.Response:
        account = {"slug": WORKSPACE, "name": WORKSPACE}
        return web.json_response([{"account": account, "is_admin": True, "is_default_account": True}])

    async def _backend_options(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "welcome"})
        self.options.append((await socket.receive_json())["data"])
        await socket.send_json({"type": "update_options", "message": "FINISHED"})
        await socket.receive()
        return socket

    async def _cluster(self, request: web.Request) -> web.Response:
        self.clusters.append(json.loads(await request.text()))
        return web.json_response({"message": REFUSAL}, status=400)

    async def _no_cluster(self, _: web.Request) -> web.Response:
        return web.json_response({"detail": "there is no such cluster"}, status=404)

    async def _details(self, _: web.Request) -> web.Response:
        return web.json_response(self.details)

    async def _identity(self, _: web.Request) -> web.Response:
        return web.Response(text=IDENTITY, content_type="text/xml")

    async def _anything(self, _: web.Request) -> web.Response:
        return web.json_response({})
