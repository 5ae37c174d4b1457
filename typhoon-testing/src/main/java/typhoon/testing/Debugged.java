package typhoon.testing;

import java.lang.management.ManagementFactory;

/** Whether somebody may look at a test for longer than it may take. */
final class Debugged {
    static final boolean THIS = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .anyMatch(option -> option.startsWith("-agentlib:jdwp") || option.startsWith("-Xrunjdwp"));

    private Debugged() {}
}
