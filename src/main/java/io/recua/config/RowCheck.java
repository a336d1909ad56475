package io.recua.config;

import static io.recua.config.SettingException.require;

import io.recua.config.FeedProperties.Mode;
import io.recua.config.FeedProperties.OnDuplicate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks which rows a feed writes to its table.
 *
 * @param prefix the prefix of the feed's settings, for error messages
 */
record RowCheck(FeedProperties feed, String prefix) {

    /** @throws SettingException if a setting is missing or invalid, or two of them exclude each other */
    void check() {
        require(
                feed.table() != null && !feed.table().isBlank(),
                prefix + ".table",
                "is missing; write the name of the target table");
        checkKey(feed.key());
        checkMode();
        checkTimestamp(feed.timestampColumn());
        checkDeleted(feed.deletedColumn());
        feed.expect().check(prefix + ".expect");
        feed.columns().forEach((column, settings) -> settings.check(prefix + ".columns." + column));
    }

    private void checkKey(List<String> key) {
        require(
                !key.isEmpty() || feed.mode() == Mode.APPEND,
                prefix + ".key",
                "is missing; write the columns that identify a row");
        require(
                key.isEmpty() || feed.mode() != Mode.APPEND,
                prefix + ".key",
                "is not used with mode append, which adds each record as a new row; remove it");
        Set<String> names = new HashSet<>();
        key.forEach(column -> require(
                names.add(column.toLowerCase(Locale.ROOT)), prefix + ".key", "names column " + column + " twice"));
    }

    private void checkMode() {
        require(
                feed.mode() == Mode.UPSERT || feed.onDuplicate() == OnDuplicate.NEWEST,
                prefix + ".on-duplicate",
                "is used with mode upsert only; remove it, or write mode: upsert");
    }

    private void checkTimestamp(String column) {
        require(
                feed.key().stream().noneMatch(name -> name.equalsIgnoreCase(column)),
                prefix + ".timestamp-column",
                "is a column of the key; its value differs in each load, so no row would ever be a duplicate");
        require(
                feed.columns().keySet().stream().noneMatch(name -> name.equalsIgnoreCase(column)),
                prefix + ".columns." + column,
                "is the timestamp column, which each load fills; remove one of the two settings");
    }

    private void checkDeleted(String column) {
        require(
                Stream.of(
                                feed.key().stream(),
                                feed.columns().keySet().stream(),
                                Stream.ofNullable(feed.timestampColumn()))
                        .flatMap(names -> names)
                        .noneMatch(name -> name.equalsIgnoreCase(column)),
                prefix + ".deleted-column",
                "must be a column that is not part of the key and has no other settings");
        require(
                column == null || feed.mode() == Mode.SNAPSHOT,
                prefix + ".deleted-column",
                "is used with mode snapshot only; remove it, or write mode: snapshot");
    }
}
