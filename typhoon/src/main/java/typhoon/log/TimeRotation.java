package typhoon.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A new file when this one is old: {@code app.log} becomes {@code app.log.2026-11-23}, named by the time when it was begun. */
final class TimeRotation extends Rotation {
    private final Log.RotateWhen when;
    private final int interval;
    private final int backups;
    private final ZoneId zone;
    private Instant begun;
    private Instant next;
    private Instant now;            // of the line that comes

    /** Keeps all files with no {@code backups}, as Python does. */
    TimeRotation(Path file, Log.RotateWhen when, int interval, int backups, ZoneId zone) {
        super(file);
        this.when = when;
        this.interval = interval;
        this.backups = backups;
        this.zone = zone;
        this.begun = lastWritten(file);
        this.next = after(begun);
        this.now = begun;
    }

    /** A file that is there goes on with the age it has. */
    private static Instant lastWritten(Path file) {
        try {
            return Files.size(file) > 0 ? Files.getLastModifiedTime(file).toInstant() : Instant.now();
        } catch (IOException notThere) {
            return Instant.now();
        }
    }

    private Instant after(Instant from) {
        ZonedDateTime local = from.atZone(zone);
        return switch (when) {
            case S -> from.plusSeconds(interval);
            case M -> from.plus(Duration.ofMinutes(interval));
            case H -> from.plus(Duration.ofHours(interval));
            case D -> from.plus(Duration.ofDays(interval));
            case MIDNIGHT -> local.toLocalDate().plusDays(interval).atStartOfDay(zone).toInstant();
            case W0, W1, W2, W3, W4, W5, W6 -> {
                var day = DayOfWeek.of(when.name().charAt(1) - '0' + 1);
                var last = local.toLocalDate().with(TemporalAdjusters.nextOrSame(day)).plusWeeks(interval - 1L);
                yield last.plusDays(1).atStartOfDay(zone).toInstant();
            }
        };
    }

    @Override
    public boolean isTriggeringEvent(File active, ILoggingEvent event) {
        now = Instant.ofEpochMilli(event.getTimeStamp());
        return !now.isBefore(next);
    }

    @Override
    void putAside() throws IOException {
        Path aside = sibling("." + name());
        for (int i = 1; Files.exists(aside); i++) aside = sibling("." + name() + "." + i);
        move(file, aside);
        begun = now;
        next = after(begun);
        if (backups > 0) removeOldest();
    }

    private String name() {
        String pattern = switch (when) {
            case S -> "yyyy-MM-dd_HH-mm-ss";
            case M -> "yyyy-MM-dd_HH-mm";
            case H -> "yyyy-MM-dd_HH";
            default -> "yyyy-MM-dd";
        };
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(begun.atZone(zone));
    }

    private void removeOldest() throws IOException {
        String ours = Pattern.quote(file.getFileName().toString()) + "\\.\\d{4}-\\d\\d-\\d\\d(_[-\\d]+)?(\\.\\d+)?";
        Path folder = file.toAbsolutePath().getParent();
        try (var files = Files.list(folder)) {
            List<Path> old = files.filter(one -> one.getFileName().toString().matches(ours)).sorted().toList();
            for (Path one : old.subList(0, Math.max(0, old.size() - backups))) Files.delete(one);
        }
    }
}
