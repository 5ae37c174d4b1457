package typhoon.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.OneMinute;
import typhoon.testing.RawClient;

/** However a connection or its loop ends, its buffers go back: Netty's leak detector finds none but the one that is lost on purpose. */
@OneMinute
class BufferLeakTest {
    private static final String ON_PURPOSE = "lost on purpose";
    private static final AtomicInteger LOST = new AtomicInteger();

    private final Logger detector = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    private final ListAppender<ILoggingEvent> reports = new ListAppender<>();
    private final ResourceLeakDetector.Level levelBefore = ResourceLeakDetector.getLevel();

    private interface Story {
        void tell(StreamChannel channel, RawClient client) throws Exception;
    }

    @BeforeEach
    void watch() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        reports.start();
        detector.addAppender(reports);
        detector.setAdditive(false);
    }

    @AfterEach
    void unwatch() {
        detector.setAdditive(true);
        detector.detachAppender(reports);
        ResourceLeakDetector.setLevel(levelBefore);
    }

    @Test
    void closeWithUnreadBytes() {
        assertKeepsNothing((channel, client) -> {
            client.send(new byte[1000]);
            channel.awaitBytes(0);
            channel.close();
            client.readAllBytes();
        });
    }

    @Test
    void abortWithUnreadAndUnsentBytes() {
        assertKeepsNothing((channel, client) -> {
            client.send(new byte[1000]);
            channel.awaitBytes(0);
            StreamTestCase.append(channel, "never sent");
            channel.write(ByteBufAllocator.DEFAULT.ioBuffer().writeBytes(new byte[1 << 20]));
            channel.abort();
            client.readAllBytes();
        });
    }

    @Test
    void aResetByThePeerAndThenClose() {
        assertKeepsNothing((channel, client) -> {
            client.send(new byte[1000]);
            channel.awaitBytes(0);
            client.reset();
            while (channel.awaitBytes(0) != StreamChannel.Event.CLOSED) Gen.moment();
            channel.close();
        });
    }

    @Test
    void aResetByThePeerAndThenAbort() {
        assertKeepsNothing((channel, client) -> {
            client.send(new byte[1000]);
            channel.awaitBytes(0);
            StreamTestCase.append(channel, "half an answer");
            client.reset();
            while (channel.awaitBytes(0) != StreamChannel.Event.CLOSED) Gen.moment();
            channel.abort();
        });
    }

    @Test
    void writingToAConnectionThatIsGone() {
        assertKeepsNothing((channel, client) -> {
            client.reset();
            while (channel.awaitBytes(0) != StreamChannel.Event.CLOSED) Gen.moment();
            for (int i = 0; i < 10; i++) {
                StreamTestCase.append(channel, "into the void");
                channel.write(ByteBufAllocator.DEFAULT.ioBuffer().writeBytes(new byte[100]));
            }
            channel.close();
            StreamTestCase.append(channel, "and again");
        });
    }

    @Test
    void aPeerThatDoesNotReadWhenTheLoopCloses() {
        assertKeepsNothing((channel, client) -> {
            channel.write(ByteBufAllocator.DEFAULT.ioBuffer().writeBytes(new byte[16 << 20]));
            StreamTestCase.append(channel, "behind it");
            client.send(new byte[1000]);
            channel.awaitBytes(0);
        });
    }

    @Test
    void aCoroutineThatStillWritesWhenTheLoopCloses() {
        assertKeepsNothing((channel, _) -> {
            Gen.spawn(() -> {
                try {
                    Gen.sleep(Duration.ofHours(1));
                } finally {
                    StreamTestCase.append(channel, "last words");
                    channel.close();
                }
            });
            Gen.moment();
        });
    }

    /** Tells the story on several loops of their own and closes them. */
    private void assertKeepsNothing(Story story) {
        for (int i = 0; i < 3; i++) onALoop(story);
        assertEquals(List.of(), leaks());
    }

    private static void onALoop(Story story) {
        try (var loop = new IOLoop()) {
            loop.runSync(() -> {
                List<StreamChannel> accepted = new ArrayList<>();
                var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
                Acceptor acceptor = Acceptor.bind(loop.loop(), anyPort, 16, false, accepted::add);
                try (var client = new RawClient(acceptor.localAddress())) {
                    while (accepted.isEmpty()) Gen.moment();
                    story.tell(accepted.getFirst(), client);
                    for (int turn = 0; turn < 5; turn++) Gen.moment();
                }
                return null;
            });
        }
    }

    /** Loses a buffer, one only lest others be told of during the next test; collects garbage until it is reported; returns the rest. */
    private List<String> leaks() {
        lose();
        for (int i = 0; i < 200; i++) {
            System.gc();
            for (int step = 0; step < 5; step++) ByteBufAllocator.DEFAULT.ioBuffer(16).release();
            if (reports().stream().anyMatch(report -> report.contains(ON_PURPOSE)))
                return reports().stream().filter(report -> !report.contains(ON_PURPOSE)).toList();
        }
        throw new AssertionError("Netty's leak detector does not work here");
    }

    /** What is the same as a report before is not reported again. */
    private static void lose() {
        ByteBufAllocator.DEFAULT.ioBuffer(16).touch(ON_PURPOSE + " " + LOST.incrementAndGet());
    }

    private List<String> reports() {
        return List.copyOf(reports.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
