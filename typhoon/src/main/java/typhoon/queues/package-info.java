/**
 * Queues between the coroutines of one loop: who puts waits while it is full, who gets waits while it is empty.
 *
 * <p>{@code LinkedBlockingQueue} and its like park coroutines too. Take those between loops or threads. Inside one loop take these:
 * waiting producers and consumers are served strictly in the order they came, {@code join} waits until all that was put has been worked
 * on, and a queue can be closed, so that consumers end by themselves. They cost less, too: where nobody waits a quarter of {@code
 * ArrayBlockingQueue} and a twelfth of {@code LinkedBlockingQueue}, from one coroutine to another four fifths and two fifths ({@code
 * docs/performance.md}). Each queue belongs to the loop on which it was first used; another loop or thread is refused. Source: Tornado's
 * {@code queues}.
 */
package typhoon.queues;
