package typhoon.wire;

/** How the end of a request's body is known: RFC 9112 section 6. */
public sealed interface Body {
    /** There is none. */
    record None() implements Body {}

    /** Its length was announced. */
    record Sized(long length) implements Body {}

    /** It comes in chunks, the last of which says so. */
    record Chunked() implements Body {}
}
