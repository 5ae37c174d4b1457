package typhoon.examples.users;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Somebody we are asked to know: the JSON body of {@code POST /users}. A component is required unless it is {@code @Nullable}. */
record NewUser(String email, @Nullable String name) {
    private static final int LONGEST_EMAIL = 254;       // RFC 5321 §4.5.3.1.3
    private static final int LONGEST_NAME = 200;

    /** Without blanks around, the address in lower case: so that two spellings are one user. */
    NewUser tidied() {
        return new NewUser(email.strip().toLowerCase(Locale.ROOT), name == null || name.isBlank() ? null : name.strip());
    }

    /** What is wrong with it, or null. Only what cannot be an address is refused: whether it works, a mail alone can tell. */
    @Nullable String problem() {
        if (email.length() > LONGEST_EMAIL || !email.matches("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+")) {
            return "email must look like name@example.org";
        }
        if (name != null && name.length() > LONGEST_NAME) return "name must have at most " + LONGEST_NAME + " characters";
        return null;
    }
}
