"""What our doubles of providers share: a server that judges each call by what others published, remembers those that it
took, and lets aimock answer where aimock can."""

import argparse
import json
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Refused(Exception):
    """An answer with an error's status."""

    def __init__(self, status, name, message):
        super().__init__(message)
        self.status, self.name = status, name


class Double(BaseHTTPRequestHandler):
    """A provider. What it is adds `listed`, `called` and `refused`."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path == "/health":
            return self.json({})
        if self.path == "/journal":
            return self.json(self.server.journal)
        return self.answered(self.listed)

    def do_DELETE(self):
        self.server.journal.clear()
        self.json({})

    def do_POST(self):
        self.answered(self.called)

    def answered(self, answer):
        self.body = self.rfile.read(int(self.headers.get("content-length") or 0))
        try:
            answer()
        except Refused as refused:
            self.refused(refused)

    def send(self, status, kind, body, headers=None):
        self.send_response(status)
        for name, value in ({"content-type": kind, "content-length": len(body)} | (headers or {})).items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def json(self, value, status=200, headers=None):
        self.send(status, "application/json", json.dumps(value).encode(), headers)

    def remember(self, body):
        """Keeps a call that was taken, for `GET /journal`; `DELETE /journal` forgets them all."""
        self.server.journal.append({"path": self.path, "body": body})

    def of_aimock(self, path, body):
        upstream = HTTPConnection(self.server.aimock)
        upstream.request("POST", path, body, {"content-type": "application/json"})
        return upstream.getresponse()

    def passed_on(self, path):
        """Aimock's answer, as it comes."""
        answer = self.of_aimock(path, self.body)
        self.send_response(answer.status)
        for name in ("content-type", "retry-after"):
            if value := answer.headers[name]:
                self.send_header(name, value)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        while piece := answer.read1():
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")


def serve(handler, description):
    """Serves until the process ends."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--aimock", required=True, help="its URL")
    args = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", args.port), handler)
    server.aimock, server.journal = urlsplit(args.aimock).netloc, []
    server.serve_forever()
