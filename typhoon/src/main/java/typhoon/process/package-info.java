/**
 * Several processes: a program that serves one port from several JVMs, the signals it is ended by, and programs of others that it starts.
 * Source: Tornado's {@code tornado.process}.
 */
package typhoon.process;
