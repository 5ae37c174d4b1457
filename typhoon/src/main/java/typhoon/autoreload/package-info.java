/**
 * Restarts a program when its files change: {@link typhoon.autoreload.Autoreload} from within, {@link typhoon.autoreload.Main} from a
 * command line. A second JVM, the launcher, looks at the files, compiles changed sources and starts the program anew. Source: Tornado's
 * {@code autoreload}.
 */
package typhoon.autoreload;
