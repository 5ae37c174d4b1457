/** A user service with a live page, the program a Tornado user knows. Start reading at {@link typhoon.examples.users.Users}. */
@NullMarked
package typhoon.examples.users;

import org.jspecify.annotations.NullMarked;
