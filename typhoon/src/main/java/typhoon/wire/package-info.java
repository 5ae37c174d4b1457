/**
 * Bytes to messages and back, for both ends of HTTP. Not exported. Everything here is pure: it looks at the bytes that are there and never
 * waits, so that it can be tested without a socket and shared by server and client.
 */
package typhoon.wire;
