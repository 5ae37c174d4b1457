package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Whole classes of tests with a {@link TestServer}, as JUnit runs them. */
class ServerPerTestTest {
    static class Two {
        static final List<Integer> PORTS = new ArrayList<>();

        @RegisterExtension
        final TestServer server = new TestServer(() -> TestServerTest::answer);

        @Test
        void one() {
            PORTS.add(server.port());
        }

        @Test
        void another() {
            PORTS.add(server.port());
            LoggerFactory.getLogger("typhoon.general").warn("nobody expects this");
        }
    }

    static class Broken {
        @RegisterExtension
        final TestServer server = new TestServer(() -> {
            throw new IllegalStateException("no app");
        });

        @Test
        void test() {}
    }

    @Test
    void outsideATestThereIsNoServerAndEachTestHasItsOwn() {
        Two.PORTS.clear();
        var trial = Trial.of(Two.class);
        assertEquals(1, trial.failures().size());
        assertTrue(trial.mustFail("another").getMessage().contains("nobody expects this"));
        assertNotEquals(Two.PORTS.getFirst(), Two.PORTS.getLast());
        assertThrows(IllegalStateException.class, () -> new Two().server.fetch("/"));
        assertInstanceOf(IllegalStateException.class, Trial.of(Broken.class).mustFail("test"));
    }
}
