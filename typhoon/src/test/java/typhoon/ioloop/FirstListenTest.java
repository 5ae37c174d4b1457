package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import typhoon.httpserver.HttpServer;

/** A program that listens and then starts its loop loads what sockets are made of before: on the loop it would be its first stall. */
class FirstListenTest {
    /** Tells where Netty's allocator, the largest part of it, is loaded: it then asks for its type. */
    static final class Program {
        private static final class Watched extends Properties {
            private static final long serialVersionUID = 1;

            @Override
            public String getProperty(String key) {
                if (key.equals("io.netty.allocator.type")) System.out.println("in a coroutine: " + Thread.currentThread().isVirtual());
                return super.getProperty(key);
            }
        }

        public static void main(String[] args) {
            var watched = new Watched();
            watched.putAll(System.getProperties());
            System.setProperties(watched);
            new HttpServer(_ -> {}).listen("127.0.0.1", 0);
            System.exit(0);
        }
    }

    @Test
    void loadsBeforeTheLoopRuns() throws Exception {
        assertEquals("in a coroutine: false", ChildJvm.run(Program.class, List.of()).strip());
    }
}
