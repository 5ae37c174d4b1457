package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;
import typhoon.testing.AsyncTestCase;

/** A ThreadLocal is one coroutine's own, as on any virtual thread, although Typhoon uses its threads again. */
class ThreadLocalTest extends AsyncTestCase {
    private static final ThreadLocal<String> USER = new ThreadLocal<>();
    private static final InheritableThreadLocal<String> HEIRLOOM = new InheritableThreadLocal<>();
    private static final ScopedValue<String> SCOPE = ScopedValue.newInstance();

    private static void needsPrivateAccess() {
        if (IOLoop.carrier().equals("supported access")) ThisRun.skip("with supported access a coroutine may find ThreadLocals of another");
    }

    @Test
    void nothingIsLeftForTheNextCoroutine() {
        needsPrivateAccess();
        for (int i = 0; i < 5; i++) {
            Gen.await(Gen.spawn(() -> {
                USER.set("alice");
                HEIRLOOM.set("ring");
            }));
            assertNull(Gen.await(Gen.spawn(USER::get)));
            assertNull(Gen.await(Gen.spawn(HEIRLOOM::get)));
        }
    }

    @Test
    void itLastsOverWaitsAndIsNotSeenByOthersMeanwhile() {
        needsPrivateAccess();
        List<String> seen = new ArrayList<>();
        var alice = Gen.spawn(() -> {
            USER.set("alice");
            Gen.moment();
            seen.add(USER.get());
        });
        var bob = Gen.spawn(() -> {
            seen.add(String.valueOf(USER.get()));
            USER.set("bob");
            Gen.moment();
            seen.add(USER.get());
        });
        Gen.await(alice);
        Gen.await(bob);
        assertEquals(List.of("null", "alice", "bob"), seen);
    }

    @Test
    void aScopedValueIsBoundOverWaits() {
        var found = Gen.await(Gen.spawn(() -> ScopedValue.where(SCOPE, "here").call(() -> {
            Gen.moment();
            return SCOPE.get();
        })));
        assertEquals("here", found);
    }
}
