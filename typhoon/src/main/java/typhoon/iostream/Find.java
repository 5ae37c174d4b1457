package typhoon.iostream;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import typhoon.netty.LogText;

/**
 * Looks for the end of what a read wants in bytes that grow. It remembers how far it has looked, so that bytes which come one by one are
 * not looked at anew with each of them.
 */
abstract sealed class Find {
    /** Where the wanted bytes end, counted from the reader index; -1 when that has not come yet. The same bytes as before, and more. */
    abstract int end(ByteBuf in);

    /** Names what is looked for. */
    @Override
    public abstract String toString();

    /** Bytes that stand for the end. */
    static final class Delimiter extends Find {
        private final byte[] delimiter;
        private int looked;                             // no match begins before it

        Delimiter(byte[] delimiter) {
            if (delimiter.length == 0) throw new IllegalArgumentException("a delimiter has one byte at least; this one is empty");
            this.delimiter = delimiter.clone();
        }

        @Override
        int end(ByteBuf in) {
            int begin = in.readerIndex();
            int size = in.readableBytes();
            while (looked + delimiter.length <= size) {
                int at = in.indexOf(begin + looked, begin + size - delimiter.length + 1, delimiter[0]);
                if (at < 0) {
                    looked = size - delimiter.length + 1;
                    return -1;
                }
                looked = at - begin;
                if (matches(in, at)) return looked + delimiter.length;
                looked++;
            }
            return -1;
        }

        private boolean matches(ByteBuf in, int at) {
            for (int i = 1; i < delimiter.length; i++) {
                if (in.getByte(at + i) != delimiter[i]) return false;
            }
            return true;
        }

        @Override
        public String toString() {
            return "delimiter \"" + LogText.line(new String(delimiter, StandardCharsets.ISO_8859_1)) + "\"";
        }
    }

    /** A pattern over the bytes as characters of ISO 8859-1. */
    static final class Regex extends Find {
        private final Pattern pattern;
        private final Latin1 text = new Latin1(this);
        private final Matcher matcher;
        private int live;                               // a match that begins before it will not come any more

        Regex(Pattern pattern) {
            this.pattern = pattern;
            this.matcher = pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
        }

        @Override
        int end(ByteBuf in) {
            text.show(in);
            try {
                matcher.reset();
                if (matcher.region(live, text.length()).find()) return matcher.end();
                while (live < text.length() && isDead(live)) live++;
                return -1;
            } catch (StackOverflowError deep) {
                throw new UnsatisfiableReadError(this + " needs more stack than there is, in " + text.length() + " bytes");
            } finally {
                text.show(null);
            }
        }

        /** A try that failed without looking at the end of what is here fails whatever comes behind it. */
        @SuppressWarnings("JdkObsolete")                // hitEnd is meant for text that goes on
        private boolean isDead(int start) {
            return !matcher.region(start, text.length()).lookingAt() && !matcher.hitEnd();
        }

        @Override
        public String toString() {
            return "regex \"" + LogText.line(pattern.toString()) + "\"";
        }
    }

    /** Bytes as text, where they are. */
    private static final class Latin1 implements CharSequence {
        private static final long STEPS = 10_000_000;
        private static final long STEPS_PER_BYTE = 100;

        private final Regex sought;
        private @Nullable ByteBuf bytes;
        private long steps;                             // that are left: patterns that backtrack may take for ever

        Latin1(Regex sought) {
            this.sought = sought;
        }

        void show(@Nullable ByteBuf in) {
            bytes = in;
            steps = STEPS + STEPS_PER_BYTE * length();
        }

        private ByteBuf bytes() {
            if (bytes == null) throw new IllegalStateException("there is nothing to look at now");
            return bytes;
        }

        @Override
        public int length() {
            return bytes == null ? 0 : bytes.readableBytes();
        }

        @Override
        public char charAt(int index) {
            if (--steps < 0) throw new UnsatisfiableReadError(sought + " tries too many ways to match " + length() + " bytes");
            return (char) bytes().getUnsignedByte(bytes().readerIndex() + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return bytes().toString(bytes().readerIndex() + start, end - start, StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return bytes().toString(StandardCharsets.ISO_8859_1);
        }
    }
}
