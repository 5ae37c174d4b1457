package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SceneTest {
    private static @Nullable String whereOf(String... classes) {
        List<StackTraceElement> stack = Stream.of(classes).map(name -> new StackTraceElement(name, "work", "File.java", 7)).toList();
        StackTraceElement where = new Scene(null, "task", stack).where();
        return where == null ? null : where.getClassName();
    }

    @Test
    void theUsersLineIsTheInnermostThatIsNeitherJavasNorOursNorOfWhatWeAreMadeOf() {
        assertEquals("com.shop.Orders", whereOf("java.lang.String", "tools.jackson.databind.ObjectMapper",
                "com.fasterxml.jackson.annotation.JsonProperty", "typhoon.escape.Json", "com.shop.Orders", "com.shop.Main"));
        assertEquals("com.shop.Orders", whereOf("ch.qos.logback.core.Appender", "org.slf4j.Logger", "io.netty.buffer.ByteBuf",
                "com.shop.Orders"));
        assertEquals("typhoon.examples.users.Feed", whereOf("typhoon.websocket.Connection", "typhoon.examples.users.Feed"));
    }

    @Test
    void withoutAnyOfTheUsersItIsTheInnermostThatIsNotJavas() {
        assertEquals("typhoon.escape.Json", whereOf("jdk.internal.misc.VM", "typhoon.escape.Json", "typhoon.web.RequestHandler"));
        assertNull(whereOf("java.lang.Object"));
    }

    @Test
    void aTaskThatCannotSayItsNameIsKnownByItsClass() {
        assertEquals(Endless.class.getName(), Scene.describe(new Endless()));
        assertEquals(Broken.class.getName(), Scene.describe(new Broken()));
    }

    private static final class Endless {
        @Override
        public String toString() {
            return this + "!";
        }
    }

    private static final class Broken {
        @Override
        public String toString() {
            throw new IllegalStateException("planted");
        }
    }
}
