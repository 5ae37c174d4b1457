package typhoon.escape;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Puts Jackson's exceptions into our words: what the sender got wrong becomes a {@link JsonDecodeError}, what the program got wrong an
 * {@link IllegalArgumentException}. The parser still stands where the problem is, so that it knows line, column and what was found better
 * than the exception does.
 */
final class JsonProblem {
    private static final int SHOWN = 40;        // characters of a name or value
    private static final int SHOWN_LIST = 200;      // of a path, a list of names, a message of Jackson's
    private static final Pattern UNKNOWN_WORD = Pattern.compile("^Unrecognized token '([^']{1,100})");
    private static final Pattern UNEXPECTED = Pattern.compile("\\(code (\\d{1,6})");
    private static final Pattern PLAIN = Pattern.compile("\\w{1,40}");

    private JsonProblem() {}

    static RuntimeException decoding(JacksonException problem, JsonParser parser, String text, Class<?> type) {
        return switch (problem) {
            case InvalidDefinitionException wrong -> unreadable(raw(wrong.getType(), type), "read JSON into", wrong);
            case ValueInstantiationException refused -> refused(refused, parser, type);
            case UnrecognizedPropertyException unknown -> unknown(unknown, text);
            case InvalidNullException none -> mistyped(none, none.getTargetType(), parser);
            case InputCoercionException range -> mistyped(range, range.getTargetType(), parser);
            case StreamReadException malformed -> malformed(malformed, parser);
            case StreamConstraintsException tooMuch -> at(path(parser), parser.currentLocation(), excess(tooMuch), tooMuch);
            case MismatchedInputException mismatch -> mismatch(mismatch, parser, type);
            case JacksonException number when number.getCause() instanceof NumberFormatException -> noNumber(number, parser);
            default -> problem.getCause() == null ? at(path(parser), parser.currentTokenLocation(), brief(problem), problem)
                    : unreadable(type, "read JSON into", problem);
        };
    }

    /** An exponent beyond those that a BigDecimal has. */
    static JsonDecodeError noNumber(RuntimeException problem, JsonParser parser) {
        return at(path(parser), parser.currentTokenLocation(), "expected number, got " + found(parser), problem);
    }

    static IllegalArgumentException encoding(@Nullable Object value, JacksonException problem) {
        Class<?> type = value == null ? Object.class : value.getClass();
        if (problem instanceof InvalidDefinitionException wrong) type = raw(wrong.getType(), type);
        return unreadable(type, "write as JSON", problem);
    }

    /** The whole text is null, or of another kind than a raw container. */
    static JsonDecodeError wholeIs(@Nullable Object value, Class<?> type, String text) {
        String found = switch (value) {
            case null -> "null";
            case Map<?, ?> _ -> "an object";
            case Collection<?> _ -> "an array";
            case String s -> quoted(s);
            default -> cut(value.toString());
        };
        int start = text.length() - text.stripLeading().length();
        return error("$", text, start, expected(type) + ", got " + found, null);
    }

