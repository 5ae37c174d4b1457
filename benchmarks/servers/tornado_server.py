"""Tornado: python3 tornado_server.py <port>. One process, no access log."""
import asyncio
import json
import logging
import sys

import tornado.web
import tornado.websocket

members = set()


class PlainText(tornado.web.RequestHandler):
    def get(self):
        self.set_header("Content-Type", "text/plain")
        self.write("Hello, World!")


class Json(tornado.web.RequestHandler):
    def get(self):
        # what write() does with a dict, less the blank that none of the others sends
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.write(json.dumps({"message": "Hello, World!"}, separators=(",", ":")))


class Echo(tornado.websocket.WebSocketHandler):
    def on_message(self, message):
        self.write_message(message, binary=isinstance(message, bytes))


class Broadcast(tornado.websocket.WebSocketHandler):
    def open(self):
        members.add(self)

    def on_message(self, message):
        binary = isinstance(message, bytes)
        for member in list(members):
            try:
                member.write_message(message, binary=binary)
            except tornado.websocket.WebSocketClosedError:
                members.discard(member)

    def on_close(self):
        members.discard(self)


async def main(port):
    application = tornado.web.Application(
        [
            ("/plaintext", PlainText),
            ("/json", Json),
            ("/echo", Echo),
            ("/broadcast", Broadcast),
        ],
        log_function=lambda handler: None,
    )
    application.listen(port, address="127.0.0.1", backlog=1024)
    print("ready", port, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(main(int(sys.argv[1])))
