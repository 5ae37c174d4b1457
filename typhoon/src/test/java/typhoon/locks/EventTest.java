package typhoon.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.ioloop.TimeoutError;

class EventTest extends LocksTestCase {
    private final Event event = new Event();

    @Test
    void saysWhetherItIsSet() {
        assertEquals("Event[not set, waiting=0]", event.toString());
        event.set();
        assertTrue(event.isSet());
        assertEquals("Event[set]", event.toString());
    }

    @Test
    void letsEverybodyGoOnAndAgainAfterBeingCleared() {
        for (String name : List.of("a", "b", "c")) starts(name, event::await);
        assertEquals(List.of(), endedNow());
        event.set();
        assertEquals(List.of("a", "b", "c"), endedNow());
        starts("d", event::await);
        assertEquals(List.of("a", "b", "c", "d"), endedNow());
        event.clear();
        assertFalse(event.isSet());
        starts("e", event::await);
        assertEquals(List.of("a", "b", "c", "d"), endedNow());
        event.set();
        assertEquals(List.of("a", "b", "c", "d", "e"), endedNow());
    }

    @Test
    void whoWaitedWhenItWasSetGoesOnThoughItIsClearedAtOnce() {
        starts("a", event::await);
        event.set();
        event.clear();
        starts("b", event::await);
        assertEquals(List.of("a"), endedNow());
    }

    @Test
    void settingItTwiceIsSettingItOnce() {
        event.set();
        event.set();
        assertTrue(event.isSet());
        event.clear();
        assertFalse(event.isSet());
    }

    @Test
    void waitsSoLongAtMost() {
        starts("a", () -> event.await(SECOND));
        starts("b", () -> event.await(SECOND.multipliedBy(2)));
        clock().advance(SECOND);
        assertEquals(List.of("a too late"), endedNow());
        event.set();
        clock().advance(SECOND);
        assertEquals(List.of("a too late", "b"), endedNow());
    }

    @Test
    void oneThatIsSetIsHadWhateverTheTimeout() {
        assertThrows(TimeoutError.class, () -> event.await(Duration.ZERO));
        event.set();
        event.await(Duration.ZERO);
    }
}
