package typhoon.snippets;

import static typhoon.web.URLSpec.url;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import typhoon.web.Application;
import typhoon.web.InputError;
import typhoon.web.RequestHandler;
import typhoon.web.Settings;

class BindingSnippets {
    // @start region="bind"
    record Address(String street, @Nullable String town) {}

    record NewUser(@Size(min = 1, max = 100) String name, @Email String email, @Min(18) int age, Address address, List<String> tags) {}

    record Search(@Nullable String q, @Nullable Integer page) {}

    class UsersHandler extends RequestHandler {
        public void get(Search search) {            // GET /users?q=ada&page=2
            write(find(search));
        }

        public void post(NewUser user) {            // JSON, or a form; what is wrong with it is one 400 that names every field
            add(user);
            setStatus(201);
        }
    }

    class UserHandler extends RequestHandler {
        public void put(long id, NewUser user) {    // PUT /users/7
            users.put(id, user);
        }
    }
    // @end

    final Map<Long, NewUser> users = new HashMap<>();

    Application app() {
        return new Application(new Settings().inputErrorStatus(422), url("/users", UsersHandler::new), url("/users/{id}",
                UserHandler::new));
    }

    // @start region="error"
    void add(NewUser user) {
        if (users.values().stream().anyMatch(other -> other.email().equals(user.email())))
            throw new InputError(409).field("/email", "is taken");
        users.put(users.size() + 1L, user);
    }
    // @end

    List<NewUser> find(Search search) {
        return users.values().stream().filter(user -> search.q() == null || user.name().contains(search.q())).toList();
    }
}
