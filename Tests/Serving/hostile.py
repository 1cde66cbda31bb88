"""Requests that nobody should send, against a running server: it must answer with the right code, keep its memory, and live.

usage: hostile.py URL KEY PID [IDLE]     (PID: the server's, for its memory; IDLE: idle connections, 10000 by default)
"""

import http.client
import json
import resource
import socket
import sys
import time
import urllib.parse

url, key, pid = sys.argv[1:4]
idle = int(sys.argv[4]) if len(sys.argv) > 4 else 10_000
host, port = urllib.parse.urlsplit(url).hostname, urllib.parse.urlsplit(url).port
faults = []


def memory_mib():
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def check(what, condition, found=""):
    print(("ok    " if condition else "FAULT ") + what, found if not condition else "")
    if not condition:
        faults.append(what)


def ask(method, path, body=None, headers={}, timeout=30):
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request(method, path, body, {"X-API-Key": key, **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def post(path, body, **more):
    return ask("POST", path, body, {"Content-Type": "application/json"}, **more)


def raw(data, pause=0.0, timeout=60):
    """Sends bytes as they are, one by one with pauses where asked, and reads until the server closes."""
    received = b""
    with socket.create_connection((host, port), timeout=timeout) as connection:
        try:
            if pause:
                for position in range(len(data)):
                    connection.sendall(data[position:position + 1])
                    time.sleep(pause)
            else:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65_536):
                received += chunk
        except (ConnectionResetError, BrokenPipeError):
            pass
        return received


def alive(after):
    status, _ = ask("GET", "/health/live")
    check(f"alive after {after}", status == 200, status)


def bodies():
    analyze = "/api/intelligence/analyze"
    large = json.dumps({"customer_id": "x" * 10_000_000})
    check("a body of 10 MB is 413", post(analyze, large)[0] == 413)
    before = memory_mib()
    for _ in range(5):
        post(analyze, large)
    check("five more leave no memory behind", memory_mib() - before < 30, memory_mib() - before)
    head = f"POST {analyze} HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\nContent-Type: application/json\r\n"
    megabyte = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    chunked = (head + "Transfer-Encoding: chunked\r\n\r\n").encode() + megabyte * 10 + b"0\r\n\r\n"
    check("a chunked body of 10 MB is 413", b" 413 " in raw(chunked)[:20])
    for depth in (1_000, 500_000):
        nested = '{"customer_id": "x", "context": ' + '{"a":' * depth + "1" + "}" * depth + "}"
        check(f"JSON {depth} deep is refused", post(analyze, nested)[0] in (400, 413))
        check(f"arrays {depth} deep are refused", post(analyze, "[" * depth)[0] == 400)
    many = '{"customer_id": "x", "context": {"orders": [' + ",".join(["0"] * 400_000) + "]}}"
    start = time.time()
    check("a list of 400,000 is refused", post(analyze, many)[0] == 422)
    check("and soon", time.time() - start < 5, time.time() - start)
    for text in (b"\xff\xfe", b'{"customer_id": "\xc3"}', b'{"customer_id": "\\ud800"}', b'{"customer_id": "a\\u0000b"}'):
        check(f"{text!r} is refused", post(analyze, text)[0] in (400, 422))
    alive("bodies")


def slow():
    start = time.time()
    head = f"POST /api/intelligence/analyze HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    with socket.create_connection((host, port), timeout=60) as connection:
        connection.sendall(head.encode())
        received = b""
        connection.settimeout(0.5)
        while time.time() - start < 45:
            try:
                connection.sendall(b" ")
                chunk = connection.recv(65_536)
                if not chunk:
                    break
                received += chunk
            except TimeoutError:
                continue
            except OSError:
                break
    check("a body that trickles in is 408", b" 408 " in received[:20], received[:60])
    check("and the connection is closed", time.time() - start < 40, time.time() - start)
    start = time.time()
    raw(b"GET /health/live HTTP/1.1\r\n" + b"X-A: b\r\n" * 10, pause=0.6, timeout=90)
    check("a head that trickles in is cut off", time.time() - start < 60, time.time() - start)
    alive("slow senders")


def heads():
    flood = b"GET /health/live HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-H%d: %s\r\n" % (i, b"v" * 100) for i in range(20_000)) + b"\r\n"
    answer = raw(flood)
    check("a flood of 20,000 headers is refused", answer == b"" or b" 4" in answer[:13], answer[:60])
    answer = raw(b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Long: " + b"v" * 5_000_000 + b"\r\n\r\n")
    check("a header of 5 MB is refused", answer == b"" or b" 4" in answer[:13], answer[:60])
    answer = raw(b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    check("a path of 1 MB is refused", answer == b"" or b" 4" in answer[:13], answer[:60])
    for line in (b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
        answer = raw(line, timeout=45)
        check(f"{line[:20]!r} is refused", answer == b"" or b" 4" in answer[:13], answer[:60])
    alive("heads")


def injections():
    described = json.loads(ask("GET", "/openapi.json")[1])
    texts = ["' OR '1'='1", "x'; DROP TABLE customer_profiles; --", '" OR ""="', "%' UNION SELECT sqlite_version() --", "\\", "💥", "$1", "?1", "NULL", "{}"]
    for path, operations in sorted(described["paths"].items()):
        operation = operations.get("get")
        if not operation or path in ("/api/events/stream",):
            continue
        for text in texts:
            quoted = urllib.parse.quote(text, safe="")
            address = path
            for parameter in operation["parameters"]:
                if parameter["in"] == "path":
                    address = address.replace("{%s}" % parameter["name"], quoted)
            queries = [p["name"] for p in operation["parameters"] if p["in"] == "query"]
            for query in queries or [None]:
                status, body = ask("GET", address + (f"?{query}={quoted}" if query else ""))
                if status not in (200, 400, 404, 422) or b"syntax error" in body.lower():
                    check(f"SQL in {path} {query}: {text}", False, status)
    check("SQL in every parameter is data", not any(fault.startswith("SQL in /") for fault in faults))
    for path in ("/api/reports/..%2f..%2fledger", "/api/reports/%2e%2e/%2e%2e/etc/passwd", "/api/reports/....//x", "/api/reports/%00", "/api/reports/ltv%00.json", "/api/reports//etc/passwd", "/api/reports/latest%2fltv", "/../../etc/passwd", "/api/mcp/customer/%ff%fe", "/api/mcp/customer/%c3%28", "/api/mcp/customer/%"):
        status, _ = ask("GET", path)
        check(f"{path} is {status}", status in (400, 404, 422), status)
    alive("injections")


def idlers():
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit[1], idle + 1_000), limit[1]))
    before = memory_mib()
    held = []
    try:
        for number in range(idle):
            held.append(socket.create_connection((host, port), timeout=10, source_address=(f"127.0.0.{1 + number % 5}", 0)))
    except OSError as error:
        print(f"      stopped at {len(held)} connections: {error}")
    check(f"{idle} idle connections are held", len(held) >= idle, len(held))
    start = time.time()
    status, _ = ask("GET", "/api/runs", timeout=40)
    check("a request beside them is answered", status == 200, status)
    print(f"      in {time.time() - start:.3f} s; memory {before:.0f} MiB before, {memory_mib():.0f} MiB with {len(held)}")
    check("with less than 40 KiB each", (memory_mib() - before) * 1024 < 40 * max(1, len(held)), memory_mib() - before)
    time.sleep(40)
    closed = 0
    for connection in held:
        connection.setblocking(False)
        try:
            closed += connection.recv(1) == b""
        except BlockingIOError:
            pass
        except OSError:
            closed += 1
    check("idle connections are closed after a while", closed == len(held), closed)
    for connection in held:
        connection.close()
    alive("idle connections")
    print(f"      memory after: {memory_mib():.0f} MiB")


bodies()
heads()
injections()
slow()
idlers()
print("no fault" if not faults else f"{len(faults)} faults")
sys.exit(1 if faults else 0)
