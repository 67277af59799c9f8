"""A sender of webhooks in Python's own library: it takes orders, and delivers as they say.

Prints its port, serves until its standard input ends, and prints what it sent as JSON.
"""

import base64
import hashlib
import hmac
import http.client
import json
import sys
import threading
import time
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COUNTS = {"accepted": 0, "sent": 0, "delivered": 0, "given_up": 0}
LOCK = threading.Lock()
SENDERS = []


def count(name):
    with LOCK:
        COUNTS[name] += 1
        return COUNTS[name]


def signed(order, body):
    code = hmac.new(order["key"].encode(), body, hashlib.sha256)
    return {
        "content-type": "application/json",
        "x-webhook-id": order["id"],
        "x-hub-signature-256": "sha256=" + code.hexdigest(),
        "x-shopify-hmac-sha256": base64.b64encode(code.digest()).decode(),
    }


def with_urllib(url, body, headers):
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        return urllib.request.urlopen(request, timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code


def with_http_client(url, body, headers):
    # In chunks, on a connection of its own.
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    path = parts.path + ("?" + parts.query if parts.query else "")
    connection.request("POST", path, body=iter([body[:7], body[7:]]), headers=headers, encode_chunked=True)
    status = connection.getresponse().status
    connection.close()
    return status


def deliver(order):
    time.sleep(order.get("delay_ms", 0) / 1e3)
    body = json.dumps({"event": "order.paid", "id": order["id"]}).encode()
    for copy in range(order.get("copies", 1)):
        for attempt in range(3):
            send = with_urllib if (copy + attempt) % 2 == 0 else with_http_client
            count("sent")
            if 200 <= send(order["url"], body, signed(order, body)) < 300:
                count("delivered")
                break
            time.sleep(0.05)
        else:
            count("given_up")


class Orders(BaseHTTPRequestHandler):
    def do_POST(self):
        order = json.loads(self.rfile.read(int(self.headers["content-length"])))
        order["id"] = f"wh_{count('accepted')}"
        sender = threading.Thread(target=deliver, args=(order,))
        SENDERS.append(sender)
        sender.start()
        answer = json.dumps({"id": order["id"]}).encode()
        self.send_response(202)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Orders)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
for sender in SENDERS:
    sender.join(10)
print(json.dumps(COUNTS), flush=True)
