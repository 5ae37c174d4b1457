package typhoon.web;

import java.util.List;

/** The filters around one request from some place on, each called with those that are left; in the middle the handler. */
final class FilterChain implements Filter.Next {
    private final List<Filter> filters;
    private final int place;
    private final RequestHandler handler;
    private final Filter.Next innermost;
    private boolean called;

    FilterChain(List<Filter> filters, int place, RequestHandler handler, Filter.Next innermost) {
        this.filters = filters;
        this.place = place;
        this.handler = handler;
        this.innermost = innermost;
    }

    @Override
    public void handle() throws Exception {
        if (called) throw new IllegalStateException("next.handle() was called twice for " + AccessLog.summary(handler.request()));
        called = true;
        if (place == filters.size()) innermost.handle();
        else filters.get(place).handle(handler, new FilterChain(filters, place + 1, handler, innermost));
    }
}
