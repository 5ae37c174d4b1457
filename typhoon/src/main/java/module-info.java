import org.jspecify.annotations.NullMarked;

/**
 * Typhoon: a web server and a loop for coroutines on the JVM, after the model of Tornado.
 *
 * <p>Coroutines are carried by the loop's own thread where {@code java.lang} is opened to this module
 * ({@code --add-opens java.base/java.lang=typhoon}); see {@link typhoon.ioloop.IOLoop#carrier}.
 */
@NullMarked
module typhoon {
    requires static ch.qos.logback.classic;
    requires static ch.qos.logback.core;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires static io.netty.transport.classes.epoll;
    requires static io.netty.transport.classes.io_uring;
    requires io.netty.transport.unix.common;
    requires static jdk.jfr;
    requires java.compiler;
    requires static jakarta.validation;
    requires jdk.management;
    requires transitive org.jspecify;
    requires transitive org.slf4j;
    requires tools.jackson.databind;

    exports typhoon;
    exports typhoon.auth;
    exports typhoon.autoreload;
    exports typhoon.escape;
    exports typhoon.gen;
    exports typhoon.http;
    exports typhoon.httpserver;
    exports typhoon.ioloop;
    exports typhoon.iostream;
    exports typhoon.locks;
    exports typhoon.log;
    exports typhoon.options;
    exports typhoon.process;
    exports typhoon.queues;
    exports typhoon.tcp;
    exports typhoon.web;
    exports typhoon.websocket;

    uses jakarta.validation.spi.ValidationProvider;

    provides java.net.spi.InetAddressResolverProvider with typhoon.tcp.LoopNamesProvider;
}
