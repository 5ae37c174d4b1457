/**
 * Servers and clients of TCP, and how names become addresses.
 *
 * <p>Tornado's {@code tcpserver}, {@code tcpclient} and {@code netutil} in one room. With this module on the path, look-ups of {@code
 * java.net.InetAddress} inside coroutines park too, those of drivers included; {@code -Dtyphoon.resolver=system} leaves them to the JDK.
 */
package typhoon.tcp;
