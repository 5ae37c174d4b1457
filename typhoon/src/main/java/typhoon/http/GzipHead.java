package typhoon.http;

import java.util.zip.CRC32;

/** What stands before the deflated data of a gzip member (RFC 1952 §2.3), read byte by byte; nothing of it is kept. */
final class GzipHead {
    private static final int[] MAGIC = {0x1F, 0x8B, 8};
    private static final int FIXED = 10;
    private static final int CRC_FOLLOWS = 2;
    private static final int EXTRA_FOLLOWS = 4;
    private static final int NAME_FOLLOWS = 8;
    private static final int COMMENT_FOLLOWS = 16;
    private static final int RESERVED = 0xE0;

    private final CRC32 crc = new CRC32();
    private int read;
    private int flags;              // what is still to come
    private int inField;            // bytes read of the field of now
    private int number;             // the two bytes of a length or of a checksum

    /** Whether nothing of it has come. */
    boolean isEmpty() {
        return read == 0;
    }

    /** Takes a byte; true when it was the last. {@link HttpInputError} when this is no gzip. */
    boolean take(int b) {
        if (read < FIXED) takeFixed(b);
        else if ((flags & EXTRA_FOLLOWS) != 0) takeExtra(b);
        else if ((flags & NAME_FOLLOWS) != 0) takeText(b, NAME_FOLLOWS);
        else if ((flags & COMMENT_FOLLOWS) != 0) takeText(b, COMMENT_FOLLOWS);
        else takeCrc(b);
        return read >= FIXED && flags == 0;
    }

    private void takeFixed(int b) {
        if (read < MAGIC.length && b != MAGIC[read]) throw new HttpInputError(400, "expected gzip data, got something else");
        if (read == MAGIC.length) flags = b & ~1;                   // the lowest bit only guesses that it is text
        if (read == MAGIC.length && (b & RESERVED) != 0) throw new HttpInputError(400, "gzip data with flags that no version has");
        count(b);
    }

    private void count(int b) {
        crc.update(b);
        if (read < FIXED) read++;
    }

    private void takeExtra(int b) {
        count(b);
        if (inField < 2) number |= b << 8 * inField;
        inField++;
        if (inField >= 2 && inField == 2 + number) endField(EXTRA_FOLLOWS);
    }

    private void takeText(int b, int flag) {
        count(b);
        if (b == 0) endField(flag);
    }

    private void takeCrc(int b) {
        number |= b << 8 * inField++;
        if (inField < 2) return;
        if (number != (crc.getValue() & 0xFFFF)) throw new HttpInputError(400, "the checksum of a gzip header is wrong");
        endField(CRC_FOLLOWS);
    }

    private void endField(int flag) {
        flags &= ~flag;
        inField = 0;
        number = 0;
    }
}
