package typhoon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HttpStatusTest {
    @Test
    void statusesHaveTheNamesOfRfc9110() {
        assertEquals("OK", HttpStatus.reason(200));
        assertEquals("Partial Content", HttpStatus.reason(206));
        assertEquals("Permanent Redirect", HttpStatus.reason(308));
        assertEquals("Content Too Large", HttpStatus.reason(413));
        assertEquals("I'm a Teapot", HttpStatus.reason(418));
        assertEquals("Unprocessable Content", HttpStatus.reason(422));
        assertEquals("Upgrade Required", HttpStatus.reason(426));
        assertEquals("Request Header Fields Too Large", HttpStatus.reason(431));
        assertEquals("HTTP Version Not Supported", HttpStatus.reason(505));
        assertEquals("Network Authentication Required", HttpStatus.reason(511));
    }

    @Test
    void othersAreUnknown() {
        for (int status : new int[] {-1, 0, 99, 299, 430, 600, Integer.MAX_VALUE}) assertEquals("Unknown", HttpStatus.reason(status));
    }
}
