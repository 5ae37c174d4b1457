package typhoon.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConfigurableTest {
    interface Store {}

    static final class Memory implements Store {}

    static final class Disk implements Store {
        final String path;

        Disk() {
            this("here");
        }

        Disk(String path) {
            this.path = path;
        }
    }

    static final class Remote implements Store {
        Remote(String address) {}
    }

    static final class Broken implements Store {
        Broken() {
            throw new IllegalArgumentException("no disk");
        }
    }

    private final Configurable<Store> store = Configurable.of(Store.class, Memory::new);

    private String mistake(String className) {
        return assertThrows(OptionsError.class, () -> store.configure(className)).getMessage();
    }

    @Test
    void theUsualOneIsMadeUntilAnotherIsChosen() {
        assertTrue(store.make() instanceof Memory);
        assertNotSame(store.make(), store.make());
        assertEquals(Memory.class, store.configuredClass());
        store.configure(() -> new Disk("there"));
        assertEquals("there", ((Disk) store.make()).path);
        assertEquals(Disk.class, store.configuredClass());
    }

    @Test
    void aClassIsChosenByItsNameAndUnchosenByNone() {
        store.configure(Disk.class.getName());
        assertEquals("here", ((Disk) store.make()).path);
        assertEquals(Disk.class, store.configuredClass());
        store.configure("");
        assertEquals(Memory.class, store.configuredClass());
    }

    @Test
    void aChoiceMayLeadToAnotherWhichStaysWhenItIsUnchosen() {
        var disk = Configurable.of(Disk.class, Disk::new);
        store.configure(disk::make);
        assertEquals("here", ((Disk) store.make()).path);
        disk.configure(() -> new Disk("there"));
        assertEquals("there", ((Disk) store.make()).path);
        store.configure("");
        assertEquals(Memory.class, store.configuredClass());
        assertEquals("there", disk.make().path);
    }

    @Test
    void aClassThatCannotBeItIsRefusedAtOnceInOneLine() {
        String here = ConfigurableTest.class.getName();
        assertEquals("expected the name of a class that is a " + here + "$Store, but there is no app.Nowhere", mistake("app.Nowhere"));
        assertEquals("expected a class that is a " + here + "$Store, got java.lang.String", mistake("java.lang.String"));
        assertEquals(here + "$Remote has no constructor without parameters", mistake(here + "$Remote"));
        assertEquals(Memory.class, store.configuredClass(), "what was chosen before stays");
    }

    @Test
    void whatItsConstructorThrowsIsTheCause() {
        store.configure(Broken.class.getName());
        assertEquals("java.lang.IllegalArgumentException: no disk",
                String.valueOf(assertThrows(IllegalStateException.class, store::make).getCause()));
    }

    @Test
    void anOptionMayChooseIt() {
        var options = new OptionParser();
        options.define("store", "").callback(store::configure);
        options.parseCommandLine("--store=" + Disk.class.getName());
        assertEquals(Disk.class, store.configuredClass());
    }
}
