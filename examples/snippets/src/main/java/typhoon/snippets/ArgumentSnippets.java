package typhoon.snippets;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import typhoon.web.RequestHandler;

class ArgumentSnippets {
    enum Order { NEWEST, CHEAPEST }

    // @start region="arguments"
    static class OffersHandler extends RequestHandler {
        @Override
        public void get() {
            var shop = getArgument("shop", UUID.class);                     // ?shop=… is required
            int page = getArgument("page", 1);                              // a default's type is the argument's type
            var order = getArgument("order", Order.NEWEST);
            var since = getArgument("since", LocalDate.now(ZoneOffset.UTC).minusDays(7));
            List<Long> without = getArguments("without", Long.class);       // ?without=3&without=4
            write(Map.of("shop", shop, "page", page, "order", order, "since", since, "without", without));
        }
    }
    // @end
}
