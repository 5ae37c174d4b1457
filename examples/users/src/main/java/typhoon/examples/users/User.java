package typhoon.examples.users;

import org.jspecify.annotations.Nullable;

/** Somebody we know. */
record User(long id, String email, @Nullable String name) {}
