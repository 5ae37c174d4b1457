package typhoon.snippets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import typhoon.http.FileNames;
import typhoon.http.HttpInputError;
import typhoon.httpserver.HttpFile;
import typhoon.httpserver.HttpServer;
import typhoon.httpserver.MultipartOptions;
import typhoon.httpserver.Part;
import typhoon.httpserver.ServerOptions;
import typhoon.web.Application;
import typhoon.web.HttpError;
import typhoon.web.RequestHandler;
import typhoon.web.StreamRequestBody;

class MultipartSnippets {
    private static final Path UPLOADS = Path.of("uploads");

    // @start region="parts"
    @StreamRequestBody
    static class Upload extends RequestHandler {
        @Override
        public void post() throws IOException {
            while (multipart().next() instanceof Part part) {
                if (part.filename() != null) part.transferTo(UPLOADS.resolve(part.safeFilename()));
            }
            write("thank you");
        }
    }
    // @end

    // @start region="files"
    static class Portrait extends RequestHandler {
        @Override
        public void post() throws IOException {
            List<HttpFile> pictures = request().files().getOrDefault("picture", List.of());
            if (pictures.size() != 1) throw new HttpError(400).detail("one picture, please");
            pictures.getFirst().transferTo(UPLOADS.resolve(FileNames.safe(getBodyArgument("name") + ".png")));
        }
    }
    // @end

    long pieces(Part part) {
        // @start region="pieces"
        long lines = 0;
        while (part.read() instanceof byte[] piece) {           // waits for the client
            for (byte b : piece) if (b == '\n') lines++;
            if (lines > 1000) throw new HttpInputError(413, "at most 1000 lines");
        }
        // @end
        return lines;
    }

    HttpServer options(Application app) {
        // @start region="options"
        var forms = new MultipartOptions()
            .maxParts(20)
            .maxPart(50L * 1024 * 1024)                         // more is a 413
            .directory(Path.of("/var/tmp"));
        var server = app.listen(8888, new ServerOptions().maxBody(1024L * 1024 * 1024).multipart(forms));
        // @end
        return server;
    }

    void names(RequestHandler handler, Path file, String theirs) {
        // @start region="names"
        Path target = Path.of("uploads").resolve(FileNames.safe(theirs));           // ../../etc/passwd is uploads/passwd
        handler.setHeader("Content-Disposition", FileNames.attachment("caf\u00e9.pdf"));
        // @end
        assert !target.equals(file);
    }
}
