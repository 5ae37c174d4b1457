/** A program on the module path that exports nothing. */
module app {
    requires typhoon;

    opens app to typhoon, tools.jackson.databind;
}
