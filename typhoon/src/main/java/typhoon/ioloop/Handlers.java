package typhoon.ioloop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import typhoon.netty.Logs;
import typhoon.netty.Loop;

/**
 * Channels of the JDK that a loop watches, whatever the transport of its own sockets: one coroutine waits at one selector, and only it
 * touches the selector; others leave a note of what has changed. It lives as long as there is a channel.
 */
final class Handlers {
    private static final Logger LOG = Logs.of("typhoon.general");

    private final Loop loop;
    private final Map<SelectableChannel, Watched> watched = new HashMap<>();
    private final Set<Watched> changed = new LinkedHashSet<>();
    private @Nullable Selector selector;

    Handlers(Loop loop) {
        this.loop = loop;
    }

    private static final class Watched {
        final SelectableChannel channel;
        final ObjIntConsumer<? super SelectableChannel> handler;
        int events;
        int underWay;                           // calls of the handler that have not returned
        @Nullable SelectionKey key;

        Watched(SelectableChannel channel, ObjIntConsumer<? super SelectableChannel> handler, int events) {
            this.channel = channel;
            this.handler = handler;
            this.events = events;
        }

        int operations() {
            int operations = 0;
            if (underWay > 0) return operations;
            if ((events & IOLoop.READ) != 0) operations |= SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
            boolean connects = channel instanceof SocketChannel socket && !socket.isConnected();
            if ((events & IOLoop.WRITE) != 0) operations |= connects ? SelectionKey.OP_CONNECT : SelectionKey.OP_WRITE;
            return operations & channel.validOps();
        }
    }

    void add(SelectableChannel channel, ObjIntConsumer<? super SelectableChannel> handler, int events) {
        if (channel.isBlocking())
            throw new IllegalArgumentException("a watched channel must not block: call configureBlocking(false) on " + channel);
        if (watched.containsKey(channel))
            throw new IllegalArgumentException(channel + " has a handler on this loop already: updateHandler changes what it waits for");
        var added = new Watched(channel, handler, events);
        watched.put(channel, added);
        change(added);
        if (selector == null) begin();
    }

    void update(SelectableChannel channel, int events) {
        Watched known = watched.get(channel);
        if (known == null) throw new IllegalArgumentException(channel + " has no handler on this loop: addHandler gives it one");
        known.events = events;
        change(known);
    }

    void remove(SelectableChannel channel) {
        if (watched.remove(channel) instanceof Watched removed) change(removed);
    }

    /** For a loop that is closed. */
    void closeChannels() {
        for (SelectableChannel channel : new ArrayList<>(watched.keySet())) {
            try {
                channel.close();
            } catch (IOException ignored) {
                LOG.debug("a channel did not close in order: {}", channel, ignored);
            }
        }
        watched.clear();
    }

    private void change(Watched one) {
        changed.add(one);
        if (selector != null) selector.wakeup();
    }

    private void begin() {
        try {
            selector = Selector.open();
        } catch (IOException refused) {
            throw new UncheckedIOException("no selector for addHandler", refused);
        }
        Selector mine = selector;
        loop.enqueue(() -> watch(mine));
    }

    // ---- the coroutine at the selector

    private void watch(Selector mine) {
        try (mine) {
            applyChanges(mine);
            while (!watched.isEmpty() && !Thread.currentThread().isInterrupted()) {
                mine.select(this::tell);
                applyChanges(mine);
            }
            selector = null;                    // before anything can park: who adds a channel from now on begins anew
        } catch (IOException broken) {
            selector = null;
            throw new UncheckedIOException("the selector of addHandler failed", broken);
        }
    }

    private void applyChanges(Selector mine) throws IOException {
        boolean cancelled = false;
        for (Watched one : changed) {
            if (watched.get(one.channel) == one || one.key == null) continue;
            one.key.cancel();
            cancelled = true;
        }
        if (cancelled) mine.selectNow(this::tell);              // only now are they free, to block or to be watched again
        var all = new ArrayList<>(changed);
        changed.clear();
        for (Watched one : all) {
            if (watched.get(one.channel) == one) register(mine, one);
        }
    }

    private static void register(Selector mine, Watched one) {
        try {
            if (one.key == null) one.key = one.channel.register(mine, one.operations(), one);
            else if (one.key.isValid()) one.key.interestOps(one.operations());
        } catch (ClosedChannelException closed) {
            LOG.debug("a channel was closed before it was watched: {}", one.channel, closed);
        }
    }

    private void tell(SelectionKey key) {
        var one = (Watched) key.attachment();
        if (!key.isValid()) return;
        int ready = key.readyOps();
        key.interestOps(0);                     // until the handler has returned
        if ((ready & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) call(one, IOLoop.READ);
        if ((ready & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) call(one, IOLoop.WRITE);
    }

    private void call(Watched one, int event) {
        one.underWay++;
        loop.enqueue(new Runnable() {
            @Override
            public void run() {
                try {
                    boolean wanted = watched.get(one.channel) == one && (one.events & event) != 0;
                    if (wanted) one.handler.accept(one.channel, event);
                } finally {
                    one.underWay--;
                    change(one);
                }
            }

            @Override
            public String toString() {
                return "handler of " + one.channel;
            }
        });
    }
}
