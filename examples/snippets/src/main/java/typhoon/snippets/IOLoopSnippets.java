package typhoon.snippets;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import typhoon.gen.Gen;
import typhoon.ioloop.CoroutineState;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.LoopStall;
import typhoon.ioloop.PeriodicCallback;
import typhoon.ioloop.Timeout;
import typhoon.ioloop.TimeoutError;
import typhoon.process.Processes;
import typhoon.queues.Queue;
import typhoon.web.Application;

class IOLoopSnippets {
    void start() {
        // @start region="start"
        var loop = IOLoop.current();
        loop.addCallback(() -> {
            System.out.println("one");
            Gen.sleep(Duration.ofSeconds(1));            // others run meanwhile
            System.out.println("two");
            loop.stop();
        });
        loop.start();
        // @end
    }

    String executor(Path path) {
        // @start region="executor"
        String text = IOLoop.current().runInExecutor(() -> Files.readString(path));
        // @end
        return text;
    }

    void periodic() {
        // @start region="periodic"
        var heartbeat = new PeriodicCallback(() -> System.out.println("alive"), Duration.ofSeconds(10));
        heartbeat.start();
        // @end
    }

    void handler(DatagramChannel channel, ByteBuffer packet) throws IOException {
        // @start region="handler"
        channel.configureBlocking(false);
        IOLoop.current().addHandler(channel, (_, _) -> {
            try {
                while (channel.receive(packet.clear()) instanceof SocketAddress from) channel.send(packet.flip(), from);
            } catch (IOException problem) {
                IOLoop.current().removeHandler(channel);
            }
        }, IOLoop.READ);
        // @end
    }

    void timeout() {
        // @start region="timeout"
        var loop = IOLoop.current();
        Timeout reminder = loop.callLater(Duration.ofMinutes(1), () -> System.out.println("still there?"));
        loop.removeTimeout(reminder);                           // an answer has come
        // @end
    }

    String late(Queue<String> answers) {
        // @start region="late"
        try {
            return answers.get(Duration.ofSeconds(2));
        } catch (TimeoutError late) {
            return "no answer";
        }
        // @end
    }

    void clock() {
        // @start region="clock"
        long[] ahead = {0};
        try (var loop = new IOLoop(() -> System.nanoTime() + ahead[0])) {
            var nap = loop.spawn(() -> Gen.sleep(Duration.ofHours(1)));
            loop.addCallback(() -> {
                ahead[0] = Duration.ofHours(1).toNanos();
                loop.clockMoved();
            });
            loop.runSync(() -> Gen.await(nap));                  // is over at once
        }
        // @end
    }

    void coroutines() {
        // @start region="coroutines"
        for (CoroutineState state : IOLoop.current().coroutines(100)) {
            System.out.println(state.task() + " waits for " + state.waitsFor() + " at " + state.where());
        }
        // @end
    }

    void stall() {
        // @start region="stall"
        if (IOLoop.current().lastStall() instanceof LoopStall stall) System.out.println(stall.describe());
        // @end
    }

    void fork(Supplier<Application> newApp) {
        // @start region="fork"
        IOLoop.fork(0, () -> {                           // a loop for each core, in one JVM
            var server = newApp.get().listen(8888);      // all on this port
            var loop = IOLoop.current();
            Processes.onShutdown(() -> loop.addCallback(() -> {
                server.drain();
                loop.stop();
            }));
        });
        // @end
    }
}
