package typhoon.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The public face is a file under review: whoever changes it shows so in the diff. */
class ApiTest {
    private static final Path FILE = Path.of("api.txt");

    @Test
    void thePublicFaceIsWhatApiTxtSays() throws Exception {
        List<String> now = Signatures.ofExportedRooms();
        if (Boolean.getBoolean("api.write")) Files.write(FILE, now);
        List<String> reviewed = Files.readAllLines(FILE);
        var added = new ArrayList<>(now);
        added.removeAll(reviewed);
        var removed = new ArrayList<>(reviewed);
        removed.removeAll(now);
        assertEquals(reviewed, now, () -> "The public face changed. Added: " + added + ", removed: " + removed
                + ". If that is meant, write it anew with: mvn -pl typhoon test -Dtest=ApiTest -Dapi.write=true, and review the diff");
    }
}
