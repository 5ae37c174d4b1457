package typhoon.examples.blog;

import java.time.Instant;

/** What somebody has written. */
record Post(long id, String author, String title, String body, Instant written) {}
