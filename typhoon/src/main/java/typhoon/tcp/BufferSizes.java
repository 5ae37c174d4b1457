package typhoon.tcp;

/** What a stream would refuse is refused when options are made, and not with each connection anew. */
final class BufferSizes {
    private static final int LARGEST = 1 << 30;         // as BaseIOStream has it

    private BufferSizes() {}

    static int maxBufferSize(int bytes) {
        if (bytes >= 1 && bytes <= LARGEST) return bytes;
        throw new IllegalArgumentException("maxBufferSize is 1 to " + LARGEST + " bytes, not " + bytes);
    }

    static int readChunkSize(int bytes) {
        if (bytes >= 1) return bytes;
        throw new IllegalArgumentException("readChunkSize is 1 byte or more, not " + bytes);
    }
}
