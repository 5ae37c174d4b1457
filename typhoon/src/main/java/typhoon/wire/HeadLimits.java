package typhoon.wire;

/**
 * How much head a peer may send.
 *
 * @param requestLine bytes of the request line without its end; more is 414
 * @param headerBlock bytes of the whole head, request line and all line ends included; more is 431
 * @param headerCount header lines; more is 431
 */
public record HeadLimits(int requestLine, int headerBlock, int headerCount) {}
