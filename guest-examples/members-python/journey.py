"""A journey in Python that logs in by the library `auth`, whatever language that is written in, and looks at its orders."""

from throng import check, get, vu
from wit_world.imports import login


def run():
    user = vu.id()
    token = login.token(f"user{user}@example.com", f"password{user}")
    if token is None:
        raise RuntimeError("no token")
    orders = get("/api/orders").bearer(token).send()
    check("orders are listed", orders.status == 200)
