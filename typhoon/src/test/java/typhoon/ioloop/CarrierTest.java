package typhoon.ioloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.Test;
import typhoon.gen.Gen;

class CarrierTest {
    @Test
    void thisRunGotTheCarrierItIsAbout() {
        assertEquals(expected("typhoon.expected.carrier"), IOLoop.carrier());
    }

    @Test
    void thisRunGotTheTransportItIsAbout() {
        assertEquals(expected("typhoon.expected.transport"), IOLoop.transport());
    }

    @Test
    void thisRunMeetsTyphoonOnThePathItIsAbout() {
        assertEquals(expected("typhoon.expected.path").equals("module"), IOLoop.class.getModule().isNamed());
    }

    @Test
    void withPrivateAccessTheThreadThatStartsTheLoopCarriesIt() {
        if (IOLoop.carrier().equals("supported access")) ThisRun.skip("with supported access the JDK's thread carries the loop");
        try (var loop = new IOLoop()) {
            assertEquals(Thread.currentThread().getName(), loop.runSync(ThisRun::carrier));
        }
    }

    @Test
    void withSupportedAccessTheJdkHasOneCarrierThread() {
        if (IOLoop.carrier().equals("private access")) ThisRun.skip("with private access the JDK's scheduler is not ours");
        var scheduler = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        Set<String> carriers = new HashSet<>();
        try (var loop = new IOLoop()) {
            loop.runSync(() -> {
                Future<?>[] some = new Future<?>[50];
                for (int i = 0; i < some.length; i++) {
                    some[i] = Gen.spawn(() -> {
                        Gen.moment();
                        carriers.add(ThisRun.carrier());
                    });
                }
                for (Future<?> one : some) Gen.await(one);
                return null;
            });
            assertNotEquals(Set.of(Thread.currentThread().getName()), carriers);
        }
        assertEquals(1, carriers.size());
        assertEquals(1, scheduler.getParallelism());
        assertEquals(1, scheduler.getPoolSize());
    }

    private static String expected(String property) {
        String expected = System.getProperty(property);
        if (expected == null) ThisRun.skip("this run does not say what it expects: -D" + property + " is not set");
        return String.valueOf(expected);
    }
}
