package typhoon.examples.users;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.DriverManager;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same program on the other database. */
class UsersOnPostgresTest extends UsersTest {
    private static @Nullable LocalPostgres postgres;

    @BeforeAll
    static void start() throws Exception {
        var programs = LocalPostgres.programs();
        assumeTrue(programs != null, "no PostgreSQL is installed here: the program is tried on H2 only");
        postgres = LocalPostgres.start(programs);
    }

    @AfterAll
    static void stop() throws Exception {
        if (postgres != null) postgres.stop();
    }

    @Override
    String database() throws Exception {
        String url = Objects.requireNonNull(postgres).url();
        try (var connection = DriverManager.getConnection(url); var drop = connection.createStatement()) {
            drop.execute("drop table if exists users");
        }
        return url;
    }
}
