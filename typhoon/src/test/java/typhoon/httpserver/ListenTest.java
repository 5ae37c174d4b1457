package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ListenTest extends ServerTestCase {
    @Test
    void aTakenPortIsNamed() {
        var second = new HttpServer(getApp());
        var refused = assertThrows(UncheckedIOException.class, () -> second.listen("127.0.0.1", port()));
        assertEquals("port " + port() + " is already in use", refused.getMessage());
        assertInstanceOf(IOException.class, refused.getCause());
        assertThrows(IllegalStateException.class, second::port);
    }

    @Test
    void anUnknownHostIsNamed() {
        var refused = assertThrows(UncheckedIOException.class, () -> new HttpServer(getApp()).listen("no.such.host.invalid", 0));
        assertEquals("cannot listen on port 0: there is no host no.such.host.invalid", refused.getMessage());
    }

    @Test
    void aServerMayListenSeveralTimes() {
        int first = port();
        server().listen("127.0.0.1", 0);
        assertEquals(first, port());
        assertEquals("GET /", fetch("/").bodyText());
    }

    @Test
    void severalServersMayShareAPort() {
        var options = new ServerOptions().reusePort(true);
        var one = new HttpServer(getApp(), options);
        one.listen("127.0.0.1", 0);
        var two = new HttpServer(getApp(), options);
        two.listen("127.0.0.1", one.port());
        assertEquals(one.port(), two.port());
        one.stop();
        assertEquals(200, fetch("http://127.0.0.1:" + two.port() + "/").code());
        two.drain(Duration.ZERO);
    }

    @Test
    void anOptionThatMakesNoSenseIsRefused() {
        var options = new ServerOptions();
        assertThrows(IllegalArgumentException.class, () -> options.maxBody(-1));
        assertThrows(IllegalArgumentException.class, () -> options.headerBlock(0));
        assertThrows(IllegalArgumentException.class, () -> options.idleTimeout(Duration.ofSeconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> new HttpServer(getApp(), options.serverName("a\r\nb")));
    }
}
