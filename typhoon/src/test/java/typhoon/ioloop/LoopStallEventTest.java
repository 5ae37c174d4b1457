package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import typhoon.examples.stalls.UserCode;
import typhoon.gen.Gen;

class LoopStallEventTest {
    @Test
    void aStallIsInTheFlightRecording() throws Exception {
        Path file = Files.createTempFile("stall", ".jfr");
        try (var recording = new Recording(); var loop = new IOLoop(); var lines = new StallLines(loop)) {
            recording.start();
            loop.runSync(() -> {
                UserCode.compute(() -> loop.stalls() > 0);
                while (lines.count() < 2) Gen.sleep(Duration.ofMillis(20));
                return null;
            });
            recording.dump(file);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals("typhoon.LoopStall")).toList();
            assertEquals(1, events.size());
            RecordedEvent event = events.getFirst();
            assertTrue(event.getString("task").startsWith("coroutine lambda of typhoon.ioloop.LoopStallEventTest"), event::toString);
            assertTrue(event.getString("where").contains("UserCode.compute(UserCode.java:"), event::toString);
            assertTrue(event.getDuration("lasted").toMillis() >= 100, event::toString);
            assertTrue(event.getDuration("onCpu").toMillis() > 0, event::toString);
            assertTrue(event.getString("stack").contains("typhoon.netty."), event::toString);
        } finally {
            Files.delete(file);
        }
    }
}
