package typhoon.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A program that has typhoon-testing, but not logback, which is optional. */
class BackendTest {
    private final URLClassLoader withoutLogback = new URLClassLoader(classPathWithoutLogback(), ClassLoader.getPlatformClassLoader());

    @AfterEach void close() throws IOException {
        withoutLogback.close();
    }

    @Test void testsRunWithoutLogback() throws ReflectiveOperationException {
        var watch = withoutLogback.loadClass(StrayLogs.class.getName()).getDeclaredMethod("watch");
        watch.setAccessible(true);
        assertNull(watch.invoke(null));
    }

    @Test void expectLogSaysThatItNeedsLogback() throws ReflectiveOperationException {
        var make = withoutLogback.loadClass(ExpectLog.class.getName()).getConstructor(String.class, String.class);
        var thrown = assertThrows(InvocationTargetException.class, () -> make.newInstance("typhoon.general", "x")).getCause();
        assertInstanceOf(IllegalStateException.class, thrown);
        assertEquals("ExpectLog needs logback-classic as SLF4J's only backend", thrown.getMessage());
    }

    private static URL[] classPathWithoutLogback() {
        var urls = new ArrayList<URL>();
        for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"))) {
            if (!Path.of(entry).getFileName().toString().startsWith("logback")) urls.add(url(Path.of(entry)));
        }
        return urls.toArray(URL[]::new);
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
