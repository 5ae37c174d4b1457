package typhoon.ioloop;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's own dump of all threads, virtual ones included: the only thing on JDK 25 that tells which monitor a virtual thread waits for,
 * who owns it, and who is mounted on which carrier. It goes through a file and costs 40 ms the first time, then some 20 microseconds
 * per thread.
 */
final class ThreadDump {
    private static final Pattern FRAME = Pattern.compile("(?:.*/)?([^/(]+)\\.([^.(]+)\\(([^:)]*)(?::(\\d+))?\\)");

    private final List<Entry> entries;

    private ThreadDump(List<Entry> entries) {
        this.entries = entries;
    }

    /** One thread. */
    record Entry(long id, String name, boolean isVirtual, @Nullable String blockedOn, @Nullable Long carrier, List<String> monitors,
            List<String> stack) {

        String title() {
            return (isVirtual ? "virtual thread " : "thread ") + (name.isEmpty() ? "#" + id : name);
        }

        List<StackTraceElement> frames() {
            return stack.stream().map(FRAME::matcher).filter(Matcher::matches).map(Entry::frame).toList();
        }

        private static StackTraceElement frame(Matcher line) {
            boolean isNative = line.group(3).equals("Native Method");
            return new StackTraceElement(line.group(1), line.group(2), isNative ? null : line.group(3),
                    line.group(4) != null ? Integer.parseInt(line.group(4)) : isNative ? -2 : -1);
        }
    }

    /** A dump of this moment, or null when this JVM gives none. */
    static @Nullable ThreadDump take() {
        try {
            Path folder = Files.createTempDirectory("typhoon-stall");
            Path file = folder.resolve("threads.json");
            try {
                var jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
                if (jvm == null) return null;
                jvm.dumpThreads(file.toString(), ThreadDumpFormat.JSON);
                return of(new JsonText(Files.readString(file)).value());
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException | RuntimeException _) {
            return null;                        // a read-only disk, or another JVM's idea of a dump: the stack alone must do
        }
    }

    @Nullable Entry of(long id) {
        return entries.stream().filter(entry -> entry.id == id).findFirst().orElse(null);
    }

    @Nullable Entry ownerOf(String monitor) {
        return entries.stream().filter(entry -> entry.monitors.contains(monitor) && !monitor.equals(entry.blockedOn)).findFirst()
                .orElse(null);
    }

    @Nullable Entry mountedOn(long carrier) {
        return entries.stream().filter(entry -> entry.carrier != null && entry.carrier == carrier).findFirst().orElse(null);
    }

    private static ThreadDump of(@Nullable Object json) {
        var entries = new ArrayList<Entry>();
        for (Object container : list(map(map(json).get("threadDump")).get("threadContainers"))) {
            for (Object thread : list(map(container).get("threads"))) entries.add(entry(map(thread)));
        }
        return new ThreadDump(entries);
    }

    private static Entry entry(Map<?, ?> thread) {
        var monitors = new ArrayList<String>();
        for (Object owned : list(thread.get("monitorsOwned"))) monitors.addAll(texts(map(owned).get("locks")));
        return new Entry(Long.parseLong(String.valueOf(thread.get("tid"))), String.valueOf(thread.get("name")),
                "true".equals(thread.get("virtual")), thread.get("blockedOn") instanceof String lock ? lock : null,
                thread.get("carrier") instanceof String carrier ? Long.valueOf(carrier) : null, monitors, texts(thread.get("stack")));
    }

    private static List<String> texts(@Nullable Object value) {
        return list(value).stream().map(String::valueOf).toList();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
