package typhoon.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import typhoon.http.HttpInputError;

/**
 * The header fields that decide where a request ends, to whom it goes and whether the connection lives on: RFC 9112 sections 3.2, 6 and
 * 9.3. Two readings of one of them are how requests are smuggled; so this refuses rather than chooses.
 */
class Framing {
    // Places in KnownWords.HEADERS.
    static final int HOST = 0;
    static final int CONTENT_LENGTH = 1;
    static final int TRANSFER_ENCODING = 2;
    static final int CONNECTION = 3;
    static final int EXPECT = 4;

    private static final Body NONE = new Body.None();
    private static final Body CHUNKED = new Body.Chunked();

    private final Window window;
    private @Nullable String host;
    private long length = -1;
    private @Nullable String codings;
    private boolean close;
    private boolean keepAlive;
    private boolean expectsContinue;

    Framing(Window window) {
        this.window = window;
    }

    /** Takes note of a field; {@code known} is its number among the known words. */
    void field(int known, String value) {
        switch (known) {
            case HOST -> host(value);
            case CONTENT_LENGTH -> contentLength(value);
            case TRANSFER_ENCODING -> codings = codings == null ? value : codings + "," + value;
            case CONNECTION -> connection(value);
            case EXPECT -> expect(value);
            default -> {
                // of no concern here
            }
        }
    }

    /** The host a request was sent to; a request of HTTP/1.0 need not say. */
    String host(int minorVersion) {
        if (host != null) return host;
        if (minorVersion == 0) return "127.0.0.1";
        throw new HttpInputError(400, "no Host");                       // RFC 9112 3.2
    }

    Body body(int minorVersion) {
        if (codings != null) return chunked(codings, minorVersion);
        return length > 0 ? new Body.Sized(length) : NONE;
    }

    boolean keepsAlive(int minorVersion) {
        return !close && (minorVersion > 0 || keepAlive);
    }

    /** RFC 9110 10.1.1: to be ignored in a request of HTTP/1.0. */
    boolean expectsContinue(int minorVersion) {
        return expectsContinue && minorVersion > 0;
    }

    private void host(String value) {
        if (host != null) throw new HttpInputError(400, "more than one Host");
        if (!value.equals(window.goodHost)) {
            if (!value.isEmpty() && !Target.isAuthority(value)) throw new HttpInputError(400, "Host is not host[:port]");
            window.goodHost = value;
        }
        host = value;
    }

    private void contentLength(String value) {
        // RFC 9110 8.6 lets equal values pass; a list is what an attacker or a broken proxy has made
        if (length >= 0) throw new HttpInputError(400, "more than one Content-Length");
        length = digits(value);
    }

    private static long digits(String value) {
        if (value.isEmpty()) throw new HttpInputError(400, "Content-Length is empty");
        long number = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Octets.isDigit(c)) throw new HttpInputError(400, "Content-Length is not a plain number");
            if (number > Long.MAX_VALUE / 10 - 1) throw new HttpInputError(413, "Content-Length is too large");
            number = number * 10 + (c - '0');
        }
        return number;
    }

    private Body chunked(String list, int minorVersion) {
        // RFC 9112 6.1 and 6.3
        if (minorVersion == 0) throw new HttpInputError(400, "Transfer-Encoding in HTTP/1.0");
        if (length >= 0) throw new HttpInputError(400, "both Transfer-Encoding and Content-Length");
        if (list.equalsIgnoreCase("chunked")) return CHUNKED;
        for (String coding : list.split(",", -1)) {
            String name = coding.strip().toLowerCase(Locale.ROOT);
            if (name.isEmpty()) throw new HttpInputError(400, "Transfer-Encoding has an empty element");
            if (!name.startsWith("chunked")) throw new HttpInputError(501, "a Transfer-Encoding other than chunked");
        }
        throw new HttpInputError(400, "Transfer-Encoding is not just chunked");
    }

    private void connection(String value) {
        if (value.equalsIgnoreCase("keep-alive")) {
            keepAlive = true;
            return;
        }
        for (String option : value.split(",", -1)) {
            String name = option.strip();
            close |= name.equalsIgnoreCase("close");
            keepAlive |= name.equalsIgnoreCase("keep-alive");
        }
    }

    private void expect(String value) {
        // RFC 9110 10.1.1
        if (!value.equalsIgnoreCase("100-continue")) throw new HttpInputError(417, "an expectation other than 100-continue");
        expectsContinue = true;
    }
}
