"""A shop's pages by Python's own library: forms with a token that holds once, embedded files, parts for HTMX, XML.

Prints its port, serves until its standard input ends, and prints what it counted as JSON.
"""

import json
import secrets
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

IMAGES = 12
COUNTS = {"pages": 0, "parts": 0, "files": 0, "bought": 0, "refused": 0, "feeds": 0, "at_once": 0}
LOCK = threading.Lock()
TOKENS = set()
UNDER_WAY = {}


def count(name):
    with LOCK:
        COUNTS[name] += 1


def page(body):
    return f'<!doctype html><html><head><link rel=stylesheet href="/shop/style.css"></head><body>{body}</body></html>'


class Shop(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, body, kind="text/html; charset=utf-8", status=200, **headers):
        body = body.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def visitor(self):
        cookie = self.headers.get("cookie", "")
        return cookie.removeprefix("visitor=") if cookie.startswith("visitor=") else None

    def file(self, kind):
        visitor = self.visitor()
        with LOCK:
            UNDER_WAY[visitor] = UNDER_WAY.get(visitor, 0) + 1
            COUNTS["at_once"] = max(COUNTS["at_once"], UNDER_WAY[visitor])
        time.sleep(0.02)
        count("files")
        self.answer("x" * 100, kind)
        with LOCK:
            UNDER_WAY[visitor] -= 1

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        listing = '<ul id="products"><li><a href="/shop/products/7?from=list">seven</a></li></ul>'
        if path == "/shop" and self.headers.get("hx-request") == "true" and self.headers.get("hx-target") == "products":
            count("parts")
            self.answer(listing)
        elif path == "/shop":
            count("pages")
            images = "".join(f'<img src="image/{n}.png">' for n in range(IMAGES))
            headers = {} if self.visitor() else {"set_cookie": f"visitor={secrets.token_hex(8)}; Path=/"}
            self.answer(page(f'<base href="/shop/">{images}{listing}<span id="basket">1</span>'), **headers)
        elif path == "/shop/products/7":
            count("pages")
            token = secrets.token_urlsafe(16)
            with LOCK:
                TOKENS.add(token)
            self.answer(
                page(
                    f'<form method="POST" action="../basket?kind=a&amp;b=c"><input type=hidden name=csrf value="{token}">'
                    '<input name=note value="&quot;grün&quot; &amp; {gold}"><input type=checkbox name=gift checked>'
                    '<input type=checkbox name=news><select name=quantity><option>1<option>2</select>'
                    '<button name=do value=buy> Buy </button><button name=do value=no>No</button></form>'
                )
            )
        elif path == "/shop/feed.xml":
            count("feeds")
            items = "".join(f"<product><price>{n}.5</price></product>" for n in range(3))
            self.answer(f"<?xml version='1.0'?><products>{items}</products>", "application/xml")
        elif path == "/shop/style.css":
            self.file("text/css")
        elif path.startswith("/shop/image/"):
            self.file("image/png")
        else:
            self.answer("nothing here", status=404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        fields = dict(urllib.parse.parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        host = f"http://{self.headers['host']}"
        with LOCK:
            known = fields.pop("csrf", None) in TOKENS
            TOKENS.discard(urllib.parse.parse_qs(body).get("csrf", [""])[0])
        right = (
            known
            and self.path == "/shop/basket?kind=a&b=c"
            and self.headers["origin"] == host
            and self.headers["referer"] == f"{host}/shop/products/7?from=list"
            and self.headers["content-type"] == "application/x-www-form-urlencoded"
            and fields == {"note": '"grün" & {gold}', "gift": "on", "quantity": "2", "do": "buy"}
        )
        count("bought" if right else "refused")
        if right:
            self.answer("", status=303, location="/shop")
        else:
            self.answer("refused", status=403)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
print(json.dumps(COUNTS))
