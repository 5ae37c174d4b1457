package typhoon.examples.users;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGTERM and Ctrl-C. The JDK's own answer to them is to exit with 128 + their number, whatever shutdown hooks do; a service that
 * ends as it was asked to should say 0. Its way to say otherwise, {@code sun.misc.Signal} of module {@code jdk.unsupported}, is reached
 * by reflection, so that nothing here needs it to compile.
 */
final class Signals {
    private static final int EXIT_BY_SIGNAL = 128;

    private Signals() {}

    /**
     * At the first signal {@code stop} runs, on a thread of the JVM's; at the second the process ends at once, with 130 for Ctrl-C and 143
     * for SIGTERM. On a JVM without that module it runs as a shutdown hook instead, and the exit code is the JVM's. With
     * {@code -Dusers.stop-with-parent=true} the end of the process that started this one is a first signal too: Maven passes on none.
     */
    static void onStop(Runnable stop) {
        var stopping = new AtomicBoolean();
        if (Boolean.getBoolean("users.stop-with-parent")) atTheEndOfTheParent(() -> {
            if (stopping.compareAndSet(false, true)) stop.run();
        });
        try {
            for (String name : new String[] {"TERM", "INT"}) handle(name, stop, stopping);
        } catch (ReflectiveOperationException | IllegalArgumentException unsupported) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(stop));
        }
    }

    private static void atTheEndOfTheParent(Runnable stop) {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(stop));
    }

    @SuppressWarnings("ReferenceEquality") // that is what equals of a proxy without fields means
    private static void handle(String name, Runnable stop, AtomicBoolean stopping) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        InvocationHandler handle = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                if (stopping.compareAndSet(false, true)) stop.run();
                else Runtime.getRuntime().halt(EXIT_BY_SIGNAL + (int) signal.getMethod("getNumber").invoke(arguments[0]));
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> name + " handler";
        };
        Object ours = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, handle);
        signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    }
}
