/**
 * What coroutines of one loop wait for together: locks, permits, conditions, events.
 *
 * <p>Between two waits nothing else of a loop runs, so most state needs no lock at all; one is for a sequence with waits in its middle. The
 * classes of {@code java.util.concurrent} park coroutines too, and are the choice where several loops or threads share something, or where
 * a library already has them. Prefer these inside one loop:
 * <ul>
 * <li>{@link typhoon.locks.Lock} rather than {@code ReentrantLock}: it is strictly first come, first served, a timeout is an exception, and
 *     any coroutine may release it. It is not reentrant.
 * <li>{@link typhoon.locks.Semaphore} rather than the JDK's: its {@code acquire} is closed by {@code try}, and a released permit goes
 *     straight to who waits longest. The JDK's is fair only when asked to be.
 * <li>{@link typhoon.locks.Condition} rather than the JDK's: there is no lock to hold beside it, because nothing can come between your test
 *     and your wait.
 * <li>{@link typhoon.locks.Event} rather than {@code CountDownLatch(1)}: it can be cleared and set again.
 * </ul>
 *
 * <p>Where nobody has to wait these cost less than half of the JDK's, for nothing in them is atomic; where somebody waits, both cost what a
 * switch of coroutines costs ({@code docs/performance.md}). The JDK's reentrant lock is the one to take where code that holds a lock calls
 * code that takes it again.
 *
 * <p>Each object belongs to the loop on which it was first used; another loop or thread is refused with a message that names the owner.
 * Source: Tornado's {@code locks}.
 */
package typhoon.locks;
