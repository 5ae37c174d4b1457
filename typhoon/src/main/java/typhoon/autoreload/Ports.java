package typhoon.autoreload;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import typhoon.ioloop.IOLoop;
import typhoon.netty.ParentPorts;
import typhoon.netty.PortKeeper;

/**
 * The listening sockets of the program, kept by the launcher from one start to the next: who connects in between waits in the queue, and
 * the next program answers. Where sockets cannot be handed from process to process only the port is kept.
 */
final class Ports {
    private static final int PLACE = 0;

    private final IOLoop loop;
    private final PortKeeper keeper;
    private final Path socket;

    private Ports(IOLoop loop, PortKeeper keeper, Path socket) {
        this.loop = loop;
        this.keeper = keeper;
        this.socket = socket;
    }

    /** On a loop and a thread of its own. Null where that cannot be had, as without Netty: then each program binds its ports anew. */
    static @Nullable Ports open(Path folder) {
        var opened = new CompletableFuture<Ports>();
        Thread.ofPlatform().daemon().name("ports").start(() -> keep(folder.resolve("ports"), opened));
        try {
            return opened.get();
        } catch (ExecutionException refused) {
            if (!(refused.getCause() instanceof LinkageError)) Launcher.say("ports are not kept: " + refused.getCause());
            return null;
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static void keep(Path socket, CompletableFuture<Ports> opened) {
        try (var loop = new IOLoop()) {
            loop.runSync(() -> {
                opened.complete(new Ports(loop, new PortKeeper(loop.loop(), socket), socket));
                new CountDownLatch(1).await();          // as long as this JVM lives
                return true;
            });
        } catch (Throwable refused) {
            opened.completeExceptionally(refused);
        }
    }

    /** What tells a program where to ask for its sockets. */
    String option() {
        return "-D" + ParentPorts.PROPERTY + "=" + socket;
    }

    void started(Process program) {
        loop.addCallback(() -> keeper.born(program.pid(), PLACE));
        program.onExit().thenRun(() -> loop.addCallback(() -> keeper.died(program.pid())));
    }

    /** What it gives up from now on is kept for the next. */
    void willBeFollowed(Process program) {
        loop.addCallback(() -> keeper.succeeded(program.pid()));
    }
}
