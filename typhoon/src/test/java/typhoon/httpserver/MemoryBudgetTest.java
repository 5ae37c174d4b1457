package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.http.MemoryBudget;
import typhoon.testing.RawClient;

/** Many clients together may send no more than the server has memory for, and nobody else notices. */
class MemoryBudgetTest extends ServerTestCase {
    private static final int MIB = 1024 * 1024;

    private final MemoryBudget budget = new MemoryBudget(2 * MIB);
    private boolean hold;

    @Override
    protected ServerOptions serverOptions() {
        return new ServerOptions().memoryBudget(budget);
    }

    private void serveLengths() {
        serve(request -> {
            int length = request.body().length;
            while (hold) Gen.moment();
            answer(request, length + " bytes");
        });
    }

    private RawClient begin(int length, int sent) {
        var client = connect().send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n");
        return client.send(new byte[sent]);
    }

    @Test
    void aBodyThatNoMemoryIsLeftForIsAnsweredWith503() {
        serveLengths();
        try (var first = begin(MIB, MIB - 1)) {
            waitFor(() -> budget.used() == MIB);
            try (var second = begin(MIB, MIB)) {
                assertEquals(503, second.readResponse().code());
                assertTrue(second.closed());
            }
            assertEquals(MIB, budget.used(), "the second has given back what it had");
            assertEquals("5 bytes", fetch(post("/").body("small")).bodyText());
            assertEquals("1048576 bytes", first.send("x").readResponse().bodyText());
        }
        waitFor(() -> budget.used() == 0);
        try (var again = begin(MIB, MIB)) {
            assertEquals("1048576 bytes", again.readResponse().bodyText());
        }
    }

    @Test
    void aBodyCountsUntilItsHandlerReturns() {
        serveLengths();
        hold = true;
        try (var client = begin(MIB, MIB)) {
            waitFor(() -> budget.used() == MIB);
            for (int i = 0; i < 10; i++) Gen.moment();
            assertEquals(MIB, budget.used());
            hold = false;
            assertEquals(200, client.readResponse().code());
            assertEquals(0, budget.used());
        }
    }

    @Test
    void aBodyInChunksIsCountedToo() {
        serveLengths();
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        try (var client = connect().send("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            client.send(chunk.repeat(17));
            assertEquals(503, client.readResponse().code());
        }
        waitFor(() -> budget.used() == 0);
    }

    @Test
    void whoLeavesInTheMiddleGivesBack() {
        serveLengths();
        var client = begin(MIB, MIB / 2);
        waitFor(() -> budget.used() > 0);
        client.reset();
        waitFor(() -> budget.used() == 0);
    }
}
