"""A server of another make (aiohttp) for what stays open, with counters of its own at /counts.

python3 streams.py PORT [CERTIFICATE KEY]
"""

import asyncio
import ssl
import struct
import sys
from collections import Counter

from aiohttp import WSCloseCode, WSMsgType, web

counts = Counter()


def number(request, name, default=0):
    return int(request.query.get(name, default))


async def show(request):
    return web.json_response(dict(counts))


async def socket(request):
    counts["asked"] += 1
    if "refuse" in request.query:
        return web.Response(status=number(request, "refuse"), text="not here")
    ws = web.WebSocketResponse(protocols=("chat",), max_msg_size=0, autoping=False)
    await ws.prepare(request)
    counts["opened"] += 1
    delay, after = number(request, "delay"), number(request, "after", -1)
    if "size" in request.query:
        await ws.send_bytes(b"x" * number(request, "size"))
        counts["sent"] += 1
    for _ in range(number(request, "send")):
        await ws.send_str("news")
        counts["sent"] += 1
    if "raw" in request.query:
        request.transport.write(bytes.fromhex(request.query["raw"]))
    if "reset" in request.query:
        abort(request)
        return ws
    if "close" in request.query:
        await ws.close(code=number(request, "close"), message=b"enough")
    if "drop" in request.query:
        request.transport.close()
        return ws
    if "deaf" in request.query:
        await asyncio.sleep(number(request, "deaf") / 1000)
    async for message in ws:
        if message.type == WSMsgType.PING:
            counts["pings"] += 1
            await ws.pong(message.data)
            continue
        counts["received"] += 1
        counts["bytes"] += len(message.data)
        if delay:
            await asyncio.sleep(delay / 1000)
        if message.type == WSMsgType.TEXT:
            await ws.send_str(message.data)
        else:
            await ws.send_bytes(message.data)
        counts["sent"] += 1
        after -= 1
        if after == 0:
            await ws.close(code=WSCloseCode.GOING_AWAY)
    counts["ended"] += 1
    counts["closed %s" % ws.close_code] += 1
    return ws


def abort(request):
    """No time to linger (SO_LINGER of 0 seconds): the kernel sends a reset."""
    request.transport.get_extra_info("socket").setsockopt(1, 13, struct.pack("ii", 1, 0))
    request.transport.abort()


async def events(request):
    counts["asked"] += 1
    if "status" in request.query:
        return web.Response(status=number(request, "status"), text="no events")
    response = web.StreamResponse(headers={"content-type": request.query.get("type", "text/event-stream")})
    await response.prepare(request)
    counts["last " + request.headers.get("last-event-id", "none")] += 1
    gap, size = number(request, "gap"), number(request, "size")
    try:
        await response.write(b": welcome\n\n")
        for n in range(1, number(request, "n", 3) + 1):
            await asyncio.sleep(gap / 1000)
            data = "x" * size if size else '{"n": %d}' % n
            await response.write(("id: %d\nevent: tick\ndata: %s\n\n" % (n, data)).encode())
            counts["sent"] += 1
            if n == number(request, "reset"):
                await asyncio.sleep(0.05)
                abort(request)
                return response
        if "stay" in request.query:
            await asyncio.sleep(number(request, "stay"))
        await response.write_eof()
        counts["ended"] += 1
    except (ConnectionError, asyncio.CancelledError):
        counts["left"] += 1
        raise
    return response


async def body(request):
    counts["asked"] += 1
    total, piece, gap = number(request, "bytes"), number(request, "piece", 65536), number(request, "gap")
    response = web.StreamResponse()
    if "length" in request.query:
        response.content_length = number(request, "length")
    await response.prepare(request)
    sent = 0
    try:
        while sent < total:
            size = min(piece, total - sent)
            await response.write(b"y" * size)
            sent += size
            counts["bytes"] += size
            if "reset" in request.query and sent >= number(request, "reset"):
                await asyncio.sleep(0.05)
                abort(request)
                return response
            if gap:
                await asyncio.sleep(gap / 1000)
        await response.write_eof()
        counts["ended"] += 1
    except (ConnectionError, asyncio.CancelledError):
        counts["left"] += 1
        raise
    return response


def application():
    app = web.Application()
    routes = [("/counts", show), ("/ws", socket), ("/events", events), ("/body", body)]
    app.add_routes([web.get(path, handler) for path, handler in routes])
    return app


if __name__ == "__main__":
    port, *files = sys.argv[1:]
    secure = None
    if files:
        secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        secure.load_cert_chain(*files)
    web.run_app(
        application(), host="127.0.0.1", port=int(port), ssl_context=secure, print=None, access_log=None)
