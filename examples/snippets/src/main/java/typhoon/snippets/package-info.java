/** The examples of the Javadoc, compiled. */
@NullMarked
package typhoon.snippets;

import org.jspecify.annotations.NullMarked;
