package typhoon.snippets;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.ioloop.PeriodicCallback;

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
}
