package typhoon.httpserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

class PipeliningTest extends ServerTestCase {
    private static String get(int number) {
        return "GET /" + number + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static String gets(int count) {
        var all = new StringBuilder();
        for (int i = 0; i < count; i++) all.append(get(i));
        return all.toString();
    }

    @Test
    void answersComeInTheOrderOfTheRequests() {
        try (var client = connect()) {
            client.send(gets(500));
            for (int i = 0; i < 500; i++) assertEquals("GET /" + i, client.readResponse().bodyText());
        }
    }

    @Test
    void aRequestIsServedWhenTheOneBeforeIsAnswered() {
        var running = new int[1];
        var order = new ArrayList<String>();
        serve(request -> {
            assertEquals(1, ++running[0]);
            if (request.uri().equals("/0")) for (int i = 0; i < 10; i++) Gen.moment();
            order.add(request.uri());
            running[0]--;
            answer(request, request.uri());
        });
        try (var client = connect()) {
            client.send(gets(3));
            for (int i = 0; i < 3; i++) assertEquals("/" + i, client.readResponse().bodyText());
        }
        assertEquals(List.of("/0", "/1", "/2"), order);
    }

    @Test
    void requestsMayComeByteByByte() {
        serve(request -> answer(request, request.uri() + text(request.body())));
        try (var client = connect()) {
            String all = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\nA: b\r\n\r\n" + get(1);
            for (int i = 0; i < all.length(); i++) {
                client.send(all.substring(i, i + 1));
                Gen.moment();
            }
            assertEquals("/ade", client.readResponse().bodyText());
            assertEquals("/1", client.readResponse().bodyText());
        }
    }

    @Test
    void bodiesAreFoundBetweenHeads() {
        serve(request -> answer(request, request.method() + text(request.body())));
        try (var client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + get(1)
                    + "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n" + get(2));
            assertEquals("POSTabc", client.readResponse().bodyText());
            assertEquals("GET", client.readResponse().bodyText());
            assertEquals("PUTde", client.readResponse().bodyText());
            assertEquals("GET", client.readResponse().bodyText());
        }
    }

    @Test
    void nothingIsServedBehindARequestThatClosed() {
        var served = new ArrayList<String>();
        serve(request -> {
            served.add(request.uri());
            answer(request, "");
        });
        try (var client = connect()) {
            client.send("GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + gets(10));
            assertEquals(200, client.readResponse().code());
            assertTrue(client.closed());
        }
        assertEquals(List.of("/last"), served);
    }

    @Test
    void othersGetTheirTurnDuringALongRun() {
        try (var other = connect(); var pipelining = connect()) {
            waitFor(() -> server().connections() == 2);
            var order = new ArrayList<String>();
            serve(request -> {
                order.add(request.uri());
                if (request.uri().equals("/10")) other.send("GET /other HTTP/1.1\r\nHost: x\r\n\r\n");
                answer(request, "");
            });
            pipelining.send(gets(200));
            for (int i = 0; i < 200; i++) pipelining.readResponse();
            other.readResponse();
            assertTrue(order.indexOf("/other") < 100, order.toString());
            assertEquals(201, order.size());
        }
    }
}
