package typhoon.benchmarks;

import java.nio.ByteBuffer;
import java.util.Set;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** Sends each message to all. Public because Jetty looks up its methods. */
public final class JettyBroadcast implements Session.Listener.AutoDemanding {
    private final Set<Session> members;
    private @Nullable Session session;

    JettyBroadcast(Set<Session> members) {
        this.members = members;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        this.session = session;
        members.add(session);
    }

    @Override
    public void onWebSocketText(String message) {
        for (Session member : members) member.sendText(message, Callback.NOOP);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer message, Callback callback) {
        ByteBuffer copy = BufferUtil.copy(message);
        for (Session member : members) member.sendBinary(copy.slice(), Callback.NOOP);
        callback.succeed();
    }

    @Override
    public void onWebSocketClose(int status, String reason, Callback callback) {
        if (session != null) members.remove(session);
        callback.succeed();
    }
}
