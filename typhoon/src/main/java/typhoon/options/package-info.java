/**
 * Options of a program: defined where they are used, set by the command line and by files, checked, and listed by {@code --help}. Source:
 * Tornado's {@code options}.
 */
package typhoon.options;
