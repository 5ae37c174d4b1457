package typhoon.netty;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of the unix domain of child processes, kept by {@link PortKeeper}. Such a file cannot be shared as a port can: who binds it
 * once more takes it from the others. So there is one socket, and all children accept from its queue.
 */
final class KeptFiles {
    private final Map<Path, Kept> files = new HashMap<>();

    /** There is no socket where none can be handed over; then the one place that listens there makes its own. */
    private record Kept(@Nullable Socket socket, Set<Integer> places) {
        int descriptor() {
            return socket == null ? -1 : socket.intValue();
        }

        void close() {
            if (socket != null) PortKeeper.close(socket::close);
        }
    }

    /** The descriptor of the socket at {@code path}, which is opened when the first asks; -1: bind it yourself. */
    int open(Path path, int place, int backlog) throws IOException {
        Kept kept = files.get(path);
        if (kept == null) {
            kept = new Kept(PortKeeper.keepsQueues() ? listen(path, backlog) : null, new HashSet<>());
            files.put(path, kept);
        } else if (kept.socket == null && !kept.places.contains(place)) {
            throw new IOException("another child process listens at " + path + ", and by " + Transport.chosen() + " processes cannot share "
                    + "a socket of the unix domain: use epoll, or a path for each with Processes.taskId() in it");
        }
        kept.places.add(place);
        return kept.descriptor();
    }

    private static Socket listen(Path path, int backlog) throws IOException {
        Socket socket = Transport.chosen().newUnixSocket();
        try (var file = SocketFile.at(path)) {
            socket.bind(new DomainSocketAddress(file.toBind().toFile()));
            socket.listen(backlog);
            file.publish();
            return socket;
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    /** The child of this place does not listen there any more. When none does, whoever comes is to be refused and not to wait for ever. */
    void giveUp(Path path, int place) {
        if (files.get(path) instanceof Kept kept && kept.places.remove(place) && kept.places.isEmpty()) {
            files.remove(path);
            kept.close();
        }
    }

    /** Nobody will take the place again. */
    void giveUp(int place) {
        Set.copyOf(files.keySet()).forEach(path -> giveUp(path, place));
    }

    void close() {
        files.values().forEach(Kept::close);
        files.clear();
    }
}
