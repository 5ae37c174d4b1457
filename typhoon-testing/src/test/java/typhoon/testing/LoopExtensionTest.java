package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import typhoon.gen.Gen;
import typhoon.http.HttpHeaders;
import typhoon.httpserver.RequestDelegate;
import typhoon.ioloop.IOLoop;

class LoopExtensionTest {
    static class Phases extends AsyncTestCase {
        static final List<IOLoop> LOOPS = new ArrayList<>();

        @BeforeEach
        void before() {
            LOOPS.add(IOLoop.current());
        }

        @AfterEach
        void after() {
            LOOPS.add(IOLoop.current());
        }

        @Test
        void one() {
            LOOPS.add(loop());
            assertSame(loop(), IOLoop.current());
            assertTrue(Thread.currentThread().isVirtual());
        }

        @Test
        void two() {
            one();
        }
    }

    @Test
    void everyPhaseOfATestRunsOnOneLoopAndTheNextTestHasAnother() {
        Phases.LOOPS.clear();
        var trial = Trial.of(Phases.class);
        assertNull(trial.failure("one"));
        assertNull(trial.failure("two"));
        assertEquals(6, Phases.LOOPS.size());
        assertEquals(2, Phases.LOOPS.stream().distinct().count());
        assertSame(Phases.LOOPS.get(0), Phases.LOOPS.get(2));
        assertNotSame(Phases.LOOPS.get(2), Phases.LOOPS.get(3));
    }

    static class Kinds extends AsyncTestCase {
        @RepeatedTest(2)
        void repeated() {
            assertSame(loop(), IOLoop.current());
        }

        @TestFactory
        Stream<DynamicTest> made() {
            return IntStream.range(0, 2).mapToObj(n -> DynamicTest.dynamicTest("made " + n, () -> assertSame(loop(), IOLoop.current())));
        }

        @Nested
        class Inner {
            @Test
            void inner() {
                assertSame(loop(), IOLoop.current());
            }
        }

        @Nested
        class InnerCase extends AsyncTestCase {
            @Test
            void innerCase() {
                assertSame(loop(), IOLoop.current());
                assertSame(loop(), Kinds.this.loop());
            }
        }
    }

    @Test
    void repeatedDynamicAndNestedTestsRunOnTheLoopToo() {
        var trial = Trial.of(Kinds.class);
        assertEquals(6, trial.count());
        assertEquals(List.of(), trial.failures());
    }

    static class Slow extends AsyncTestCase {
        @Test
        @Timeout(value = 300, unit = TimeUnit.MILLISECONDS)
        void sleepsUntilJUnitIsTiredOfIt() {
            Gen.sleep(Duration.ofMinutes(1));
        }

        @Test
        void sleeps() {
            Gen.sleep(Duration.ofMinutes(1));
        }

        @Test
        void ignoresItsInterrupt() {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException _) {
                // and passes
            }
        }

