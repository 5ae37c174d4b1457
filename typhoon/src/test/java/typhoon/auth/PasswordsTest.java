package typhoon.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.ioloop.IOLoop;
import typhoon.testing.AsyncTestCase;

/** What is kept of passwords. */
class PasswordsTest extends AsyncTestCase {
    private static final Passwords FEW = new Passwords().rounds(10);

    @Test void thePasswordFitsAndNoOtherDoes() {
        String hash = FEW.hash("correct horse");
        assertTrue(FEW.verify("correct horse", hash));
        for (String other : new String[] {"", "correct hors", "correct horse ", "Correct horse"})
            assertFalse(FEW.verify(other, hash), other);
    }

    @Test void theSamePasswordIsAnotherHashEachTime() {
        assertNotEquals(FEW.hash("x"), FEW.hash("x"));
        assertTrue(FEW.hash("x").matches("\\$pbkdf2-sha512\\$i=10\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}"), FEW.hash("x"));
        assertTrue(new Passwords().hash("x").startsWith("$pbkdf2-sha512$i=210000$"));
    }

    /** As hashlib of Python computes it. */
    @Test void itIsPbkdf2() {
        assertTrue(FEW.verify("password", "$pbkdf2-sha512$i=1$c2FsdHNhbHRzYWx0c2FsdA$zMa9LL9XW9NEyc9UKHf8bpNyy/Hx4d85LGz19gOLtXQ"));
        assertTrue(FEW.verify("pässwörd", "$pbkdf2-sha512$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$OH+PT74WOcBRC8O6wPnBynZWeDcHFtHyKcPrw2O/714"));
    }

    @Test void anAccentIsTheSameHoweverItWasTyped() {
        assertTrue(FEW.verify("pa\u0308sswo\u0308rd", FEW.hash("pässwörd")));
    }

    @Test void anyPasswordOfOurLengthCanBeHashed() {
        for (String password : new String[] {"", "\0", "😀", "x".repeat(Passwords.MAX_LENGTH)})
            assertTrue(FEW.verify(password, FEW.hash(password)));
        String said = assertThrows(IllegalArgumentException.class, () -> FEW.hash("x".repeat(1025))).getMessage();
        assertEquals("a password has at most 1024 characters, not 1025", said);
        assertFalse(FEW.verify("x".repeat(1025), FEW.hash("x")));
    }

    @Test void whatIsNoHashFitsNoPassword() {
        String hash = FEW.hash("x");
        for (String other : new String[] {"", "!", "x", hash + "A", hash.substring(1), hash.substring(0, hash.length() - 1),
            hash.replace("i=10", "i=0"), hash.replace("i=10", "i=-1"), hash.replace("i=10", "i=010"), hash.replace("i=10", "i=999999999"),
            hash.replace("i=10", "i=11"), hash.replace("sha512", "sha256"),
            "$pbkdf2-sha512$i=10$" + "A".repeat(23) + "$" + "A".repeat(43)}) {
            assertFalse(FEW.verify("x", other), other);
        }
    }

    @Test void anAccountThatThereIsNotTakesAsLong() {
        var slow = new Passwords().rounds(100_000);
        String hash = slow.hash("x");
        long known = time(() -> slow.verify("y", hash));
        long unknown = time(() -> slow.verify("y", null));
        assertTrue(unknown > known / 3, unknown + " ns, a known one " + known);
        assertFalse(slow.verify("", null));
    }

    private static long time(Runnable run) {
        long began = System.nanoTime();
        run.run();
        return System.nanoTime() - began;
    }

    @Test void fewerRoundsThanNowAreWeak() {
        String hash = FEW.hash("x");
        assertFalse(FEW.isWeak(hash));
        assertFalse(FEW.rounds(9).isWeak(hash));
        assertTrue(FEW.rounds(11).isWeak(hash));
        assertTrue(FEW.isWeak("$2b$12$…"));
        assertTrue(FEW.rounds(11).verify("x", hash), "weak, and right still");
    }

    @Test void theLoopGoesOnMeanwhile() {
        var hashing = Gen.spawn(() -> new Passwords().hash("x"));
        int turns = 0;
        while (!hashing.isDone()) {
            Gen.sleep(Duration.ofMillis(1));
            turns++;
        }
        assertTrue(turns >= 5, turns + " turns");
    }

    @Test void withoutALoopItComputes() throws InterruptedException {
        var fits = new boolean[1];
        Thread.ofPlatform().start(() -> fits[0] = IOLoop.currentOrNull() == null && FEW.verify("x", FEW.hash("x"))).join();
        assertTrue(fits[0]);
    }

    @Test void roundsHaveLimits() {
        assertThrows(IllegalArgumentException.class, () -> FEW.rounds(0));
        assertThrows(IllegalArgumentException.class, () -> FEW.rounds(100_000_001));
        assertEquals("Passwords with 10 rounds", FEW.toString());
    }
}
