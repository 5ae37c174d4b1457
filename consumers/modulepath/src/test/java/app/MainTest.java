package app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import typhoon.ioloop.IOLoop;
import typhoon.testing.AsyncHttpTestCase;
import typhoon.web.Application;

class MainTest extends AsyncHttpTestCase {
    @Override
    protected Application getApp() {
        return Main.makeApp();
    }

    @Test
    void itGreets() {
        assertEquals("Hello, world", fetch("/").bodyText());
    }

    @Test
    void itGreetsAsOftenAsThePathSays() {
        assertEquals(new Main.Greeting("Hello, world", 3), fetch("/times/3").json(Main.Greeting.class));
    }

    @Test
    void itReadsAndWritesRecords() {
        var answer = fetch(post("/").json(new Main.Greeting("hi", 1)));
        assertEquals("{\"text\":\"HI\",\"times\":2}", answer.bodyText());
    }

    @Test
    void itIsTestedAsAModuleWithTheOneOption() {
        assertTrue(Main.class.getModule().isNamed() && IOLoop.class.getModule().isNamed());
        assertEquals("private access", IOLoop.carrier());
    }
}
