package io.recua.ingest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of the keys of landed objects: {@code landing/<feed>/<arrival>-<name>}, so that the order of the keys is the order
 * of arrival. {@code <arrival>} is an instant in UTC such as {@code 20260105T050000.000Z}. Objects that somebody else lands
 * may have any key below {@code landing/<feed>/}.
 */
public final class LandingKey {

    /** The prefix of the keys of waiting objects. */
    static final String PREFIX = "landing/";

    private static final DateTimeFormatter ARRIVAL =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final Pattern ARRIVED = Pattern.compile("(\\d{8}T\\d{6}\\.\\d{3}Z)-");

    /** An object directly below {@code landing/} belongs to no feed. */
    private static final Pattern OF_A_FEED = Pattern.compile(PREFIX + "([^/]+)/.*", Pattern.DOTALL);

    private LandingKey() {}

    /** Returns the prefix of the keys of a feed's waiting objects. */
    static String prefix(String feed) {
        return PREFIX + feed + "/";
    }

    /** Returns the key for a file of a feed that arrives at an instant. */
    public static String of(String feed, Instant arrival, String name) {
        return prefix(feed) + ARRIVAL.format(arrival) + "-" + name;
    }

    /** Returns the key without {@code landing/}; the copies in the archive and in the quarantine keep this part. */
    public static String rest(String key) {
        return key.substring(PREFIX.length());
    }

    /** Returns the instant of arrival that the key names; empty if it names none. */
    public static Optional<Instant> arrival(String key) {
        Matcher arrived = ARRIVED.matcher(key.substring(key.lastIndexOf('/') + 1));
        try {
            return arrived.lookingAt() ? Optional.of(ARRIVAL.parse(arrived.group(1), Instant::from)) : Optional.empty();
        } catch (DateTimeException e) {
            // Digits in this form need not be a date.
            return Optional.empty();
        }
    }

    /** Returns the file's name: the part after the last slash, without the instant of arrival. */
    public static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1).replaceFirst("^" + ARRIVED.pattern(), "");
    }

    /** Returns the feed that the object of this key belongs to; empty if it belongs to none. */
    static Optional<String> feed(String key) {
        Matcher matcher = OF_A_FEED.matcher(key);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
