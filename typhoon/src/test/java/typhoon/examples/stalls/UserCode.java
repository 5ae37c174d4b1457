package typhoon.examples.stalls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What users should not do on a loop, in a package that the watchdog takes for theirs. */
public final class UserCode {
    private UserCode() {}

    /** Computes until {@code enough}, ten seconds at most. */
    public static void compute(BooleanSupplier enough) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!enough.getAsBoolean() && System.nanoTime() < end) Thread.onSpinWait();
    }

    /** Computes for a share of a second, by the clock on the wall. */
    public static void computeMillis(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        compute(() -> System.nanoTime() >= end);
    }

    /** Waits until {@code enough} in a read that cannot park: from the pipe of another process. Ten seconds at most. */
    public static void readPipe(BooleanSupplier enough) {
        Process echo = start("cat");
        Thread.ofPlatform().start(() -> {
            compute(() -> enough.getAsBoolean() || pause());
            write(echo.getOutputStream());
        });
        read(echo.getInputStream());
        echo.destroy();
    }

    private static void read(InputStream pipe) {
        try {
            pipe.read();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void write(OutputStream pipe) {
        try (pipe) {
            pipe.write('x');
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException _) {
            return true;
        }
        return false;
    }

    private static Process start(String... command) {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
