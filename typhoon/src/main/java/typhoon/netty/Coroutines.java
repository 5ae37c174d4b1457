package typhoon.netty;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * Makes virtual threads whose carrier is ours to choose. The only file that knows names inside {@code java.lang}: JDK 25 has the
 * scheduler parameter, but no public way to give it. A later JDK may move it; then {@link #PRIVATE_ACCESS} is false and the loop falls
 * back on the carrier that needs no access at all.
 */
final class Coroutines {
    private static final @Nullable MethodHandle NEW_VIRTUAL_THREAD;
    private static final @Nullable MethodHandle CURRENT_CARRIER;
    private static final @Nullable MethodHandle OPEN_PACKAGE;
    private static final @Nullable MethodHandle SET_LOCALS;
    private static final @Nullable MethodHandle SET_INHERITABLE_LOCALS;
    private static final int NO_INHERITANCE = 1 << 2;         // of InheritableThreadLocals: Thread.NO_INHERIT_THREAD_LOCALS

    static {
        MethodHandle create = null;
        MethodHandle carrier = null;
        MethodHandle open = null;
        MethodHandle locals = null;
        MethodHandle inheritable = null;
        try {
            var lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            create = lookup.findStatic(lookup.findClass("java.lang.ThreadBuilders"), "newVirtualThread",
                    MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
            carrier = lookup.findStatic(Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
            open = MethodHandles.privateLookupIn(Module.class, MethodHandles.lookup()).findVirtual(Module.class, "implAddOpens",
                    MethodType.methodType(void.class, String.class, Module.class));
            locals = setterOfLocals(lookup, "threadLocals");
            inheritable = setterOfLocals(lookup, "inheritableThreadLocals");
        } catch (ReflectiveOperationException _) {
            // java.lang is not opened to us, or this JDK keeps its scheduler elsewhere: Carriers says what that means
        }
        NEW_VIRTUAL_THREAD = carrier == null ? null : create;
        CURRENT_CARRIER = carrier;
        OPEN_PACKAGE = open;
        SET_LOCALS = locals;
        SET_INHERITABLE_LOCALS = inheritable;
    }

    private static MethodHandle setterOfLocals(MethodHandles.Lookup lookup, String field) throws ReflectiveOperationException {
        return lookup.findSetter(Thread.class, field, lookup.findClass("java.lang.ThreadLocal$ThreadLocalMap"))
                .asType(MethodType.methodType(void.class, Thread.class, Object.class));
    }

    /** Whether this JVM lets us choose the carrier of a virtual thread. */
    static final boolean PRIVATE_ACCESS = NEW_VIRTUAL_THREAD != null;

    private Coroutines() {}

    /** An unstarted virtual thread that hands its continuation to {@code scheduler} each time it can go on. */
    static Thread create(Executor scheduler, String name, Runnable body) {
        try {
            return (Thread) access(NEW_VIRTUAL_THREAD).invokeExact(scheduler, name, NO_INHERITANCE, body);
        } catch (Throwable impossible) {
            throw new LinkageError("the JDK refused to make a virtual thread on our scheduler", impossible);
        }
    }

    /** Makes {@code thread} as new to every ThreadLocal; without access to java.lang nothing happens. */
    static void forgetThreadLocals(Thread thread) {
        if (SET_LOCALS == null || SET_INHERITABLE_LOCALS == null) return;
        try {
            SET_LOCALS.invokeExact(thread, (Object) null);
            SET_INHERITABLE_LOCALS.invokeExact(thread, (Object) null);
        } catch (Throwable impossible) {
            throw new LinkageError("the JDK refused to clear thread locals", impossible);
        }
    }

    /** The platform thread beneath the caller: itself, or the one that carries it. */
    static Thread currentCarrier() {
        try {
            return (Thread) access(CURRENT_CARRIER).invokeExact();
        } catch (Throwable impossible) {
            throw new LinkageError("the JDK refused to name the carrier thread", impossible);
        }
    }

    /**
     * The virtual thread behind a continuation that the JDK handed to a scheduler, or null when this JDK does not let us see. It is the
     * only thing that {@code this::runContinuation} captured. For diagnosis: slow.
     */
    static @Nullable Thread threadOf(Runnable continuation) {
        try {
            for (var field : continuation.getClass().getDeclaredFields()) {
                field.setAccessible(true);
                if (field.get(continuation) instanceof Thread thread) return thread;
            }
        } catch (ReflectiveOperationException | RuntimeException _) {
            // made differently here: the watchdog then shows the carrier's own stack
        }
        return null;
    }

    /**
     * The thread that holds a lock of {@code java.util.concurrent}, or null when nobody does or this JVM does not let us see: thread
     * dumps of JDK 25 name the owners of monitors only. For diagnosis: slow.
     */
    static @Nullable Thread lockOwner(Object synchronizer) {
        if (OPEN_PACKAGE == null || !(synchronizer instanceof AbstractOwnableSynchronizer)) return null;
        try {
            Class<?> type = AbstractOwnableSynchronizer.class;
            OPEN_PACKAGE.invoke(type.getModule(), type.getPackageName(), Coroutines.class.getModule());
            var owner = type.getDeclaredField("exclusiveOwnerThread");
            owner.setAccessible(true);
            return (Thread) owner.get(synchronizer);
        } catch (Throwable _) {
            return null;                // kept elsewhere in this JDK: the watchdog then says whom it suspects
        }
    }

    private static MethodHandle access(@Nullable MethodHandle handle) {
        if (handle == null) throw new IllegalStateException("java.lang is not open to typhoon");
        return handle;
    }
}
