/** A server that says what it hears, line by line: the smallest use of {@code typhoon.tcp}. */
@NullMarked
package typhoon.examples.tcpecho;

import org.jspecify.annotations.NullMarked;