        @Test
        @Timeout(10)
        void mayTakeLonger() {
            Gen.sleep(Duration.ofMillis(600));
        }
    }

    @Test
    void aTestThatTakesTooLongFailsAtTheLineWhereItWaits() {
        var trial = with("0.4", () -> Trial.of(Slow.class));
        var failure = assertInstanceOf(TestTimeout.class, trial.mustFail("sleeps"));
        assertTrue(failure.getMessage().matches("(?s)timed out after 0.4 s .*, waiting at .*Slow.sleeps\\(LoopExtensionTest.java:\\d+\\)"),
                failure.getMessage());
        assertTrue(Stream.of(failure.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("sleeps")));
        assertInstanceOf(TestTimeout.class, trial.mustFail("ignoresItsInterrupt"));
    }

    @Test
    void jUnitsTimeoutReplacesOurs() {
        var trial = with("0.4", () -> Trial.of(Slow.class));
        assertNull(trial.failure("mayTakeLonger"));
        var failure = trial.mustFail("sleepsUntilJUnitIsTiredOfIt");
        assertTrue(Stream.of(failure.getSuppressed()).anyMatch(cause -> String.valueOf(cause.getMessage()).contains("waiting at")),
                () -> failure + " " + List.of(failure.getSuppressed()));
    }

    static class LeavesBehind extends AsyncTestCase {
        static final List<String> ENDED = new ArrayList<>();

        @Test
        void spawnsAndGoes() {
            Gen.spawn(() -> {
                try {
                    Gen.sleep(Duration.ofHours(1));
                } finally {
                    ENDED.add("interrupted");
                }
                return null;
            });
            Gen.moment();
        }
    }

    @Test
    void coroutinesLeftOverAreInterrupted() {
        LeavesBehind.ENDED.clear();
        assertNull(Trial.of(LeavesBehind.class).failure("spawnsAndGoes"));
        assertEquals(List.of("interrupted"), LeavesBehind.ENDED);
    }

    static class Uncaught extends AsyncTestCase {
        @Test
        void callback() {
            loop().addCallback(() -> {
                throw new IllegalStateException("thrown in a callback");
            });
            Gen.moment();
            Gen.moment();
        }

        @Test
        void coroutine() {
            loop().spawn(() -> {
                throw new IllegalStateException("thrown in a coroutine");
            });
            Gen.moment();
        }

        @Test
        void warning() {
            LoggerFactory.getLogger("typhoon.general").warn("nobody expects this");
        }

        @Test
        void stall() {
            LoggerFactory.getLogger("typhoon.stall").warn("the machine is slow");
            LoggerFactory.getLogger("typhoon.access").error("500 GET /");
        }

        @Test
        void leak() {
            LoggerFactory.getLogger("io.netty.util.ResourceLeakDetector").error("LEAK: release() was not called");
        }

        @Test
        void others() {
            LoggerFactory.getLogger("org.example").error("not ours");
        }
    }

    static class Lenient extends Uncaught {
        @Override
        protected boolean strayLogsFail() {
            return false;
        }
    }

    @Test
    void uncaughtErrorsAndUnexpectedWarningsFailTheTest() {
        var trial = Trial.of(Uncaught.class);
        assertEquals("thrown in a callback", Objects.requireNonNull(trial.mustFail("callback").getCause()).getMessage());
        assertEquals("thrown in a coroutine", Objects.requireNonNull(trial.mustFail("coroutine").getCause()).getMessage());
        assertTrue(trial.mustFail("leak").getMessage().contains("LEAK:"));
        assertTrue(trial.mustFail("warning").getMessage().contains("WARN typhoon.general: nobody expects this"));
        assertNull(trial.failure("stall"));
        assertNull(trial.failure("others"));
    }

    @Test
    void theLogRuleCanBeTurnedOff() {
        assertEquals(List.of(), Trial.of(Lenient.class).failures());
        assertEquals(List.of(), Trial.of(Registered.class).failures());
    }

    static class Registered {
        @RegisterExtension
        final LoopExtension loop = LoopExtension.withoutLogRule();

        @Test
        void warns() {
            LoggerFactory.getLogger("typhoon.general").warn("nobody expects this");
        }
    }

    @ExtendWith(LoopExtension.class)
    static class Parameters {
        @Test
        void given(IOLoop loop, TestClock clock) {
            assertSame(IOLoop.current(), loop);
            assertTrue(clock.nanoTime() > 0);
        }
    }

    @Test
    void theExtensionAloneGivesLoopAndClockAsParameters() {
        assertEquals(List.of(), Trial.of(Parameters.class).failures());
    }

    static class LeavesHalfARequest extends AsyncHttpTestCase {
        static int port;

        @Override
        protected RequestDelegate getApp() {
            return request -> request.connection().writeHeaders(200, "OK", new HttpHeaders(), new byte[0], true);
        }

        @Test
        void leaves() {
            port = port();
            connect().send("GET / HTTP/1.1\r\n");
        }
    }

    @Test
    void theServerIsGoneAfterTheTest() {
        assertEquals(List.of(), Trial.of(LeavesHalfARequest.class).failures());
        assertThrows(UncheckedIOException.class, () -> new RawClient(LeavesHalfARequest.port).close());
    }

    private static Trial with(String timeout, Supplier<Trial> trial) {
        System.setProperty("ASYNC_TEST_TIMEOUT", timeout);
        try {
            return trial.get();
        } finally {
            System.clearProperty("ASYNC_TEST_TIMEOUT");
        }
    }
}
