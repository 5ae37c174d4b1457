package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
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
    void aBodyOfWhichOnePieceCameCountsWhileTheRestIsMissing() {
        serveLengths();
        try (var client = begin(MIB, 50_000)) {
            waitFor(() -> budget.used() >= 50_000);
            client.send(new byte[MIB - 50_000]);
            assertEquals("1048576 bytes", client.readResponse().bodyText());
        }
        waitFor(() -> budget.used() == 0);
    }

    @Test
    void aBodyThatCameAtOnceIsNotCounted() {
        serveLengths();
        hold = true;
        var requests = new String[] {
            "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n" + "x".repeat(9000),
            "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2328\r\n" + "x".repeat(9000) + "\r\n0\r\n\r\n"
        };
        for (String whole : requests) {
            hold = true;
            try (var client = connect().send(whole)) {
                waitFor(() -> server().connections() == 1);
                for (int i = 0; i < 10; i++) Gen.moment();
                assertEquals(0, budget.used());
                hold = false;
                assertEquals("9000 bytes", client.readResponse().bodyText());
            }
            waitFor(() -> server().connections() == 0);
        }
    }

    @Test
    void headsThatAreHereInPartCount() {
        serveLengths();
        String begun = "GET / HTTP/1.1\r\nHost: x\r\n" + "X-Padding: 0123456789\r\n".repeat(190);
        var clients = new ArrayList<RawClient>();
        while (clients.size() < 200 && server().connectionsAccepted() == server().connections()) {
            clients.add(connect().send(begun));
            Gen.moment();
        }
        waitFor(() -> server().connections() < clients.size());
        assertTrue(clients.size() > 2 * MIB / 40_000 && clients.size() < 2 * MIB / begun.length(), clients.size() + " clients");
        assertTrue(budget.used() > MIB && budget.used() <= 2 * MIB, budget.toString());
        assertEquals(503, clients.getLast().readResponse().code());
        assertEquals("0 bytes", clients.getFirst().send("\r\n").readResponse().bodyText());
        clients.forEach(RawClient::close);
        waitFor(() -> budget.used() == 0);
    }

    @Test
    void aLongLineThatHasNotEndedCounts() {
        serveLengths();
        try (var client = connect().send("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(60_000))) {
            waitFor(() -> budget.used() > 60_000);
            client.send("\r\n\r\n");
            assertEquals(200, client.readResponse().code());
            waitFor(() -> budget.used() == 0);
        }
    }

    @Test
    void aLargeHeadCountsUntilItsHandlerReturnsEvenIfItsClientHasLeft() {
        serveLengths();
        hold = true;
        String head = "GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(60_000) + "\r\n\r\n";
        var client = connect().send(head);
        waitFor(() -> budget.used() > 60_000);
        client.reset();
        waitFor(() -> server().connections() == 0);
        for (int i = 0; i < 10; i++) Gen.moment();
        assertTrue(budget.used() > 60_000, budget.toString());
        hold = false;
        waitFor(() -> budget.used() == 0);
    }

    @Test
    void trailersThatHaveNotEndedCount() {
        serveLengths();
        String chunked = "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n";
        try (var client = connect().send(chunked + "X-Padding: 0123456789\r\n".repeat(190))) {
            waitFor(() -> budget.used() > 190 * 22);
            client.send("\r\n");
            assertEquals("5 bytes", client.readResponse().bodyText());
            waitFor(() -> budget.used() == 0);
        }
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
