package typhoon.testing;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a test class as JUnit would and says how each of its tests ended. */
final class Trial implements TestExecutionListener {
    private final Map<String, TestExecutionResult> results = new TreeMap<>();

    static Trial of(Class<?> tests) {
        var trial = new Trial();
        var request = LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
        LauncherFactory.create().execute(request, trial);
        return trial;
    }

    /** Why the test failed, or null. */
    @Nullable Throwable failure(String method) {
        var result = results.get(method + "()");
        if (result == null) throw new AssertionError("no test " + method + " among " + results.keySet());
        return result.getThrowable().orElse(null);
    }

    /** Why the test failed; fails if it did not. */
    Throwable mustFail(String method) {
        var failure = failure(method);
        if (failure == null) throw new AssertionError(method + " passed");
        return failure;
    }

    int count() {
        return results.size();
    }

    List<Throwable> failures() {
        return results.values().stream().flatMap(result -> result.getThrowable().stream()).toList();
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) results.put(test.getDisplayName().endsWith("()") ? test.getDisplayName() : test.getUniqueId(), result);
    }
}
