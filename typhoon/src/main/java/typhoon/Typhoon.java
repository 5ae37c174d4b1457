package typhoon;

import java.lang.module.ModuleDescriptor;

/**
 * Which Typhoon this is.
 *
 * {@snippet class="typhoon.snippets.TyphoonSnippets" region="version"}
 *
 * <p>Any thread. Source: Tornado's {@code version} and {@code version_info}.
 */
public final class Typhoon {
    /** To be compared with others: a snapshot or a release candidate is less than its release. */
    public static final ModuleDescriptor.Version VERSION_INFO = ModuleDescriptor.Version.parse("0.1.0-SNAPSHOT");

    /** To be read. */
    public static final String VERSION = VERSION_INFO.toString();

    private Typhoon() {}
}
