package typhoon.httpserver;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.http.HttpInputError;
import typhoon.netty.Logs;
import typhoon.netty.Nanos;
import typhoon.netty.StreamChannel;

/** The beginning of a connection from a proxy that first says who comes: nothing else is read, nor TLS spoken, before that is known. */
final class ProxyGreeting implements Runnable {
    private static final Logger GENERAL = Logs.of("typhoon.general");

    /** A proxy sends it at once, in one piece; section 2 of the specification asks for 3 seconds, for what got lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final StreamChannel channel;
    private final String proxy;
    private final Consumer<@Nullable InetAddress> done;
    private final Deadline deadline;

    /** {@code done} is told who comes, or null, in a worker that is attached to the channel; {@code proxy} is for the log. */
    ProxyGreeting(StreamChannel channel, String proxy, Consumer<@Nullable InetAddress> done) {
        this.channel = channel;
        this.proxy = proxy;
        this.done = done;
        this.deadline = new Deadline(channel.loop(), this::overdue);
    }

    /** Called on the poller. */
    void begin() {
        channel.serveWith(this);
        deadline.in(Nanos.of(PATIENCE));
    }

    @Override
    public void run() {
        try {
            ProxyHeader header = ProxyHeader.read(channel.inbox());
            channel.consumed();
            if (header != null) {
                deadline.cancel();
                done.accept(header.source());
            } else if (channel.eof() || !channel.isOpen()) {
                deadline.cancel();
                channel.close();
            } else {
                channel.detachWorker();
            }
        } catch (HttpInputError none) {
            refuse(String.valueOf(none.getMessage()));
        }
    }

    private void overdue() {
        if (!deadline.passed()) return;
        if (channel.isOpen()) refuse("the header of the PROXY protocol took longer than " + PATIENCE.toSeconds() + " s");
    }

    private void refuse(String why) {
        deadline.cancel();
        GENERAL.info("Refused what {} sent: {}", proxy, why);
        channel.close();
    }
}
