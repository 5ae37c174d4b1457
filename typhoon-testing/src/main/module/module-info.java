/** What a test of a Typhoon program needs. In a folder of its own, because core compiles the classes beside it into its own tests. */
module typhoon.testing {
    requires java.management;
    requires transitive typhoon;
    requires transitive org.junit.jupiter.api;
    requires transitive org.slf4j;
    requires static ch.qos.logback.classic;
    requires static ch.qos.logback.core;
    requires static transitive org.jspecify;

    exports typhoon.testing;

    opens typhoon.testing to org.junit.platform.commons;
}
