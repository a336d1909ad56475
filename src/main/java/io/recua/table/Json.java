package io.recua.table;

import static io.recua.table.ValueChecks.require;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Validates and normalizes the values of JSON columns. A document is valid if MySQL returns it with the same members
 * and values. MySQL changes white space and sorts members by the length of their names, then by their bytes; this class
 * writes the same form.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.7/en/json.html#json-normalization">Normalization of JSON Values</a>
 */
final class Json {

    /** MySQL refuses documents with deeper nesting. */
    private static final int MAX_DEPTH = 100;

    private static final BigInteger MIN_INTEGER = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_INTEGER = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final Comparator<String> ORDER = Comparator.comparing(
            name -> name.getBytes(StandardCharsets.UTF_8),
            Comparator.<byte[]>comparingInt(name -> name.length).thenComparing(Arrays::compareUnsigned));
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private Json() {}

    static String normalized(String value) throws InvalidValueException {
        try (JsonParser parser = STRICT.createParser(value)) {
            require(parser.nextToken() != null, "is not JSON");
            String document = value(parser);
            require(parser.nextToken() == null, "is not JSON");
            return document;
        } catch (IOException e) {
            boolean duplicate = String.valueOf(e.getMessage()).startsWith("Duplicate field");
            throw new InvalidValueException(
                    duplicate ? "has a member twice, and a JSON column keeps only one" : "is not JSON");
        }
    }

    private static String value(JsonParser parser) throws IOException, InvalidValueException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> quoted(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser.getText());
            case VALUE_NUMBER_FLOAT -> floating(parser.getText());
            default -> parser.getText();
        };
    }

    private static String object(JsonParser parser) throws IOException, InvalidValueException {
        Map<String, String> members = new TreeMap<>(ORDER);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, quoted(name) + ": " + value(parser));
        }
        return "{" + String.join(", ", members.values()) + "}";
    }

    private static String array(JsonParser parser) throws IOException, InvalidValueException {
        List<String> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return "[" + String.join(", ", elements) + "]";
    }

    private static String integer(String digits) throws InvalidValueException {
        BigInteger number = new BigInteger(digits);
        boolean exact = number.compareTo(MIN_INTEGER) >= 0 && number.compareTo(MAX_INTEGER) <= 0;
        return exact ? number.toString() : floating(digits);
    }

    private static String floating(String digits) throws InvalidValueException {
        BigDecimal number = Numbers.number(digits, false);
        require(
                Double.isFinite(number.doubleValue()) && Floats.isDisplayedByDouble(number, number.doubleValue()),
                "holds a number that a JSON column would change: "
                        + digits.substring(0, Math.min(digits.length(), 40)));
        return displayed(number);
    }

    /** Formats a double as MySQL displays it in a document, like {@code my_gcvt} in MySQL's source. */
    private static String displayed(BigDecimal number) {
        int digits = number.precision();
        int point = digits - number.scale();
        if (point >= -14 && (point <= 15 || digits > point)) {
            return number.scale() <= 0 ? number.toPlainString() + ".0" : number.toPlainString();
        }
        String unscaled = number.unscaledValue().abs().toString();
        return (number.signum() < 0 ? "-" : "")
                + unscaled.charAt(0)
                + (digits > 1 ? "." + unscaled.substring(1) : "")
                + "e"
                + (point - 1);
    }

    private static String quoted(String text) throws InvalidValueException {
        StringBuilder quoted = new StringBuilder("\"");
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (Character.isHighSurrogate(c)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                quoted.append(c).append(text.charAt(++at));
            } else {
                require(!Character.isSurrogate(c), "holds half a surrogate pair, which is not a character");
                quoted.append(escaped(c));
            }
        }
        return quoted.append('"').toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c);
        };
    }
}
