package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A program that ships no backend for SLF4J still hears of its errors. */
class NoLoggingBackendTest {
    static final class Program {
        public static void main(String[] args) {
            var loop = new IOLoop();
            loop.addCallback(() -> {
                throw new IllegalStateException("nobody\ncaught \u001b[31mthis");
            });
            loop.addCallback(loop::stop);
            loop.start();
            loop.close();
        }
    }

    @Test
    void errorsReachStandardErrorWithTheirStack() throws Exception {
        String output = ChildJvm.run(Program.class, List.of("-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider"));
        assertTrue(output.contains("ERROR typhoon.application: Exception in callback "), output);
        assertTrue(output.contains("\n    java.lang.IllegalStateException: nobody\n    caught \\x1b[31mthis\n"), output);
        assertTrue(output.contains("NoLoggingBackendTest$Program.lambda$main"), output);
        assertFalse(output.contains("Coroutines by"), "INFO is not for standard error: " + output);
    }
}
