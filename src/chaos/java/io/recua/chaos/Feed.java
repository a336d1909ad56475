package io.recua.chaos;

import io.recua.config.FeedProperties.OnDuplicate;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The feeds, each with a table of its own. */
enum Feed {
    NEWEST("on-duplicate=newest"),
    FIRST("on-duplicate=first"),
    CHANGED("on-duplicate=changed"),
    APPEND("mode=append"),
    SNAPSHOT("mode=snapshot"),
    /** A table with a key of its own, without Recua's columns. */
    OWN("on-duplicate=newest"),
    /** The only one whose objects are fetched. */
    FETCHED("on-duplicate=newest");

    /** Every two seconds. */
    private static final String SCHEDULE = "0/2 * * * * ?";

    private static final String CODE = "code varchar(20) character set utf8mb4 collate utf8mb4_0900_bin";

    private final String setting;

    Feed(String setting) {
        this.setting = setting;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    String table() {
        return "rows_" + id();
    }

    String landing() {
        return "landing/" + id() + "/";
    }

    /** Whether each row of the table says which load and record it came from. */
    boolean hasLineage() {
        return this != OWN;
    }

    /** Whether a column is added to the table in the middle of a run. */
    boolean grows() {
        return this == NEWEST;
    }

    OnDuplicate onDuplicate() {
        return this == FIRST ? OnDuplicate.FIRST : this == CHANGED ? OnDuplicate.CHANGED : OnDuplicate.NEWEST;
    }

    static void createTables(TestDatabase database) {
        for (Feed feed : values()) {
            database.jdbc().sql(feed.createTable()).update();
        }
    }

    /** @param source the address of what is fetched */
    static List<String> settingsOfAll(String source) {
        return Stream.of(values())
                .flatMap(feed -> Stream.of(feed.settings(source)))
                .toList();
    }

    private String createTable() {
        return hasLineage()
                ? TestDatabase.createTable(table(), CODE + ", name text, amount int, loaded_at datetime(3)")
                : "create table " + table() + " (" + CODE + " not null primary key, name text, amount int)"
                        + " character set utf8mb4";
    }

    private String[] settings(String source) {
        List<String> more = new ArrayList<>(List.of(setting));
        if (hasLineage()) {
            more.add("timestamp-column=loaded_at");
        }
        if (this == FETCHED) {
            more.addAll(List.of("url=" + source, "schedule=" + SCHEDULE));
        }
        return RunningRecua.feed(id(), table(), this == APPEND ? "" : "code", more.toArray(String[]::new));
    }
}
