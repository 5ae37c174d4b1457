package typhoon.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a file is old enough, and which names the old ones get. Times are those of the lines. */
class TimeRotationTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    @TempDir Path folder = Path.of("");

    private TimeRotation begun(String at, Log.RotateWhen when, int interval, int backups) throws IOException {
        Path file = Files.writeString(folder.resolve("app.log"), "line\n");
        Files.setLastModifiedTime(file, FileTime.from(instant(at)));
        return new TimeRotation(file, when, interval, backups, ZONE);
    }

    private static Instant instant(String local) {
        return LocalDateTime.parse(local).atZone(ZONE).toInstant();
    }

    private static boolean isDue(TimeRotation rotation, Instant at) {
        var line = new LoggingEvent();
        line.setTimeStamp(at.toEpochMilli());
        return rotation.isTriggeringEvent(rotation.file.toFile(), line);
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(one -> one.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            S        | 30 | 2026-11-23T13:00:30
            M        | 5  | 2026-11-23T13:05:00
            H        | 1  | 2026-11-23T14:00:00
            D        | 2  | 2026-11-25T13:00:00
            MIDNIGHT | 1  | 2026-11-24T00:00:00
            MIDNIGHT | 3  | 2026-11-26T00:00:00
            W0       | 1  | 2026-11-24T00:00:00
            W2       | 1  | 2026-11-26T00:00:00
            W6       | 2  | 2026-12-07T00:00:00""")
    void aNewFileIsBegunAtThisMomentAndNotBefore(Log.RotateWhen when, int interval, String moment) throws IOException {
        var rotation = begun("2026-11-23T13:00:00", when, interval, 3);        // a Monday
        assertEquals(false, isDue(rotation, instant(moment).minusMillis(1)));
        assertEquals(true, isDue(rotation, instant(moment)));
    }

    @Test
    void aDayHasMoreHoursWhenTheClocksAreSetBack() throws IOException {
        var rotation = begun("2026-10-25T01:00:00", Log.RotateWhen.MIDNIGHT, 1, 3);
        assertEquals(false, isDue(rotation, instant("2026-10-25T01:00:00").plusSeconds(23 * 3600 + 3599)));
        assertEquals(true, isDue(rotation, instant("2026-10-25T01:00:00").plusSeconds(24 * 3600)));
    }

    @Test
    void anOldFileIsNamedByTheTimeItWasBegunAndNoneIsOverwritten() throws IOException {
        var rotation = begun("2026-11-23T13:00:00", Log.RotateWhen.H, 1, 0);
        Files.writeString(folder.resolve("app.log.2026-11-23_13"), "from another run");
        assertEquals(true, isDue(rotation, instant("2026-11-23T20:17:00")));
        rotation.rollover();
        assertEquals(List.of("app.log.2026-11-23_13", "app.log.2026-11-23_13.1"), names());
        assertEquals(false, isDue(rotation, instant("2026-11-23T21:16:59")));
        assertEquals(true, isDue(rotation, instant("2026-11-23T21:17:00")), "an hour after the first line of the new file");
    }

    @Test
    void theOldestGoAndOtherFilesStay() throws IOException {
        for (String name : List.of("app.log.2026-11-20", "app.log.2026-11-21", "app.log.2026-11-22", "app.log.gz", "other.2026-11-20"))
            Files.writeString(folder.resolve(name), "");
        var rotation = begun("2026-11-23T13:00:00", Log.RotateWhen.MIDNIGHT, 1, 2);
        isDue(rotation, instant("2026-11-24T00:00:00"));
        rotation.rollover();
        assertEquals(List.of("app.log.2026-11-22", "app.log.2026-11-23", "app.log.gz", "other.2026-11-20"), names());
    }
}
