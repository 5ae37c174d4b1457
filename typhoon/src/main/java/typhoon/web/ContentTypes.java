package typhoon.web;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The type of a file by the end of its name. A table of our own, so that a program says the same wherever it runs; Tornado asks the tables
 * of the machine. No charset is added: a page says its own.
 */
final class ContentTypes {
    private static final String UNKNOWN = "application/octet-stream";
    private static final Map<String, String> TYPES = new HashMap<>();

    static {
        add("text/html", "html", "htm");
        add("text/css", "css");
        add("text/javascript", "js", "mjs");
        add("text/plain", "txt", "text", "log", "conf", "ini");
        add("text/markdown", "md", "markdown");
        add("text/csv", "csv");
        add("text/tab-separated-values", "tsv");
        add("text/calendar", "ics");
        add("text/vcard", "vcf");
        add("text/vtt", "vtt");
        add("text/xml", "xml", "xsl");
        add("application/json", "json", "map");
        add("application/ld+json", "jsonld");
        add("application/manifest+json", "webmanifest");
        add("application/geo+json", "geojson");
        add("application/xhtml+xml", "xhtml");
        add("application/atom+xml", "atom");
        add("application/rss+xml", "rss");
        add("application/yaml", "yaml", "yml");
        add("application/toml", "toml");
        add("application/wasm", "wasm");
        add("application/pdf", "pdf");
        add("application/rtf", "rtf");
        add("application/epub+zip", "epub");
        add("application/gzip", "gz", "tgz", "svgz");       // what is inside is not said: a client would unpack it
        add("application/zip", "zip");
        add("application/x-tar", "tar");
        add("application/vnd.rar", "rar");
        add("application/x-7z-compressed", "7z");
        add("application/java-archive", "jar", "war");
        add("application/x-sh", "sh");
        add("application/sql", "sql");
        add("application/msword", "doc");
        add("application/vnd.ms-excel", "xls");
        add("application/vnd.ms-powerpoint", "ppt");
        add("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx");
        add("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
        add("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx");
        add("application/vnd.oasis.opendocument.text", "odt");
        add("application/vnd.oasis.opendocument.spreadsheet", "ods");
        add("application/vnd.oasis.opendocument.presentation", "odp");
        add("application/vnd.apple.mpegurl", "m3u8");
        add("application/dash+xml", "mpd");
        add("image/png", "png");
        add("image/jpeg", "jpg", "jpeg", "jpe");
        add("image/gif", "gif");
        add("image/svg+xml", "svg");
        add("image/webp", "webp");
        add("image/avif", "avif");
        add("image/heic", "heic");
        add("image/bmp", "bmp");
        add("image/tiff", "tif", "tiff");
        add("image/vnd.microsoft.icon", "ico");
        add("image/apng", "apng");
        add("audio/mpeg", "mp3", "mp2");
        add("audio/mp4", "m4a");
        add("audio/aac", "aac");
        add("audio/flac", "flac");
        add("audio/ogg", "oga", "ogg", "opus");
        add("audio/wav", "wav");
        add("audio/webm", "weba");
        add("audio/midi", "mid", "midi");
        add("video/mp4", "mp4", "m4v");
        add("video/mpeg", "mpeg", "mpg");
        add("video/webm", "webm");
        add("video/ogg", "ogv");
        add("video/quicktime", "mov", "qt");
        add("video/x-msvideo", "avi");
        add("video/x-matroska", "mkv");
        add("video/mp2t", "ts");
        add("font/woff", "woff");
        add("font/woff2", "woff2");
        add("font/ttf", "ttf");
        add("font/otf", "otf");
        add("font/collection", "ttc");
        add("application/vnd.ms-fontobject", "eot");
    }

    private ContentTypes() {}

    /** The type of a file called so; octets where nothing better is known, and for what is compressed otherwise than by gzip. */
    static String of(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? UNKNOWN : TYPES.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
    }

    private static void add(String type, String... endings) {
        for (String ending : endings) TYPES.put(ending, type);
    }
}
