package typhoon.snippets;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import typhoon.ioloop.IOLoop;
import typhoon.iostream.IOStream;
import typhoon.iostream.TlsOptions;
import typhoon.tcp.AddressFamily;
import typhoon.tcp.BindOptions;
import typhoon.tcp.BoundSocket;
import typhoon.tcp.ConnectOptions;
import typhoon.tcp.DefaultResolver;
import typhoon.tcp.ExecutorResolver;
import typhoon.tcp.Netutil;
import typhoon.tcp.OverrideResolver;
import typhoon.tcp.Resolver;
import typhoon.tcp.TCPClient;
import typhoon.tcp.TCPServer;
import typhoon.tcp.TCPServerOptions;

class TcpSnippets {
    // @start region="server"
    static class EchoServer extends TCPServer {
        @Override
        protected void handleStream(IOStream stream, SocketAddress address) {
            while (true) stream.write(stream.readUntil("\n"));          // ends by StreamClosedError, quietly
        }
    }
    // @end

    // @start region="tlsServer"
    static class SecretServer extends TCPServer {
        SecretServer() {
            super(new TCPServerOptions()
                    .tls(new TlsOptions().certificate(Path.of("server.pem"), Path.of("server.key")))
                    .maxBufferSize(1024 * 1024));
        }

        @Override
        protected void handleStream(IOStream stream, SocketAddress address) {
            stream.write("for your eyes only\n");
            stream.close();
        }
    }
    // @end

    void bind() {
        // @start region="bind"
        new EchoServer().listen(8888, new BindOptions().address("localhost").family(AddressFamily.IPV4).backlog(1024));
        // @end
    }

    void accept() {
        // @start region="accept"
        for (BoundSocket socket : Netutil.bindSockets(8888)) {
            Netutil.addAcceptHandler(socket, (stream, address) -> {
                stream.write("hello " + address + "\n");
                stream.close();
            });
        }
        // @end
    }

    void client() {
        // @start region="client"
        try (var client = new TCPClient(); IOStream stream = client.connect("localhost", 8888)) {
            stream.write("hello\n");
            byte[] line = stream.readUntil("\n");
            System.out.write(line, 0, line.length);
        }
        // @end
    }

    IOStream connect(TCPClient client) {
        // @start region="connect"
        IOStream stream = client.connect("example.com", 443, new ConnectOptions()
                .tls(new TlsOptions())
                .timeout(Duration.ofSeconds(5)));                       // for the look-up, the connection and the handshake
        // @end
        return stream;
    }

    List<InetSocketAddress> resolver() {
        // @start region="resolver"
        List<InetSocketAddress> addresses = new DefaultResolver().resolve("example.com", 443, AddressFamily.IPV6);
        // @end
        return addresses;
    }

    void executor() {
        // @start region="executor"
        try (var resolver = new ExecutorResolver(Executors.newFixedThreadPool(2))) {
            System.out.println(resolver.resolve("example.com", 80));
        }
        // @end
    }

    Resolver override() {
        // @start region="override"
        Resolver resolver = new OverrideResolver(new DefaultResolver())
                .override("api.example.com", "127.0.0.1")                   // whatever the port
                .override("login.example.com", 443, "127.0.0.1", 8443);
        // @end
        return resolver;
    }

    Future<InetAddress[]> names() {
        // @start region="names"
        Future<InetAddress[]> addresses = IOLoop.current().spawn(() -> InetAddress.getAllByName("db.example.com"));  // parks if slow
        // @end
        return addresses;
    }

    String valid(String forwardedFor, String peer) {
        // @start region="valid"
        String client = Netutil.isValidIp(forwardedFor) ? forwardedFor : peer;
        // @end
        return client;
    }
}
