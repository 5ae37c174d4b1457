package typhoon.httpserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields and files of a form in several parts, which was read to its end. */
final class Form {
    private final Map<String, List<String>> arguments = new LinkedHashMap<>();
    private final Map<String, List<HttpFile>> files = new LinkedHashMap<>();

    Form(Multipart parts) {
        try {
            while (parts.next() instanceof Part part) add(part);
        } catch (IOException problem) {
            throw new UncheckedIOException("a file of a form could not be kept: " + problem.getMessage(), problem);
        }
    }

    private void add(Part part) throws IOException {
        if (part.filename() == null) arguments.computeIfAbsent(part.name(), _ -> new ArrayList<>(1)).add(part.text());
        else files.computeIfAbsent(part.name(), _ -> new ArrayList<>(1)).add(part.toFile());
    }

    Map<String, List<String>> arguments() {
        return arguments;
    }

    Map<String, List<HttpFile>> files() {
        return files;
    }
}
