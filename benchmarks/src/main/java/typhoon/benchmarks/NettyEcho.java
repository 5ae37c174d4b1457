package typhoon.benchmarks;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/** Sends each frame back in the buffer it came in, and answers pings and closes. */
class NettyEcho extends ChannelInboundHandlerAdapter {
    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
        switch (message) {
            case CloseWebSocketFrame close -> context.write(close).addListener(ChannelFutureListener.CLOSE);
            case PingWebSocketFrame ping -> context.write(new PongWebSocketFrame(ping.content()), context.voidPromise());
            case PongWebSocketFrame pong -> pong.release();
            case WebSocketFrame frame -> received(context, frame);
            default -> ReferenceCountUtil.release(message);       // what HTTP left behind
        }
    }

    /** A frame of a message; to be released. */
    void received(ChannelHandlerContext context, WebSocketFrame frame) {
        context.write(frame, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
