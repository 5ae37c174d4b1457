package typhoon.websocket;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import typhoon.netty.Nanos;
import typhoon.netty.StreamChannel;
import typhoon.netty.Timer;

/**
 * Pings a silent peer and lets a dead one go. One timer for each connection, armed again only when it fires: what arrives just notes the
 * time, and whatever arrives is a sign of life. Nothing is held against a peer that is not listened to, because its handler waits and its
 * messages pile up; nor against one behind a slow network, to which the ping has not left yet: whether it takes bytes at all is for the
 * server's writeTimeout to judge.
 */
final class Pinger {
    private final StreamChannel channel;
    private final Connection connection;
    private final Sender sender;
    private final long interval;
    private final long timeout;

    private @Nullable Timer timer;
    private long lastHeard;
    private boolean pinged;                     // and not heard of since
    private boolean inLine;                     // the ping waits behind other bytes

    Pinger(StreamChannel channel, Connection connection, Sender sender, WebSocketOptions options) {
        this.channel = channel;
        this.connection = connection;
        this.sender = sender;
        this.interval = Nanos.of(options.pingInterval());
        this.timeout = Nanos.of(options.pingTimeout());
    }

    void start() {
        heard();
        if (interval > 0) checkIn(interval);
    }

    void stop() {
        if (timer != null) channel.loop().cancel(timer);
    }

    /** Something has arrived. */
    void heard() {
        lastHeard = channel.loop().nanoTime();
        pinged = false;
    }

    private void checkIn(long nanos) {
        timer = channel.loop().schedule(nanos, this::check);
    }

    private void check() {
        if (!connection.isOpen()) return;
        if (connection.held()) heard();
        long quiet = channel.loop().nanoTime() - lastHeard;
        if (pinged && !inLine) {
            connection.close(CloseCode.NORMAL, "ping timed out");
        } else if (pinged) {
            inLine = channel.pending() > 0;
            checkIn(timeout);
        } else if (quiet >= interval) {
            inLine = channel.pending() > 0;
            pinged = true;
            sender.control(Opcode.PING, String.valueOf(lastHeard).getBytes(StandardCharsets.US_ASCII));
            checkIn(timeout);
        } else {
            checkIn(interval - quiet);
        }
    }
}
