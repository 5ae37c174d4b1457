package typhoon.netty;

import java.util.concurrent.CancellationException;

/** Interrupts are how coroutines are told to end. */
public final class Interruption {
    private Interruption() {}

    /**
     * Whether {@code failure}, with which the calling coroutine ended, comes from an interrupt and so is nobody's error. Sockets of the JDK
     * throw all sorts of things then, but leave the flag up; so do those who catch InterruptedException and wrap it.
     */
    public static boolean explains(Throwable failure) {
        return failure instanceof CancellationException || failure instanceof InterruptedException || Thread.currentThread()
                .isInterrupted();
    }
}
