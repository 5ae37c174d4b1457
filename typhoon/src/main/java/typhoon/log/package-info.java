/**
 * Tornado's way to log: three loggers of SLF4J, one coloured line per record, options on the command line. All but the loggers needs
 * logback, which is not among Typhoon's own dependencies. Source: Tornado's {@code log}.
 */
package typhoon.log;
