package io.recua.csv;

import io.recua.config.RecuaProperties;
import java.util.List;

/**
 * What a feed is drafted for.
 *
 * @param name the name of the feed
 * @param table the name of the table; null for the name of the feed
 * @param key the names of the columns that identify a row, as in the file or in the table; empty to look for some
 * @param file the name of the file
 * @param url the address of the file; null for a placeholder
 * @param disablesShipped whether the settings disable the feed that is shipped, because it has no address
 * @param isAscii whether characters beyond ASCII are written as escapes
 */
public record DraftRequest(
        String name,
        String table,
        List<String> key,
        String file,
        String url,
        boolean disablesShipped,
        boolean isAscii) {

    /** The feed that is shipped, whose other settings would be those of a draft with this name. */
    public static final String SHIPPED = "unificado";

    /** The setting without which the feed that is shipped would stop the start. */
    public static final String SHIPPED_URL = "recua.feeds." + SHIPPED + ".url";

    private static final int MAX_NAME = 60;

    /** Returns a name for a feed of a file: its own without ending, in lower-case letters, digits and hyphens. */
    public static String nameOf(String file) {
        String plain = ColumnNames.plain(file.replaceFirst("(?i)(\\.(gz|zip|csv|tsv|txt|tab|vcf))+$", ""))
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-", "");
        String name = plain.substring(0, Math.min(plain.length(), MAX_NAME)).replaceAll("-$", "");
        return name.isEmpty() ? "feed" : name.equals(SHIPPED) ? name + "-csv" : name;
    }

    /** Returns whether a feed can have this name, and is not the one that is shipped. */
    public static boolean isName(String name) {
        return RecuaProperties.isFeedName(name) && !name.equals(SHIPPED);
    }

    String tableName() {
        return table == null ? name.replace('-', '_') : table;
    }

    String address() {
        return url == null ? "https://example.org/" + file.replaceAll("[^A-Za-z0-9._-]", "_") : url;
    }
}
