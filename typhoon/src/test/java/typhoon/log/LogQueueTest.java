package typhoon.log;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import typhoon.gen.Gen;
import typhoon.ioloop.ChildJvm;
import typhoon.options.OptionParser;
import typhoon.testing.AsyncTestCase;

/** A disk that is slow, and a loop that does not notice. */
class LogQueueTest extends AsyncTestCase {
    private final Logger logger = (Logger) LoggerFactory.getLogger("test.queue");
    private final LogQueue queue = new LogQueue();
    private final Disk disk = new Disk();

    /** Writes nothing before it is told to. */
    private static final class Disk extends AppenderBase<ILoggingEvent> {
        final CountDownLatch works = new CountDownLatch(1);
        final List<String> written = new ArrayList<>();      // by the queue's thread, read when that has stopped

        @Override
        protected void append(ILoggingEvent line) {
            try {
                assertTrue(works.await(30, SECONDS));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            written.add(line.getFormattedMessage());
        }
    }

    @BeforeEach
    void begin() {
        disk.setContext(logger.getLoggerContext());
        disk.start();
        queue.setContext(logger.getLoggerContext());
        queue.setQueueSize(16);
        queue.addAppender(disk);
        queue.start();
        logger.setAdditive(false);
        logger.addAppender(queue);
    }

    @AfterEach
    void end() {
        disk.works.countDown();
        logger.detachAppender(queue);
        queue.stop();
    }

    private List<String> written() {
        disk.works.countDown();
        queue.stop();
        return disk.written;
    }

    @Test
    void linesAreWrittenInTheirOrderByAnotherThread() {
        for (int i = 0; i < 10; i++) logger.info("line {}", i);
        assertEquals(IntStream.range(0, 10).mapToObj(i -> "line " + i).toList(), written());
    }

    @Test
    void whenThereIsLittleRoomInformationIsDroppedAndItIsSaidHowMuch() {
        for (int i = 0; i < 30; i++) logger.info("line {}", i);
        List<String> lines = written();
        assertEquals(IntStream.range(0, 12).mapToObj(i -> "line " + i).toList(), lines.subList(0, 12));
        assertEquals(List.of("18 log lines of INFO and below were dropped: they came faster than they could be written"),
                lines.subList(12, lines.size()));
    }

    @Test
    void largeMessagesTakeSeveralPlacesSoThatTheyDoNotFillTheMemory() {
        String large = "x".repeat(1_000_000);
        for (int i = 0; i < 10; i++) logger.info("{} {}", i, large);
        logger.warn("{} and a warning", large);
        List<String> lines = written();
        assertEquals(List.of("0", "1", "2", large, "7"), lines.stream().map(line -> line.substring(0, line.indexOf(' '))).toList());
    }

    @Test
    void aWarningThatFindsNoRoomParksWhoLogsItAndNobodyElse() {
        var logged = new ArrayList<Integer>();
        for (int i = 0; i < 12; i++) logger.info("line {}", i);
        Gen.spawn(() -> {
            for (int i = 0; i < 10; i++) {
                logger.warn("warning {}", i);
                logged.add(i);
            }
        });
        Gen.sleep(Duration.ZERO);
        assertEquals(List.of(0, 1, 2, 3), logged, "four places are kept for warnings");
        for (int i = 0; i < 100; i++) Gen.moment();
        assertEquals(4, logged.size(), "the loop goes on, the coroutine waits");
        disk.works.countDown();
        while (logged.size() < 10) Gen.moment();
        List<String> lines = written();
        assertEquals(IntStream.range(0, 10).mapToObj(i -> "warning " + i).toList(), lines.subList(12, lines.size()));
    }

    @Test
    void anAppenderThatFailsDoesNotEndIt() {
        var broken = new UnsynchronizedAppenderBase<ILoggingEvent>() {
            @Override
            public void doAppend(ILoggingEvent line) {
                throw new AssertionError("no disk");
            }

            @Override
            protected void append(ILoggingEvent line) {}
        };
        queue.addAppender(broken);
        for (int i = 0; i < 16; i++) logger.warn("line {}", i);
        disk.works.countDown();
        for (int i = 16; i < 64; i++) logger.warn("line {}", i);
        assertEquals(64, written().size());
    }

    @Test
    void itIsSetUpWithThoseItWritesTo() {
        disk.setName("disk");
        assertTrue(queue.isAttached(disk));
        assertEquals(disk, queue.getAppender("disk"));
        assertEquals(disk, queue.iteratorForAppenders().next());
        assertTrue(queue.detachAppender("disk"));
        assertFalse(queue.isAttached(disk));
    }

    static final class Program {
        public static void main(String[] args) {
            var options = new OptionParser();
            Log.defineLoggingOptions(options);
            options.parseCommandLine("--log-to-stderr");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                for (int i = 0; i < 1000; i++) {
                    Log.GENERAL.info("hook {}", i);
                    if (i % 100 == 0) Thread.yield();
                }
            }));
            for (int i = 0; i < 1000; i++) Log.GENERAL.info("line {}", i);
            System.exit(0);
        }
    }

    @Test
    void nothingIsLostAtTheEndOfTheProgramNotEvenWhatHooksLog() throws Exception {
        List<String> lines = ChildJvm.run(Program.class, List.of()).lines().filter(line -> line.startsWith("[I ")).toList();
        assertEquals(2000, lines.size());
        assertTrue(lines.getFirst().matches("\\[I \\d{6} [\\d:]{8} LogQueueTest:\\d+\\] line 0"), lines.getFirst());
        assertEquals(1000, lines.stream().filter(line -> line.contains("] hook ")).count());
    }
}
