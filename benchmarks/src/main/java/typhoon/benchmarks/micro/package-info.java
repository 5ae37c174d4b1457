/**
 * What one step of the loop costs, by JMH: {@code benchmarks/micro} runs them. Each benchmark hands the loop a coroutine that does {@link
 * typhoon.benchmarks.micro.RunningLoop#STEPS} steps, so what is measured is a step on the loop, not the way to it.
 */
@NullMarked
package typhoon.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
