"""A real server on loopback that speaks OpenAI's chat protocol, with scripted faults.

It streams server-sent events like the real one. A fault is scripted for the next request: a status
code, silence, a connection that breaks half-way, an empty reply, or bytes that mean nothing.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Literal

Fault = Literal["break", "silence", "empty", "garbage"] | int


@dataclass
class OpenAIServer:
    """The script and what was asked. `replies` are used in order; the last one is kept."""

    url: str = ""
    replies: list[str] = field(default_factory=list)
    faults: list[Fault | None] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    silence: float = 6.0

    def next_reply(self) -> str:
        """The reply to the request at hand."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def next_fault(self) -> Fault | None:
        """The fault of the request at hand, None for a good one."""
        if not self.faults:
            return None
        return self.faults.pop(0) if len(self.faults) > 1 else self.faults[0]


class _Handler(BaseHTTPRequestHandler):
    script: ClassVar[OpenAIServer]
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing on the console."""

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length", 0)), 2_000_000)
        body = json.loads(self.rfile.read(length))
        if len(self.script.requests) < 100:
            self.script.requests.append(body)
        fault = self.script.next_fault()
        if isinstance(fault, int):
            self._json(fault, {"error": {"message": "scripted", "type": "scripted", "code": None}})
        elif body.get("stream"):
            self._stream(fault)
        else:
            reply = "" if fault == "empty" else self.script.next_reply()
            self._json(200, _completion(reply))

    def _json(self, status: int, value: dict[str, Any]) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, fault: Fault | None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        text = "" if fault == "empty" else self.script.next_reply()
        if fault == "garbage":
            text = "<html>this is no reply at all</html>"
        pieces = [text[n : n + 9] for n in range(0, len(text), 9)]
        for number, piece in enumerate(pieces):
            if fault == "break" and number == len(pieces) // 2:
                self.wfile.write(b'data: {"id": ')
                return
            if fault == "silence" and number == 2:
                time.sleep(self.script.silence)
                return
            self._event(_chunk(piece))
        self._event({**_chunk(""), "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        usage = {"prompt_tokens": 111, "completion_tokens": 22, "total_tokens": 133}
        self._event({**_chunk(""), "choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, value: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
        self.wfile.flush()


def _chunk(text: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [
            {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
        ],
    }


def _completion(text: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        ],
        "usage": {"prompt_tokens": 11, "completion_tokens": 2, "total_tokens": 13},
    }


@contextmanager
def openai_server(*replies: str) -> Iterator[OpenAIServer]:
    """Run the server on a free port of this machine until the block ends."""
    script = OpenAIServer(replies=list(replies) or [""])
    handler = type("Handler", (_Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    script.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
