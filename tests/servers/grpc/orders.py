"""The service of guest-examples/grpc/orders.proto on grpcio, with reflection.

Prints its port, serves until its standard input ends, and prints how often each method ended with each status, and how many
messages it received and sent in streams.

    --v1                  reflection by the name grpc.reflection.v1 instead of v1alpha
    --silent              no reflection
    --gzip                its messages are compressed
    --tls CERTIFICATE KEY
"""

import collections
import json
import sys
import tempfile
import threading
import time
from concurrent import futures
from pathlib import Path

import grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2
from grpc_tools import protoc

SOURCE = Path(__file__).resolve().parents[3] / "guest-examples/grpc"
made = tempfile.TemporaryDirectory()
arguments = ["protoc", f"-I{SOURCE}", f"--python_out={made.name}", f"--grpc_python_out={made.name}", "orders.proto"]
well_known = Path(protoc.__file__).parent / "_proto"
assert protoc.main([*arguments, f"-I{well_known}"]) == 0
sys.path.insert(0, made.name)
import orders_pb2 as messages  # noqa: E402
import orders_pb2_grpc as services  # noqa: E402

COUNTS = collections.Counter()
LOCK = threading.Lock()


def count(*names):
    with LOCK:
        for name in names:
            COUNTS[name] += 1


class Orders(services.OrdersServicer):
    def Price(self, item, context):
        given = dict(context.invocation_metadata())
        context.send_initial_metadata((("x-seen", given.get("x-asked", "")), ("x-seen-bin", given.get("x-asked-bin", b""))))
        context.set_trailing_metadata((("x-left", f"{context.time_remaining() or 0:.0f}"),))
        if item.sku == "none":
            context.abort(grpc.StatusCode.NOT_FOUND, "no € for it")
        if item.sku == "slow":
            time.sleep(item.pieces / 1e3)
        if item.sku == "big":
            return messages.Quote(sku="x" * item.pieces)
        quote = messages.Quote(sku=item.sku, cents=199 * item.pieces)
        quote.until.FromSeconds(1_000_000_000)
        return quote

    def Track(self, order, context):
        for number in range(order.steps):
            count("sent")
            yield messages.Step(number=number, state=1 + number % 2)
            if order.id == "endless":
                time.sleep(0.01)
        if order.id == "lost":
            context.abort(grpc.StatusCode.DATA_LOSS, "it fell off")

    def Upload(self, items, context):
        receipt = messages.Receipt()
        for item in items:
            count("received")
            receipt.items += 1
            receipt.pieces += item.pieces
        return receipt

    def Haggle(self, items, context):
        for item in items:
            count("received", "sent")
            yield messages.Quote(sku=item.sku, cents=100 * item.pieces)


class Counted(grpc.ServerInterceptor):
    """Counts how each call ends."""

    def intercept_service(self, continuation, details):
        handler = continuation(details)
        method = details.method.rsplit("/", 1)[-1]
        if handler is None or "reflection" in details.method:
            return handler
        shape = (handler.request_streaming, handler.response_streaming)
        kind, behavior = {
            (False, False): (grpc.unary_unary_rpc_method_handler, handler.unary_unary),
            (False, True): (grpc.unary_stream_rpc_method_handler, handler.unary_stream),
            (True, False): (grpc.stream_unary_rpc_method_handler, handler.stream_unary),
            (True, True): (grpc.stream_stream_rpc_method_handler, handler.stream_stream),
        }[shape]

        def ended(context):
            code = context.code()
            count(f"{method} {0 if code is None else code.value[0]}")

        def once(request, context):
            try:
                return behavior(request, context)
            finally:
                ended(context)

        def many(request, context):
            try:
                yield from behavior(request, context)
            finally:
                ended(context)

        return kind(many if handler.response_streaming else once, handler.request_deserializer, handler.response_serializer)


options = sys.argv[1:]
compression = grpc.Compression.Gzip if "--gzip" in options else None
server = grpc.server(futures.ThreadPoolExecutor(16), interceptors=[Counted()], compression=compression)
services.add_OrdersServicer_to_server(Orders(), server)
names = ["orders.Orders", reflection.SERVICE_NAME]
if "--v1" in options:
    servicer = reflection.ReflectionServicer(names)
    handler = grpc.stream_stream_rpc_method_handler(
        servicer.ServerReflectionInfo,
        reflection_pb2.ServerReflectionRequest.FromString,
        reflection_pb2.ServerReflectionResponse.SerializeToString,
    )
    name = "grpc.reflection.v1.ServerReflection"
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(name, {"ServerReflectionInfo": handler})])
elif "--silent" not in options:
    reflection.enable_server_reflection(names, server)
if "--tls" in options:
    at = options.index("--tls")
    certificate, key = (Path(name).read_bytes() for name in options[at + 1 : at + 3])
    port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([(key, certificate)]))
else:
    port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port, flush=True)
sys.stdin.read()
server.stop(1).wait()
print(json.dumps(COUNTS), flush=True)
