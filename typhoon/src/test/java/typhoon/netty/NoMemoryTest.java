package typhoon.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import typhoon.testing.ExpectLog;

/** Clients that send more than there is memory for, together, are many: each is a line, and no stack. */
class NoMemoryTest extends StreamTestCase {
    @Test
    void aConnectionThatCannotBeReadForWantOfMemoryIsClosedWithALine() {
        try (var client = connect()) {
            StreamChannel channel = accept();
            String line = "No memory for what connection from .* sends, it is closed: none";
            try (var log = new ExpectLog("typhoon.general", line).level(Level.WARN)) {
                loop().loop().schedule(0, () -> channel.failed(new OutOfMemoryError("none")));
                assertTrue(client.closed());
                assertFalse(log.loggedStack());
            }
        }
    }

    @Test
    void aTaskThatGetsNoBufferDoesNotEndTheLoop() {
        try (var log = new ExpectLog("typhoon.application", "Exception in callback").level(Level.ERROR)) {
            loop().addCallback(NoMemoryTest::takeEverything);
            waitFor(() -> log.matched().size() == 1);
        }
        try (var client = connect()) {
            append(accept(), "still here");
            assertEquals("still here", client.readUntil("here"));
        }
    }

    private static void takeEverything() {
        var taken = new ArrayList<ByteBuf>();
        try {
            while (true) taken.add(Unpooled.directBuffer(1 << 30));
        } finally {
            taken.forEach(ByteBuf::release);
        }
    }
}
