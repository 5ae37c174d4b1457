package typhoon.process;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * What the operating system tells a process. The JDK's own answer to SIGTERM, SIGINT and SIGHUP is to exit with 128 + their number,
 * whatever shutdown hooks do; a service that ends as it was asked to should say 0. Its way to say otherwise, {@code sun.misc.Signal} of
 * module {@code jdk.unsupported}, is reached by reflection, so that nothing here needs it to compile.
 */
final class Signals {
    private Signals() {}

    /**
     * From now on a signal ("TERM", "INT", "HUP") calls {@code handler} with its number, each time on a thread of its own. False where it
     * cannot be had: on a JVM without that module, with {@code -Xrs}, or where there is no such signal. One that was ignored when this
     * process began, as {@code nohup} does with HUP, stays ignored.
     */
    static boolean handle(String name, IntConsumer handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            var ours = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Calls(name, signal, handler));
            signal.getMethod("handle", signal, type).invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException unsupported) {
            return false;
        }
    }

    private record Calls(String name, Class<?> signal, IntConsumer handler) implements InvocationHandler {
        @Override
        @SuppressWarnings("ReferenceEquality")  // that is what equals of a proxy without fields means
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) throws ReflectiveOperationException {
            switch (method.getName()) {
                case "handle" -> handler.accept((int) signal.getMethod("getNumber").invoke(arguments[0]));
                case "equals" -> {
                    return proxy == arguments[0];
                }
                case "hashCode" -> {
                    return System.identityHashCode(proxy);
                }
                default -> {
                    return name + " handler";
                }
            }
            return true;        // nobody looks
        }
    }
}
