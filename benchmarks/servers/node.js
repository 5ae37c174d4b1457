// Node with its http module: node node.js <port>. A WebSocket server it has only by the package ws, so it has none here.
'use strict';
const http = require('node:http');

const port = Number(process.argv[2]);
const text = Buffer.from('Hello, World!');

function send(response, type, body) {
    response.writeHead(200, {'Content-Type': type, 'Content-Length': body.length, 'Server': 'Node'});
    response.end(body);
}

const server = http.createServer((request, response) => {
    switch (request.url) {
    case '/plaintext':
        send(response, 'text/plain', text);
        break;
    case '/json':
        send(response, 'application/json', Buffer.from(JSON.stringify({message: 'Hello, World!'})));
        break;
    default:
        response.writeHead(404).end();
    }
});

// 5 s as it comes: a client that pauses between two rounds would meet closed connections
server.keepAliveTimeout = 0;
server.listen({port, host: '127.0.0.1', backlog: 1024}, () => console.log(`ready ${port} no-websocket`));
