package typhoon.netty;

import org.jspecify.annotations.Nullable;

/** Which of several processes of one program this is. */
public final class Task {
    /** The system property that says it, from the first moment on. */
    public static final String PROPERTY = "typhoon.task";

    private Task() {}

    /** The task id; null in a process that is no child of another one of its program. */
    public static @Nullable Integer ofThisProcess() {
        return Integer.getInteger(PROPERTY);
    }
}
