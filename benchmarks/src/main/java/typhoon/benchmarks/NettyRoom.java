package typhoon.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Sends each message to all who are here: encoded once, shared by all, past the encoder of each. Whatever one read brought is flushed at
 * its end, once for each channel. Messages in fragments are not passed on: the frames of several senders would mix.
 */
@Sharable
final class NettyRoom extends NettyEcho {
    private static final int SHORT = 125;
    private static final int MEDIUM = 0xFFFF;

    private final Set<Channel> members = new LinkedHashSet<>();
    private boolean unflushed;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        members.add(context.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        members.remove(context.channel());
        context.fireChannelInactive();
    }

    @Override
    void received(ChannelHandlerContext context, WebSocketFrame frame) {
        ByteBuf encoded;
        try {
            encoded = encoded(context, frame);
        } finally {
            frame.release();
        }
        for (Channel member : members) member.write(encoded.retainedDuplicate(), member.voidPromise());
        encoded.release();
        unflushed = true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
        if (!unflushed) return;
        unflushed = false;
        for (Channel member : members) member.flush();
    }

    private static ByteBuf encoded(ChannelHandlerContext context, WebSocketFrame frame) {
        ByteBuf payload = frame.content();
        int length = payload.readableBytes();
        if (!frame.isFinalFragment() || length > MEDIUM) throw new IllegalArgumentException("expected a short message in one frame");
        ByteBuf encoded = context.alloc().directBuffer(4 + length);
        encoded.writeByte(0x80 | (frame instanceof TextWebSocketFrame ? 1 : 2));
        if (length <= SHORT) encoded.writeByte(length);
        else encoded.writeByte(126).writeShort(length);
        return encoded.writeBytes(payload);
    }
}
