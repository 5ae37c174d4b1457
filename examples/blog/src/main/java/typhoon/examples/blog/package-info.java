/** A blog with accounts: pages, sessions, and the same as JSON. Start reading at {@link typhoon.examples.blog.Blog}. */
@NullMarked
package typhoon.examples.blog;

import org.jspecify.annotations.NullMarked;
