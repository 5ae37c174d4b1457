package typhoon.escape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Array;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record whose module does not open its package: the error says the line that is missing. */
class JsonModuleTest {
    private static final String RECORD = "record Hidden(int n) { Hidden() { this(1); } }";
    private static final String HELP = " app.pkg.Hidden: its package is not open to Jackson:"
            + " write \"opens app.pkg to typhoon, tools.jackson.databind;\" into the module-info of app";

    @TempDir Path folder;

    @Test void whenItIsRead() {
        Class<?> type = new ClosedModule(folder, "Hidden", RECORD).type();
        assertEquals("cannot read JSON into" + HELP, refused(() -> Escape.jsonDecode("{\"n\": 1}", type)));
    }

    @Test void whenItIsReadInside() {
        Class<?> array = Array.newInstance(new ClosedModule(folder, "Hidden", RECORD).type(), 0).getClass();
        assertEquals("cannot read JSON into" + HELP, refused(() -> Escape.jsonDecode("[{\"n\": 1}]", array)));
    }

    @Test void whenItIsWritten() throws ReflectiveOperationException {
        Object value = new ClosedModule(folder, "Hidden", RECORD).instance();
        assertEquals("cannot write as JSON" + HELP, refused(() -> Escape.jsonEncode(value)));
    }

    private static String refused(Runnable what) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, what::run).getMessage());
    }
}
