package typhoon.process;

import java.util.List;

/** A program that was waited for ended with another status than 0. Tornado: {@code process.CalledProcessError}. */
public final class CalledProcessError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int returncode;
    private final String[] command;

    /** With the status as {@link Subprocess#returncode} has it. */
    public CalledProcessError(int returncode, List<String> command) {
        super(returncode < 0 ? command + " was killed by signal " + -returncode : command + " returned exit status " + returncode);
        this.returncode = returncode;
        this.command = command.toArray(String[]::new);
    }

    /** The exit status, or minus the number of the signal that killed it. */
    public int returncode() {
        return returncode;
    }

    /** The program and its arguments. */
    public List<String> command() {
        return List.of(command);
    }
}
