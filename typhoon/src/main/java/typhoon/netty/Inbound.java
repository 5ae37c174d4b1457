package typhoon.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The whole of Netty's pipeline: hands what happens on a socket to its {@link StreamChannel}. Runs on the poller. */
final class Inbound extends ChannelInboundHandlerAdapter {
    private final Loop loop;
    private final Consumer<StreamChannel> opened;
    private @Nullable StreamChannel stream;

    Inbound(Loop loop, Consumer<StreamChannel> opened) {
        this.loop = loop;
        this.opened = opened;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        var made = new StreamChannel(loop, context.channel());
        stream = made;
        opened.accept(made);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var bytes = (ByteBuf) message;
        if (stream == null) bytes.release();
        else stream.received(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (stream != null && stream.inbox().isReadable()) stream.signal();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (stream == null) return;
        if (event instanceof ChannelInputShutdownEvent) stream.finishedByPeer();
        else if (event instanceof SslHandshakeCompletionEvent handshake) stream.handshakeEnded(handshake.cause());
        else if (event instanceof SslCloseCompletionEvent close && close.isSuccess()) stream.finishedByPeer();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (stream != null && context.channel().isWritable()) stream.writable();
    }

    @Override
    @SuppressWarnings("deprecation")            // the method moved to an interface we do not otherwise need
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (stream == null) context.close();
        else stream.failed(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (stream != null) stream.died();
    }
}
