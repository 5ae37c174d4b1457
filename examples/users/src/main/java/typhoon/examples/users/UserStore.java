package typhoon.examples.users;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where users are kept. Methods are called in coroutines and may wait; the loop goes on meanwhile. */
interface UserStore extends AutoCloseable {
    /**
     * Opens what {@code --database} names: a PostgreSQL by its JDBC URL, else an H2 file. Not for a coroutine: a database that is not there
     * should be noticed before the loop runs.
     */
    static UserStore open(String database) {
        return open(database, false);
    }

    /** As {@link #open(String)}, for one of several processes. */
    static UserStore open(String database, boolean shared) {
        return isPostgres(database) ? new JdbcStore(database) : new OffLoopStore(new JdbcStore(JdbcStore.h2(database, shared)));
    }

    /**
     * Before several processes open it: an H2 file belongs to the one that did so first, which serves it to the others as long as
     * it lives. So the parent, which outlives its children, keeps it open. PostgreSQL needs none of this.
     */
    static @Nullable Connection hold(String database) {
        return isPostgres(database) ? null : JdbcStore.hold(JdbcStore.h2(database, true));
    }

    /** Whether several processes can open it. */
    static boolean isForSeveral(String database) {
        return !database.startsWith("jdbc:h2:") || database.startsWith("jdbc:h2:tcp:") || database.contains("AUTO_SERVER=TRUE");
    }

    private static boolean isPostgres(String database) {
        return database.startsWith("jdbc:postgresql:");
    }

    /** What {@link #open} was given, fit to be shown: a password in a JDBC URL stands behind the question mark. */
    static String shown(String database) {
        return database.replaceFirst("[?;].*", "");
    }

    /** Everybody, in the order they came. */
    List<User> all();

    /** One of them, or null. */
    @Nullable User find(long id);

    /** Keeps a new one and returns it with its id; throws {@link EmailTaken}. */
    User add(NewUser user);

    /** Throws when the database does not answer. */
    void check();

    @Override
    void close();

    /** Somebody has this address already. */
    final class EmailTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EmailTaken(String email) {
            super(email + " is taken");
        }
    }

    /** The database said no, or nothing. */
    final class DatabaseError extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DatabaseError(String what, SQLException cause) {
            super("could not " + what + ": " + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""), cause);
        }
    }
}
