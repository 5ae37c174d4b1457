package typhoon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileNamesTest {
    @Test
    void aNameLeadsNowhereElse() {
        for (String evil : List.of("../../etc/passwd", "..", ".", "", "/", "\\", "..\\..\\boot.ini", "C:\\Windows\\a.txt", "/etc/passwd",
                "a/../../b", "....//x", ".htaccess", "a\0b", "file:///etc/passwd", "x\r\nSet-Cookie: a=b",
                "\u2024\u2024/\uFF0E\uFF0E", "~/.ssh/id")) {
            String safe = FileNames.safe(evil);
            Path root = Path.of("/srv/uploads");
            assertEquals(root, root.resolve(safe).normalize().getParent(), evil);
            assertFalse(safe.isEmpty() || safe.startsWith(".") || safe.chars().anyMatch(c -> c < ' '), safe);
            assertEquals(safe, FileNames.safe(safe), "what is safe stays as it is");
        }
        assertEquals("passwd", FileNames.safe("../../etc/passwd"));
        assertEquals("boot.ini", FileNames.safe("..\\..\\boot.ini"));
        assertEquals("file", FileNames.safe(".."));
        assertEquals("htaccess", FileNames.safe(".htaccess"));
    }

    @Test
    void aDecentNameStaysAsItIs() {
        for (String name : List.of("report (2).pdf", "\u00e9t\u00e9.txt", "\u6d4b\u8bd5.txt", "a_b-c+d.tar.gz", "100%.txt", "it's.txt"))
            assertEquals(name, FileNames.safe(name));
    }

    @Test
    void oneNameHasOneSpelling() {
        assertEquals("\u00e9.txt", FileNames.safe("e\u0301.txt"));
    }

    @Test
    void whatIsNotSeenIsLeftOutAndWhatIsOddIsAnUnderscore() {
        assertEquals("photogpj.exe", FileNames.safe("photo\u202egpj.exe"));
        assertEquals("a_b_c_d_e.txt", FileNames.safe("a:b*c?d|e.txt"));
        assertEquals("_script_.html", FileNames.safe("<script>.html"));
    }

    @Test
    void devicesOfWindowsAreNoFiles() {
        for (String device : List.of("CON", "nul.txt", "Com1", "lpt9.tar.gz", "AUX.")) {
            assertTrue(FileNames.safe(device).startsWith("_"), device);
        }
        assertEquals("console.txt", FileNames.safe("console.txt"));
    }

    @Test
    void manyAccentsTakeNoLongTime() {
        String name = "a" + "\u0301\u0323".repeat(500_000) + ".txt";
        assertTrue(assertTimeoutPreemptively(Duration.ofSeconds(5), () -> FileNames.safe(name)).endsWith(".txt"));
    }

    @Test
    void aLongNameIsCutButForItsEnd() {
        String cut = FileNames.safe("\u6d4b".repeat(200) + ".jpeg");
        assertTrue(cut.endsWith(".jpeg") && cut.getBytes(StandardCharsets.UTF_8).length <= 200, cut);
        assertEquals(200, FileNames.safe("x".repeat(1000)).length());
        assertEquals(200, FileNames.safe("x." + "y".repeat(1000)).length());
    }

    @Test
    void anAttachmentHasANameThatEveryBrowserReads() {
        assertEquals("attachment; filename=\"report (2).pdf\"", FileNames.attachment("report (2).pdf"));
        assertEquals("attachment; filename=\"_t_.txt\"; filename*=UTF-8''%C3%A9t%C3%A9.txt", FileNames.attachment("\u00e9t\u00e9.txt"));
        assertEquals("attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt", FileNames.attachment("100%.txt"));
    }

    @Test
    void anAttachmentCannotBreakItsHeader() {
        var headers = new HttpHeaders();
        headers.set("Content-Disposition", FileNames.attachment("a\"; b\r\nSet-Cookie: x=1\0"));
        assertEquals("attachment; filename=\"a__ bSet-Cookie_ x=1\"", headers.get("Content-Disposition"));
    }
}
