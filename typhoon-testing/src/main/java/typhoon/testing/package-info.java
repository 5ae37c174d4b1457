/**
 * Tests that run on the loop: {@link typhoon.testing.AsyncTestCase}, {@link typhoon.testing.AsyncHttpTestCase},
 * {@link typhoon.testing.ExpectLog}, and clients that speak raw bytes. Needs JUnit Jupiter 6; log rules need logback as SLF4J's backend.
 */
@NullMarked
package typhoon.testing;

import org.jspecify.annotations.NullMarked;
