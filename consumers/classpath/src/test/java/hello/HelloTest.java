package hello;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import typhoon.ioloop.IOLoop;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.web.Application;

class HelloTest extends AsyncHttpTestCase {
    @Override
    protected Application getApp() {
        return Hello.makeApp();
    }

    @Test
    void itGreets() {
        var response = fetch("/");
        assertEquals(200, response.code());
        assertEquals("Hello, world", response.bodyText());
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertEquals(404, fetch("/nowhere").code());
    }

    @Test
    void theOneOptionArrived() {
        assertEquals("private access", IOLoop.carrier());
    }
}
