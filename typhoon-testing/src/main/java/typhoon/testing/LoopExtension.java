package typhoon.testing;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import typhoon.ioloop.IOLoop;

/**
 * Runs each test, and the methods before and after it, as coroutines of a fresh loop whose clock the test can move. This is what lies
 * beneath {@link AsyncTestCase}; use it by {@code @ExtendWith(LoopExtension.class)} where your tests already have a base class, and ask for
 * the loop and its clock as parameters:
 *
 * {@snippet class="typhoon.snippets.TestingSnippets" region="extension"}
 *
 * <p>A test fails when it takes longer than 5 seconds (environment variable or system property {@code ASYNC_TEST_TIMEOUT}, in
 * seconds, 0 for no limit; JUnit's {@code @Timeout} on method or class replaces it; no limit in a debugger), and when a warning or error
 * that no {@link ExpectLog} expects reaches a logger of Typhoon, which is where uncaught errors of callbacks and coroutines go. Coroutines
 * still waiting after the test are interrupted. Tests of one JVM run one after another: the log is common to all.
 */
public sealed class LoopExtension implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor, ParameterResolver
        permits TestServer {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(LoopExtension.class);

    private final boolean straysFail;

    /** As {@code @ExtendWith} makes it: with all rules on. */
    public LoopExtension() {
        this(true);
    }

    private LoopExtension(boolean straysFail) {
        this.straysFail = straysFail;
    }

    /** For {@code @RegisterExtension}: unexpected warnings and uncaught errors are logged only, as in Tornado. */
    public static LoopExtension withoutLogRule() {
        return new LoopExtension(false);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        var tests = AsyncTestCase.of(context);
        boolean watch = straysFail && tests.stream().allMatch(AsyncTestCase::strayLogsFail);
        var stage = new Stage(context.getDisplayName(), context.getRequiredTestClass(), timeout(context), watch);
        context.getStore(OURS).put(Stage.class, stage);
        for (AsyncTestCase test : tests) test.runsOn(stage.thread());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (context.getStore(OURS).remove(Stage.class) instanceof Stage stage) stage.close();
    }

    @Override
    public void interceptBeforeEachMethod(Invocation<@Nullable Void> body,
            ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        stage(context).run(body);
    }

    @Override
    public void interceptTestMethod(Invocation<@Nullable Void> body, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        stage(context).run(body);
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<@Nullable Void> body,
            ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        stage(context).run(body);
    }

    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(Invocation<T> body,
            ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        return stage(context).run(body);
    }

    @Override
    public void interceptDynamicTest(Invocation<@Nullable Void> body,
            DynamicTestInvocationContext test, ExtensionContext context) throws Throwable {
        stage(context).run(body);
    }

    @Override
    public void interceptAfterEachMethod(Invocation<@Nullable Void> body,
            ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        stage(context).run(body);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == IOLoop.class || type == TestClock.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var thread = stage(context).thread();
        return parameter.getParameter().getType() == IOLoop.class ? thread.loop() : thread.clock();
    }

    /** Runs {@code body} as a test's methods are run. */
    static void onLoop(ExtensionContext context, Runnable body) throws Exception {
        try {
            stage(context).run(() -> {
                body.run();
                return null;
            });
        } catch (Exception | Error problem) {
            throw problem;
        } catch (Throwable problem) {
            throw new AssertionError(problem);
        }
    }

    private static Stage stage(ExtensionContext context) {
        return Objects.requireNonNull(context.getStore(OURS).get(Stage.class, Stage.class), "beforeEach has made one");
    }

    /** Zero where JUnit keeps the time itself: it interrupts its own thread, and that reaches the test. */
    private static Duration timeout(ExtensionContext context) {
        var onClass = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), Timeout.class, context.getEnclosingTestClasses());
        boolean byJUnit = onClass.isPresent() || AnnotationSupport.isAnnotated(context.getTestMethod(), Timeout.class);
        return byJUnit ? Duration.ZERO : AsyncTestCase.asyncTestTimeout();
    }
}
