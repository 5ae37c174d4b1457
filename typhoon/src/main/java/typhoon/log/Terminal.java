package typhoon.log;

import java.nio.file.Files;
import java.nio.file.Path;

/** Who reads what is written. */
final class Terminal {
    private Terminal() {}

    /**
     * Whether standard error leads to a terminal that shows colours and its user has not asked for none ({@code NO_COLOR}). Java can ask
     * this of standard input and output only, so Linux is asked where standard error leads.
     */
    @SuppressWarnings("SystemConsoleNull")           // the JDK no longer gives null here, but its signature says it may
    static boolean isStandardError() {
        if (System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"))) return false;
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString().matches("/dev/(pts/|tty).*");
        } catch (Exception notLinux) {
            return System.console() != null && System.console().isTerminal();
        }
    }
}
