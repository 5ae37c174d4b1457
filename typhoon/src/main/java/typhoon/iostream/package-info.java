/** Streams of bytes over sockets of the loop. */
package typhoon.iostream;
