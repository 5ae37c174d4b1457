package typhoon.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.AsyncTestCase;

class ResolverTest extends AsyncTestCase {
    /** No label of a name is longer than 63 letters, so nobody in the network is asked for this one. */
    private static final String NOWHERE = "x".repeat(64) + ".test";

    private final DefaultResolver resolver = new DefaultResolver();
    private final ArrayDeque<Runnable> lookups = new ArrayDeque<>();
    private final ExecutorResolver byHand = new ExecutorResolver(lookups::add);

    private static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    @Test
    void localhostIsALoopbackAddressWithThePortThatWasAskedFor() {
        List<InetSocketAddress> found = resolver.resolve("localhost", 80);
        assertFalse(found.isEmpty());
        for (InetSocketAddress one : found) {
            assertTrue(one.getAddress().isLoopbackAddress(), found::toString);
            assertEquals(80, one.getPort());
        }
        assertTrue(resolver.resolve("LocalHost", 80).contains(address("127.0.0.1", 80)));
    }

    @Test
    void anUnknownHostIsAnErrorThatSaysItsName() {
        for (int time = 0; time < 2; time++) {              // the second time it is the JDK's cache that answers
            var unknown = assertThrows(UncheckedIOException.class, () -> resolver.resolve(NOWHERE, 80));
            assertTrue(String.valueOf(unknown.getMessage()).startsWith("cannot resolve " + NOWHERE + ": "), unknown::toString);
            assertInstanceOf(UnknownHostException.class, unknown.getCause());
        }
    }

    @Test
    void anEmptyNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> resolver.resolve("", 80));
    }

    @Test
    void whatCannotBeANameIsNotAskedForAndShownInOneLine() {
        for (String host : List.of("localhost\0.example.com", "local host", "localhost\r\n[E] forged", "x".repeat(1_000_000))) {
            var refused = assertThrows(UncheckedIOException.class, () -> byHand.resolve(host, 80));
            String said = String.valueOf(refused.getMessage());
            assertTrue(said.startsWith("cannot resolve ") && said.endsWith(": that is no name of a host"), said);
            assertTrue(said.length() < 400 && said.chars().noneMatch(c -> c < ' '), said);
        }
        assertTrue(lookups.isEmpty());
    }

    @Test
    void addressesAreNotLookedUp() {
        assertEquals(List.of(address("192.0.2.7", 80)), byHand.resolve("192.0.2.7", 80));
        assertEquals(List.of(address("2001:db8::7", 80)), byHand.resolve("2001:db8::7", 80, AddressFamily.IPV6));
        assertTrue(lookups.isEmpty());
    }

    @Test
    void onlyTheFamilyThatWasAskedForIsGiven() {
        assertEquals(List.of(address("127.0.0.1", 1)), resolver.resolve("127.0.0.1", 1, AddressFamily.IPV4));
        var none = assertThrows(UncheckedIOException.class, () -> resolver.resolve("127.0.0.1", 1, AddressFamily.IPV6));
        assertEquals("cannot resolve 127.0.0.1: it has no IPv6 address", none.getMessage());
        for (InetSocketAddress one : resolver.resolve("localhost", 1, AddressFamily.IPV4)) {
            assertEquals(AddressFamily.IPV4, AddressFamily.of(one.getAddress()));
        }
    }

    @Test
    void whoAsksForANameThatIsBeingLookedUpSharesTheAnswer() {
        Future<List<InetSocketAddress>> first = Gen.spawn(() -> byHand.resolve("localhost", 1));
        Future<List<InetSocketAddress>> second = Gen.spawn(() -> byHand.resolve("LOCALHOST", 2));
        waitFor(() -> !lookups.isEmpty());
        Gen.moment();
        assertEquals(1, lookups.size());
        lookups.remove().run();
        assertEquals(1, Gen.await(first).getFirst().getPort());
        assertEquals(2, Gen.await(second).getFirst().getPort());
        Future<?> later = Gen.spawn(() -> byHand.resolve("localhost", 3));
        waitFor(() -> !lookups.isEmpty());
        lookups.remove().run();
        Gen.await(later);
    }

    @Test
    void anInterruptedWaitEndsAtOnceAndDisturbsNobodyElse() {
        Future<?> impatient = Gen.spawn(() -> byHand.resolve("localhost", 1));
        Future<List<InetSocketAddress>> patient = Gen.spawn(() -> byHand.resolve("localhost", 2));
        waitFor(() -> !lookups.isEmpty());
        Gen.moment();
        impatient.cancel(true);
        assertThrows(CancellationException.class, () -> Gen.await(impatient));
        assertFalse(patient.isDone());
        lookups.remove().run();
        assertEquals(2, Gen.await(patient).getFirst().getPort());
    }

    @Test
    void anExecutorIsClosedWithItsResolverUnlessItIsSomebodyElses() {
        ExecutorService mine = Executors.newSingleThreadExecutor();
        ExecutorService yours = Executors.newSingleThreadExecutor();
        try (mine; yours) {
            var closing = new ExecutorResolver(mine);
            var sparing = new ExecutorResolver(yours, false);
            assertSame(mine, closing.executor());
            assertTrue(closing.closeExecutor());
            assertFalse(sparing.closeExecutor());
            closing.close();
            closing.close();
            sparing.close();
            assertTrue(mine.isShutdown());
            assertFalse(yours.isShutdown());
            assertThrows(IllegalStateException.class, () -> closing.resolve("localhost", 80));
            assertFalse(sparing.resolve("localhost", 80).isEmpty());
        }
    }

    @Test
    void theMostSpecificOverrideWins() {
        var overrides = new OverrideResolver(resolver)
                .override("Google.com", "1.2.3.4")
                .override("google.com", 80, "5.6.7.8", 5000)
                .override("google.com", 80, AddressFamily.IPV6, "1:2:3::4", 5001);
        assertEquals(List.of(address("1.2.3.4", 443)), overrides.resolve("google.com", 443));
        assertEquals(List.of(address("5.6.7.8", 5000)), overrides.resolve("GOOGLE.com", 80));
        assertEquals(List.of(address("1:2:3::4", 5001)), overrides.resolve("google.com", 80, AddressFamily.IPV6));
        assertEquals(List.of(address("127.0.0.1", 80)), overrides.resolve("127.0.0.1", 80));
        assertEquals("{google.com=1.2.3.4, google.com:80=5.6.7.8:5000, google.com:80 IPv6=1:2:3::4:5001}",
                overrides.mapping().toString());
    }

    @Test
    void anAddressWithAPortIsNotTakenForAnotherAddress() {
        var overrides = new OverrideResolver(resolver).override("fe80::1", 80, "192.0.2.1", 81);
        assertEquals(List.of(address("192.0.2.1", 81)), overrides.resolve("fe80::1", 80));
        assertEquals(List.of(address("fe80::1:80", 443)), overrides.resolve("fe80::1:80", 443));
    }

    @Test
    void anOverrideIsNotAppliedTwice() {
        var swapped = new OverrideResolver(new OverrideResolver(resolver).override("inner", "192.0.2.1")).override("outer", "inner")
                .override("inner", "192.0.2.2");
        assertEquals(List.of(address("192.0.2.1", 1)), swapped.resolve("outer", 1));
    }

    @Test
    void closingAnOverrideResolverClosesTheOneBehindIt() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        var inner = new ExecutorResolver(executor);
        var overrides = new OverrideResolver(inner);
        assertSame(inner, overrides.resolver());
        overrides.close();
        assertTrue(executor.isShutdown());
    }
}
