package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import typhoon.gen.Gen;
import typhoon.ioloop.ChildJvm;
import typhoon.ioloop.IOLoop;
import typhoon.testing.AsyncTestCase;

/** A JVM has one resolver, chosen at its first look-up: where it is not the usual one, the test is a JVM of its own. */
@Timeout(60)
class NamesOfTheJvmTest extends AsyncTestCase {
    private static boolean asksOnThreadsOfItsOwn() {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().startsWith("typhoon-names-"));
    }

    /** Connects by name, as a driver does, and says which threads asked for it. */
    static final class Driver {
        public static void main(String[] args) throws Exception {
            try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()); var loop = new IOLoop()) {
                loop.runSync(() -> {
                    try (var client = new Socket("localhost", server.getLocalPort())) {
                        System.out.print(client.isConnected() + " " + asksOnThreadsOfItsOwn());
                    }
                    return null;
                });
            }
        }
    }

    /** Ours, over a system whose names are slow: they come when the loop has gone on in the meantime. */
    public static final class SlowSystem extends InetAddressResolverProvider {
        static final CountDownLatch ANSWERS = new CountDownLatch(1);

        @Override
        public InetAddressResolver get(Configuration configuration) {
            return new LoopNames(new InetAddressResolver() {
                @Override
                public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                    if (!host.equals("slow.test")) return configuration.builtinResolver().lookupByName(host, policy);
                    if (Thread.currentThread().isVirtual()) throw new UnknownHostException("asked on the loop, which would block it");
                    try {
                        ANSWERS.await();
                    } catch (InterruptedException closed) {
                        throw new UnknownHostException(closed.toString());
                    }
                    return Stream.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
                }

                @Override
                public String lookupByAddress(byte[] address) throws UnknownHostException {
                    return configuration.builtinResolver().lookupByAddress(address);
                }
            });
        }

        @Override
        public String name() {
            return "slow";
        }
    }

    /** Two drivers want the same slow name: the JDK has the second wait for the first, and the loop goes on with everybody else. */
    static final class SlowDriver {
        public static void main(String[] args) throws Exception {
            Path service = Files.writeString(Path.of(args[0]), SlowSystem.class.getName());
            Thread.currentThread().setContextClassLoader(new ClassLoader(ClassLoader.getSystemClassLoader()) {
                @Override
                public Enumeration<URL> getResources(String name) throws IOException {
                    boolean asked = name.endsWith(InetAddressResolverProvider.class.getName());
                    return asked ? Collections.enumeration(List.of(service.toUri().toURL())) : super.getResources(name);
                }
            });
            InetAddress.getByName("localhost");
            try (var server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress()); var loop = new IOLoop()) {
                loop.runSync(() -> {
                    Gen.spawn(() -> {
                        for (int beat = 0; beat < 10; beat++) Gen.moment();
                        SlowSystem.ANSWERS.countDown();
                    });
                    List<String> hosts = Gen.multi(() -> connect(server.getLocalPort()), () -> connect(server.getLocalPort()));
                    System.out.print(hosts);
                    return null;
                });
            }
        }

        private static String connect(int port) throws Exception {
            try (var client = new Socket("slow.test", port)) {
                return client.getInetAddress().getHostName();
            }
        }
    }

    @Test
    void aLookUpInACoroutineIsMadeByAnotherThread() throws Exception {
        assertEquals("127.0.0.1", InetAddress.getByName("localhost").getHostAddress());
        assertEquals("true true", ChildJvm.run(Driver.class, List.of()));
    }

    @Test
    void theSwitchLeavesItToTheJdk() throws Exception {
        assertEquals("true false", ChildJvm.run(Driver.class, List.of("-Dtyphoon.resolver=system")));
    }

    @Test
    void theLoopGoesOnWhileADriverLooksUpASlowName() throws Exception {
        Path service = Files.createTempFile("service", ".txt");
        try {
            assertEquals("[slow.test, slow.test]", ChildJvm.run(SlowDriver.class, List.of(), service.toString()));
        } finally {
            Files.delete(service);
        }
    }

    @Test
    void aSocketOfTheJdkConnectsByNameInACoroutine() throws Exception {
        try (ServerSocket server = bindUnusedPort(); var client = new Socket("localhost", server.getLocalPort())) {
            assertEquals("localhost", client.getInetAddress().getHostName());
        }
    }
}
