package typhoon.web;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.CoroutineState;
import typhoon.ioloop.IOLoop;
import typhoon.web.Sources.Excerpt;

/**
 * What a developer wants to know of a request that failed: where, with which sources around it, what was asked, with which settings, and
 * what else the loop is at. Secrets are masked in all of it, and all of it has a bound.
 *
 * @param causes the exception, what caused it, and what was suppressed
 * @param coroutineCount how many there are, of which {@code coroutines} may be some
 */
record DebugReport(String title, List<Cause> causes, List<DebugFacts.Section> sections, int coroutineCount, List<Waiting> coroutines) {
    /** An exception in words, and where it came from. */
    record Cause(String text, List<Frame> frames) {}

    /** A frame of a stack, and the lines around it where their file is known. */
    record Frame(String text, @Nullable Excerpt excerpt) {}

    /** What one coroutine is at. */
    record Waiting(String task, String waits, List<String> stack) {}

    private static final int MOST_CAUSES = 8;
    private static final int MOST_FRAMES = 64;
    private static final int MOST_EXCERPTS = 12;
    private static final int MOST_COROUTINES = 50;
    private static final int MOST_WAITING_FRAMES = 30;

    /** Waits while sources are read. */
    static DebugReport of(RequestHandler handler, Throwable problem) {
        var facts = new DebugFacts(handler);
        Secrets secrets = facts.secrets();
        IOLoop loop = IOLoop.current();
        List<Waiting> coroutines = loop.coroutines(MOST_COROUTINES).stream().map(state -> waiting(state, secrets)).toList();
        int count = loop.coroutineCount();
        List<Cause> causes = withSources(loop, chain(problem), handler.settings().debugSources(), secrets);
        return new DebugReport(causes.getFirst().text(), causes, facts.sections(), count, coroutines);
    }

    /** An exception and its stack, without secrets, as Java prints it. */
    static List<String> trace(RequestHandler handler, Throwable problem) {
        return lines(causes(chain(problem), null, new DebugFacts(handler).secrets()));
    }

    /** All stacks, as Java prints them. */
    List<String> trace() {
        return lines(causes);
    }

    private static List<String> lines(List<Cause> causes) {
        var lines = new ArrayList<String>();
        for (Cause cause : causes) {
            lines.add(lines.isEmpty() ? cause.text : "Caused by: " + cause.text);
            for (Frame frame : cause.frames) lines.add("\tat " + frame.text);
        }
        return lines;
    }

    /** Causes may form a ring, and suppressed ones a tree. */
    private static List<Throwable> chain(Throwable problem) {
        var chain = new ArrayList<Throwable>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(problem, chain, seen);
        return chain;
    }

    private static void collect(@Nullable Throwable problem, List<Throwable> chain, Set<Throwable> seen) {
        if (problem == null || chain.size() == MOST_CAUSES || !seen.add(problem)) return;
        chain.add(problem);
        collect(problem.getCause(), chain, seen);
        for (Throwable suppressed : problem.getSuppressed()) collect(suppressed, chain, seen);
    }

    /** An error while the sources are read must not hide the one that this is about. */
    private static List<Cause> withSources(IOLoop loop, List<Throwable> chain, List<Path> roots, Secrets secrets) {
        try {
            return loop.runInExecutor(() -> causes(chain, new Sources(roots), secrets));
        } catch (CancellationException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unreadable) {
            // then without
        }
        return causes(chain, null, secrets);
    }

    private static List<Cause> causes(List<Throwable> chain, @Nullable Sources sources, Secrets secrets) {
        var causes = new ArrayList<Cause>();
        int excerpts = 0;
        for (Throwable problem : chain) {
            var frames = new ArrayList<Frame>();
            for (StackTraceElement frame : problem.getStackTrace()) {
                if (frames.size() == MOST_FRAMES) break;
                Excerpt found = sources == null || excerpts == MOST_EXCERPTS ? null : sources.around(frame);
                if (found != null) excerpts++;
                frames.add(new Frame(frame.toString(), found == null ? null : masked(found, secrets)));
            }
            causes.add(new Cause(text(problem, secrets), frames));
        }
        return causes;
    }

    private static Excerpt masked(Excerpt found, Secrets secrets) {
        return new Excerpt(found.file(), found.first(), found.line(), found.lines().stream().map(secrets::source).toList());
    }

    private static String text(Throwable problem, Secrets secrets) {
        try {
            return secrets.text(String.valueOf(problem));
        } catch (RuntimeException broken) {
            return problem.getClass().getName();
        }
    }

    /** What follows a question mark may hold the secrets of others. */
    private static Waiting waiting(CoroutineState state, Secrets secrets) {
        String task = secrets.text(state.task().replaceAll("\\?\\S*", "?…"));
        String waits = state.waitsFor() == null ? "answers with this page" : secrets.text(state.waitsFor());
        String where = state.where() == null ? "" : " at " + state.where();
        List<String> stack = state.stack().stream().limit(MOST_WAITING_FRAMES).map(StackTraceElement::toString).toList();
        return new Waiting(task, waits + where, stack);
    }

    /** Everything that {@code trace} does not say, for problem+json. */
    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("source", causes.stream().flatMap(cause -> cause.frames.stream()).map(Frame::excerpt).filter(found -> found != null)
                .map(DebugReport::numbered).toList());
        for (DebugFacts.Section section : sections) json.put(section.title().toLowerCase(Locale.ROOT), section.toMap());
        json.put("coroutines", coroutines.stream().map(one -> Map.of("task", one.task, "waits", one.waits, "stack", one.stack)).toList());
        return json;
    }

    private static Map<String, Object> numbered(Excerpt excerpt) {
        return Map.of("file", excerpt.file(), "line", excerpt.line(), "lines", numberedLines(excerpt));
    }

    static List<String> numberedLines(Excerpt excerpt) {
        var numbered = new ArrayList<String>();
        int number = excerpt.first();
        for (String line : excerpt.lines()) {
            numbered.add((number == excerpt.line() ? "> " : "  ") + number + "  " + line);
            number++;
        }
        return numbered;
    }
}
