package typhoon.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import typhoon.escape.ClosedModule;

/** A verb with arguments in a module that does not open its package: the error says the line that is missing. */
class ClosedHandlerTest {
    @TempDir Path folder;

    @Test void theErrorSaysWhatToWrite() throws NoSuchMethodException {
        Class<?> type = new ClosedModule(folder, "Users", "class Users { public void get(long id) {} }").type();
        var method = type.getDeclaredMethod("get", long.class);
        var error = assertThrows(IllegalArgumentException.class, () -> Verb.of(method));
        assertEquals("app.pkg.Users.get(long) cannot be called: write \"opens app.pkg to typhoon, tools.jackson.databind;\""
                + " into the module-info of app", error.getMessage());
    }
}
