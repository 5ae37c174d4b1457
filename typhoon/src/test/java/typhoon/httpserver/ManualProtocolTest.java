package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** A server behind something that ends TLS and says nothing of it. */
class ManualProtocolTest extends ServerTestCase {
    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().protocol("https");
    }

    @Test
    void theProtocolIsWhatTheOptionSays() {
        serve(request -> answer(request, request.protocol()));
        assertEquals("https", fetch("/").bodyText());
        assertThrows(IllegalArgumentException.class, () -> new ServerOptions().protocol("ftp"));
    }
}
