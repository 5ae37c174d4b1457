package typhoon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void itIsThatOfTheBuild() throws IOException {
        var version = Pattern.compile("<artifactId>typhoon-parent</artifactId>\\s*<version>([^<]+)</version>").matcher(
                Files.readString(Path.of("pom.xml")));
        assertTrue(version.find());
        assertEquals(version.group(1), Typhoon.VERSION);
    }

    @Test
    void itCanBeComparedAndASnapshotIsLessThanItsRelease() {
        assertEquals(Typhoon.VERSION, Typhoon.VERSION_INFO.toString());
        assertTrue(Typhoon.VERSION_INFO.compareTo(ModuleDescriptor.Version.parse("0.0.9")) > 0);
        String release = Typhoon.VERSION.replaceFirst("-.*", "");
        assertTrue(Typhoon.VERSION_INFO.compareTo(ModuleDescriptor.Version.parse(release)) <= 0);
    }
}
