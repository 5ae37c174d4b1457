package typhoon.testing;

import java.time.Duration;
import java.util.Set;

/** A test took longer than it may. Its stack is the one of the test at that moment: the line where it waited, not where we noticed. */
public final class TestTimeout extends AssertionError {
    private static final long serialVersionUID = 1L;
    private static final Set<Class<?>> OURS = Set.of(Object.class, AsyncTestCase.class, AsyncHttpTestCase.class,
            AsyncHttpsTestCase.class);

    TestTimeout(String message) {
        super(message);
    }

    TestTimeout(String message, StackTraceElement[] stack, Class<?> test) {
        super(message + waitingAt(stack, test));
        if (stack.length > 0) setStackTrace(stack);
    }

    static String message(Duration limit) {
        return "timed out after " + limit.toMillis() / 1000.0 + " s (ASYNC_TEST_TIMEOUT or @Timeout give it longer)";
    }

    private static String waitingAt(StackTraceElement[] stack, Class<?> test) {
        for (StackTraceElement frame : stack) {
            if (belongsTo(frame.getClassName(), test)) return ", waiting at " + frame;
        }
        return "";
    }

    private static boolean belongsTo(String className, Class<?> test) {
        for (Class<?> type = test; type != null && !OURS.contains(type); type = type.getSuperclass()) {
            String top = type.getName().replaceFirst("\\$.*", "");
            if (className.equals(top) || className.startsWith(top + "$")) return true;
        }
        return false;
    }
}
