package typhoon.netty;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Interrupts are how coroutines are told to end. */
public final class Interruption {
    private static final int MAX_CAUSES = 32;           // a chain of causes may be a ring

    private Interruption() {}

    /**
     * Whether {@code failure}, with which the calling coroutine ended, comes from an interrupt and so is nobody's error: it, or what caused
     * it, is an exception that only interrupts make, or the one of a JDK socket whose reader was interrupted, which leaves the flag up.
     */
    public static boolean explains(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (isOne(cause)) return true;
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isOne(Throwable cause) {
        return cause instanceof CancellationException || cause instanceof InterruptedException || cause instanceof InterruptedIOException
                || cause instanceof ClosedByInterruptException
                || cause instanceof SocketException && Thread.currentThread().isInterrupted();
    }
}
