/** Tries the examples in a real browser, where one is installed. */
@NullMarked
package typhoon.examples.browser;

import org.jspecify.annotations.NullMarked;
