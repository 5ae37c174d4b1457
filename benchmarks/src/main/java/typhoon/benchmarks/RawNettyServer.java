package typhoon.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Netty without anything above it: what the others, all but a few of which do more, can be held against. Its own HTTP codec, the handler on
 * the event loop, epoll, the allocator that Netty takes by itself, one flush for all requests of a read, headers that are constants not
 * checked again, the plain text in a buffer shared by all answers.
 */
public final class RawNettyServer {
    private RawNettyServer() {}

    /** The program: {@code <port>}. */
    public static void main(String... arguments) throws InterruptedException {
        int port = Hello.port(arguments);
        var loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        var http = new Http();
        loop.scheduleAtFixedRate(http::tellTime, 0, 1, TimeUnit.SECONDS);
        Channel listening = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), http);
                    }
                })
                .bind(Hello.HOST, port).sync().channel();
        Hello.ready(port);
        listening.closeFuture().sync();
    }

    /** One for all connections. */
    @ChannelHandler.Sharable
    private static final class Http extends ChannelInboundHandlerAdapter {
        private static final AsciiString SERVER = AsciiString.cached("Netty");
        private static final ByteBuf TEXT = Unpooled.unreleasableBuffer(Unpooled.directBuffer(13).writeBytes(Hello.text())).asReadOnly();

        private final NettyRoom room = new NettyRoom();
        private AsciiString date = AsciiString.EMPTY_STRING;

        private void tellTime() {
            date = new AsciiString(Hello.date());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) answer(context, request);
            else ReferenceCountUtil.release(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        private void answer(ChannelHandlerContext context, HttpRequest request) {
            switch (request.uri()) {
                case "/plaintext" -> send(context, request, HttpResponseStatus.OK, HttpHeaderValues.TEXT_PLAIN, TEXT.duplicate());
                case "/json" -> send(context, request, HttpResponseStatus.OK, HttpHeaderValues.APPLICATION_JSON,
                        Unpooled.wrappedBuffer(Hello.json()));
                case "/echo" -> upgrade(context, request, new NettyEcho());
                case "/broadcast" -> upgrade(context, request, room);
                default -> send(context, request, HttpResponseStatus.NOT_FOUND, null, Unpooled.EMPTY_BUFFER);
            }
        }

        private void send(ChannelHandlerContext context, HttpRequest request, HttpResponseStatus status, @Nullable AsciiString type,
                ByteBuf body) {
            HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
            if (type != null) headers.add(HttpHeaderNames.CONTENT_TYPE, type);
            headers.add(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.readableBytes()))
                    .add(HttpHeaderNames.DATE, date)
                    .add(HttpHeaderNames.SERVER, SERVER);
            FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body, headers, EmptyHttpHeaders.INSTANCE);
            if (HttpUtil.isKeepAlive(request)) {
                context.write(response, context.voidPromise());
            } else {
                headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                context.write(response).addListener(ChannelFutureListener.CLOSE);
            }
        }

        /** Text is checked to be UTF-8, as RFC 6455 demands and as all others do. */
        private static void upgrade(ChannelHandlerContext context, HttpRequest request, ChannelInboundHandlerAdapter frames) {
            String url = "ws://" + request.headers().get(HttpHeaderNames.HOST) + request.uri();
            var handshaker = new WebSocketServerHandshakerFactory(url, null, false).newHandshaker(request);
            if (handshaker == null) {
                WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel());
                return;
            }
            ChannelPipeline pipeline = context.pipeline();
            var whole = new DefaultFullHttpRequest(request.protocolVersion(), request.method(), request.uri(), Unpooled.EMPTY_BUFFER,
                    request.headers(), EmptyHttpHeaders.INSTANCE);
            handshaker.handshake(context.channel(), whole);
            pipeline.addLast(new Utf8FrameValidator(), frames).remove(context.handler());
        }
    }
}
