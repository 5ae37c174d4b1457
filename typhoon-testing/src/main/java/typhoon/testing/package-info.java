/**
 * Tests that run on the loop. With a base class: {@link typhoon.testing.AsyncTestCase}, {@link typhoon.testing.AsyncHttpTestCase}, {@link
 * typhoon.testing.AsyncHttpsTestCase}; without: {@link typhoon.testing.LoopExtension}, {@link typhoon.testing.TestServer}. Beside them
 * {@link typhoon.testing.ExpectLog}, a clock to move, and clients that speak raw bytes. Needs JUnit Jupiter 6; that stray warnings and
 * uncaught errors fail a test needs logback as SLF4J's backend.
 */
@NullMarked
package typhoon.testing;

import org.jspecify.annotations.NullMarked;
