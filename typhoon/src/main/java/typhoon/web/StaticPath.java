package typhoon.web;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import typhoon.http.FileNames;

/** Which file the text of a url means; nothing is looked at yet. */
final class StaticPath {
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private StaticPath() {}

    /**
     * {@code path} from {@code root} on, in normal form: without dots, and absolute. It may lie outside of the root: one that begins with a
     * slash replaces it.
     *
     * @throws HttpError 404 if no file that is served can be called so
     */
    static Path of(Path root, String path) {
        if (!isName(path, WINDOWS)) throw new HttpError(404);
        try {
            return root.toAbsolutePath().resolve(path).normalize();
        } catch (InvalidPathException _) {
            throw new HttpError(404);
        }
    }

    /** Whether {@code path} lies below {@code root}, or is it: by whole names, so that /srv/static2 is not in /srv/static. */
    static boolean isBelow(Path root, Path path) {
        return path.startsWith(root.toAbsolutePath().normalize());
    }

    /**
     * Whether something that is served may be called so. A backslash separates names on Windows, and to some browsers: what has one is not
     * served anywhere. On Windows neither are devices, which are there in every directory, streams behind a colon, and names whose end the
     * system does not look at.
     */
    static boolean isName(String path, boolean windows) {
        if (path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) return false;
        if (!windows) return true;
        for (String name : path.split("/", -1)) {
            boolean dots = name.equals(".") || name.equals("..");
            if (name.indexOf(':') >= 0 || FileNames.isDevice(name) || !dots && (name.endsWith(".") || name.endsWith(" "))) return false;
        }
        return true;
    }
}
