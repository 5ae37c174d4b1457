package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static typhoon.web.URLSpec.url;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What an application refuses of records among the parameters of verbs, and in which words. */
@SuppressWarnings("unused")
class BindingShapeTest {
    record Name(String name) {}

    record Odd(List<Thread> threads) {}

    record ByNumber(Map<Integer, String> names) {}

    record Box<T>(T content) {}

    @Test void aComponentThatNothingFills() {
        class Handler extends RequestHandler {
            public void post(Odd odd) {}
        }
        String message = refused(Handler::new);
        assertTrue(message.endsWith("Handler.post(Odd): Odd.threads is a java.lang.Thread, which cannot be filled from a request:"
                + " a record's components are text, numbers, booleans, enums, UUID, URI, java.time, other records, and List, Set, array,"
                + " Optional or Map<String, …> of these"), message);
    }

    @Test void aMapWithOtherKeysThanText() {
        class Handler extends RequestHandler {
            public void post(ByNumber odd) {}
        }
        assertTrue(refused(Handler::new).contains("ByNumber.names is a java.util.Map, which cannot be filled"), refused(Handler::new));
    }

    @Test void twoRecords() {
        class Handler extends RequestHandler {
            public void post(Name one, Name two) {}
        }
        assertTrue(refused(Handler::new).endsWith("Handler.post(Name, Name) takes two records, but one is sent"), refused(Handler::new));
    }

    @Test void aRecordOfNobodyKnowsWhat() {
        class Handler extends RequestHandler {
            @SuppressWarnings("rawtypes")
            public void post(Box box) {}
        }
        assertTrue(refused(Handler::new).endsWith("is a Box, but does not say of what: write Box<…>"), refused(Handler::new));
    }

    @Test void twoVerbsThatDifferByARecordOnly() {
        class Handler extends RequestHandler {
            @Override public void post() {}

            public void post(Name name) {}
        }
        assertTrue(refused(Handler::new).endsWith(": no telling which is meant"), refused(Handler::new));
    }

    @Test void aRecordIsNoCapture() {
        class Handler extends RequestHandler {
            public void post(long id, Name name) {}
        }
        assertEquals("url / captures 0 arguments, but Handler has no verb that takes none, only post(long, Name)", refused(Handler::new));
        assertDoesNotThrow(() -> new Application(url("/{id}", Handler::new)));
    }

    @Test void aStreamingHandlerWhoseBodyWouldBeGone() {
        @StreamRequestBody
        class Handler extends RequestHandler {
            public void post(Name name) {}

            @Override protected void dataReceived(byte[] chunk) {}
        }
        assertEquals("Handler is a @StreamRequestBody: nothing is left of the body to fill a record from", refused(Handler::new));
    }

    @Test void anotherStatusThanTwoForBadInput() {
        assertEquals("bad input has status 400 or 422, got 500",
                assertThrows(IllegalArgumentException.class, () -> new Settings().inputErrorStatus(500)).getMessage());
    }

    private static String refused(Supplier<RequestHandler> factory) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> new Application(url("/", factory))).getMessage());
    }
}
