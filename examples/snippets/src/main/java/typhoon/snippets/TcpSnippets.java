package typhoon.snippets;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import typhoon.ioloop.IOLoop;
import typhoon.tcp.AddressFamily;
import typhoon.tcp.DefaultResolver;
import typhoon.tcp.ExecutorResolver;
import typhoon.tcp.Netutil;
import typhoon.tcp.OverrideResolver;
import typhoon.tcp.Resolver;

class TcpSnippets {
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