    static void checkUtf8(byte[] bytes) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var from = ByteBuffer.wrap(bytes);
        var to = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(from, to, true);
        if (!result.isError()) return;
        String before = to.flip().toString();
        throw error("$", before, before.length(), "byte 0x%02X is not UTF-8".formatted(bytes[from.position()]), null);
    }

    private static JsonDecodeError mismatch(MismatchedInputException problem, JsonParser parser, Class<?> type) {
        TokenStreamLocation place = parser.currentTokenLocation();
        if (parser.currentToken() == null) return at("$", place, expected(type) + ", got the end of the text", problem);
        boolean isTrailing = brief(problem).startsWith("Trailing token");
        if (isTrailing) return at("$", place, "expected the end of the text, got " + found(parser), problem);
        if (parser.hasToken(JsonToken.END_OBJECT)) return at(path(problem), place, "required property is missing", problem);
        return mistyped(problem, problem.getTargetType() == null ? type : problem.getTargetType(), parser);
    }

    private static JsonDecodeError mistyped(JacksonException problem, @Nullable Class<?> target, JsonParser parser) {
        return at(path(problem), parser.currentTokenLocation(), expected(target) + ", got " + found(parser), problem);
    }

    private static JsonDecodeError malformed(StreamReadException problem, JsonParser parser) {
        return at(path(parser), problem.getLocation(), wrong(problem, parser), problem);
    }

    /** In words of ours: Jackson's are for those who write the program and not for those who wrote the text. */
    private static String wrong(StreamReadException problem, JsonParser parser) {
        String message = String.valueOf(problem.getOriginalMessage());
        if (message.startsWith("Duplicate Object property"))
            return "duplicate key " + quoted(String.valueOf(parser.streamReadContext().currentName()));
        if (problem instanceof UnexpectedEndOfInputException || message.startsWith("Unexpected end-of-input")) return "the text ends here";
        if (message.contains("Leading zeroes")) return "a number begins with a zero";
        if (message.startsWith("Illegal unquoted character")) return "a control character stands in a string";
        if (message.contains("character escape") || message.contains("hex-digit")) return "no escape that JSON has";
        Matcher word = UNKNOWN_WORD.matcher(message);
        if (word.find()) return "unexpected " + cut(word.group(1));
        Matcher character = UNEXPECTED.matcher(message);
        return character.find() ? "unexpected character " + cut(new String(Character.toChars(Integer.parseInt(character.group(1)))))
                : "malformed JSON";
    }

    private static String excess(StreamConstraintsException problem) {
        String message = String.valueOf(problem.getOriginalMessage());
        if (message.contains("nesting depth")) return "nested too deeply";
        if (message.contains("Token count")) return "too many values";
        if (message.contains("Name")) return "a name is too long";
        return message.contains("Number") ? "a number is too long" : "a string is too long";
    }

    private static JsonDecodeError unknown(UnrecognizedPropertyException problem, String text) {
        return at(path(problem), locate(problem, text), "unknown property" + known(problem.getKnownPropertyIds()), problem);
    }

    private static RuntimeException refused(ValueInstantiationException problem, JsonParser parser, Class<?> type) {
        if (problem.getCause() instanceof IllegalArgumentException own) {
            return at(path(problem), parser.currentTokenLocation(), cut(String.valueOf(own.getMessage()), SHOWN_LIST), problem);
        }
        return unreadable(raw(problem.getType(), type), "read JSON into", problem);
    }

    /** The record was known to be wrong only at its end: find the property again. */
    private static TokenStreamLocation locate(UnrecognizedPropertyException problem, String text) {
        String wanted = path(problem);
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            while (parser.nextToken() != null) {
                if (parser.hasToken(JsonToken.PROPERTY_NAME) && path(parser).equals(wanted)) break;
            }
            return parser.currentTokenLocation();
        }
    }

    private static IllegalArgumentException unreadable(Class<?> type, String what, JacksonException problem) {
        Module module = type.getModule();
        String home = type.getPackageName();
        boolean closed = !module.isOpen(home, ObjectMapper.class.getModule()) && !home.startsWith("java");
        String help = !closed ? brief(problem) : "its package is not open to Jackson: write \"opens " + home
                + " to typhoon, tools.jackson.databind;\" into the module-info of " + module.getName();
        return new IllegalArgumentException("cannot " + what + " " + type.getName() + ": " + help, problem);
    }

    private static Class<?> raw(@Nullable JavaType type, Class<?> otherwise) {
        return type == null ? otherwise : type.getRawClass();
    }

    private static JsonDecodeError at(String path, @Nullable TokenStreamLocation place, String problem, Throwable cause) {
        int line = place == null ? 1 : Math.max(1, place.getLineNr());
        int column = place == null ? 1 : Math.max(1, place.getColumnNr());
        return new JsonDecodeError(whole(path), line, column, whole(problem), cause);
    }

    /** With a question mark for half of a surrogate pair, which no JSON could carry back to the sender. */
    private static String whole(String text) {
        return Escape.toUnicode(Escape.utf8(text));
    }

    private static JsonDecodeError error(String path, String text, int offset, String problem, @Nullable Throwable cause) {
        String before = text.substring(0, offset);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        return new JsonDecodeError(path, line, offset - before.lastIndexOf('\n'), problem, cause);
    }

    private static String path(JsonParser parser) {
        var path = new StringBuilder();
        for (TokenStreamContext part = parser.streamReadContext(); part != null && !part.inRoot(); part = part.getParent()) {
            if (part.inArray()) path.insert(0, "[" + part.getCurrentIndex() + "]");
            else if (part.currentName() instanceof String name) path.insert(0, property(name));
        }
        return whole(path);
    }

    private static String path(JacksonException problem) {
        var path = new StringBuilder();
        for (JacksonException.Reference part : problem.getPath()) {
            path.append(part.getPropertyName() instanceof String name ? property(name) : "[" + part.getIndex() + "]");
        }
        return whole(path);
    }

    private static String whole(StringBuilder path) {
        return path.length() <= SHOWN_LIST ? "$" + path : "$…" + path.substring(path.length() - SHOWN_LIST);
    }

    private static String property(String name) {
        return PLAIN.matcher(name).matches() ? "." + name : "[" + quoted(name) + "]";
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) return "expected another value";
        if (type.isEnum()) return "expected one of " + list(Arrays.asList(type.getEnumConstants()));
        return "expected " + switch (type.getSimpleName()) {
            case "String", "char", "Character" -> "string";
            case "Integer" -> "int";
            case "Boolean", "Long", "Double", "Float", "Short", "Byte" -> type.getSimpleName().toLowerCase(Locale.ROOT);
            case "BigInteger", "BigDecimal", "Number" -> "number";
            case "Object" -> "a value";
            default -> type.isPrimitive() || type.getModule() == Object.class.getModule() && !isContainer(type) ? type.getSimpleName()
                    : type.isArray() || Collection.class.isAssignableFrom(type) ? "array" : "object";
        };
    }

    private static boolean isContainer(Class<?> type) {
        return type.isArray() || Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
    }

    private static String found(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == null) return "the end of the text";
        return switch (token) {
            case START_OBJECT, END_OBJECT, PROPERTY_NAME -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING -> quoted(parser.getString());
            default -> cut(String.valueOf(parser.getString()));
        };
    }

    private static String known(@Nullable Collection<?> names) {
        return names == null || names.isEmpty() ? "" : ", expected one of " + list(names);
    }

    private static String list(Collection<?> names) {
        return cut(names.stream().map(String::valueOf).collect(Collectors.joining(", ")), SHOWN_LIST);
    }

    private static String brief(JacksonException problem) {
        String message = String.valueOf(problem.getOriginalMessage());
        return cut(message.lines().findFirst().orElse(""), SHOWN_LIST);
    }

    private static String quoted(String text) {
        return "\"" + cut(text) + "\"";
    }

    private static String cut(String text) {
        return cut(text, SHOWN);
    }

    private static String cut(String text, int most) {
        var shown = new StringBuilder();
        for (int i = 0; i < Math.min(most, text.length()); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7F) shown.append("\\u%04x".formatted((int) c));
            else shown.append(c);
        }
        return shown.append(text.length() > most ? "…" : "").toString();
    }
}
