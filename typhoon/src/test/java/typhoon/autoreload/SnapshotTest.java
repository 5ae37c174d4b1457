package typhoon.autoreload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import typhoon.autoreload.Snapshot.Root;

class SnapshotTest {
    @TempDir
    Path folder = Path.of("");

    private Path file;

    @BeforeEach
    void oneFile() throws IOException {
        file = Files.writeString(folder.resolve("a.java"), "one");
    }

    private Snapshot look() {
        return Snapshot.of(Set.of(Root.everythingIn(folder)));
    }

    @Test
    void nothingChangesByLooking() {
        assertEquals(Set.of(), look().changesSince(look()));
    }

    @Test
    void aNewFileAnOtherAndOneThatIsGoneAreChanges() throws IOException {
        Path gone = Files.writeString(folder.resolve("gone"), "");
        var before = look();
        Path made = Files.writeString(Files.createDirectory(folder.resolve("sub")).resolve("made"), "");
        Files.writeString(file, "longer");
        Files.delete(gone);
        assertEquals(List.of(file, gone, made), List.copyOf(look().changesSince(before)));
    }

    @Test
    void aRenamedFileIsTwoChanges() throws IOException {
        var before = look();
        Path to = Files.move(file, folder.resolve("b.java"));
        assertEquals(Set.of(file, to), look().changesSince(before));
    }

    @Test
    void anOlderTimeIsAChangeToo() throws IOException {
        var before = look();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        assertEquals(Set.of(file), look().changesSince(before));
    }

    @Test
    void whatEditorsLeaveBesideAFileDoesNotCount() throws IOException {
        var before = look();
        for (String name : List.of(".a.java.swp", "a.java~", "a.java.tmp", ".#a.java")) Files.writeString(folder.resolve(name), "");
        assertEquals(Set.of(), look().changesSince(before));
    }

    @Test
    void ofSourcesOnlyJavaCountsAndHiddenFoldersAreNotEntered() throws IOException {
        var roots = Set.of(Root.sourcesIn(folder));
        var before = Snapshot.of(roots);
        Files.writeString(folder.resolve("notes.txt"), "");
        Files.writeString(Files.createDirectory(folder.resolve(".git")).resolve("b.java"), "");
        Path source = Files.writeString(folder.resolve("c.java"), "");
        assertEquals(Set.of(source), Snapshot.of(roots).changesSince(before));
    }

    @Test
    void aRootSeenForTheFirstTimeIsNoChange() {
        var before = Snapshot.of(Set.of());
        assertEquals(Set.of(), look().changesSince(before));
    }

    @Test
    void aFileThatIsMissingAtFirstCountsWhenItComes() throws IOException {
        Path late = folder.resolve("late.properties");
        var roots = Set.of(Root.everythingIn(late));
        var before = Snapshot.of(roots);
        Files.writeString(late, "here");
        assertEquals(Set.of(late), Snapshot.of(roots).changesSince(before));
    }

    @Test
    void ofSomeRootsItMayTakeTheNewerLook() throws IOException {
        var roots = Set.of(Root.everythingIn(folder), Root.everythingIn(file));
        var before = Snapshot.of(roots);
        Files.writeString(file, "longer");
        var now = Snapshot.of(roots);
        assertEquals(Set.of(file), now.changesSince(before.with(now, Set.of(folder))));
        assertEquals(Set.of(), now.changesSince(before.with(now, Set.of(folder, file))));
    }
}
