package io.recua.control;

import io.recua.ingest.LoadStatus;
import java.time.LocalDate;
import java.util.List;

/**
 * Which loads of a feed are listed. Each query reads one range of an index, so it is fast in a ledger of a million loads: the
 * text is searched for in the last {@value #SEARCHED} loads alone that meet the other conditions.
 *
 * @param status the status; null for all
 * @param file a part of the file's name, in upper or lower case; null or blank for all
 * @param from the first day on which a load began, in UTC; null for all
 * @param to the last day on which a load began; null for all
 * @throws ActionException if a day is none that the ledger can hold
 */
public record LoadFilter(String feed, LoadStatus status, String file, LocalDate from, LocalDate to) {

    /** The number of loads in which a text is searched for. */
    public static final int SEARCHED = 10_000;

    /** The days that MySQL's DATETIME holds; without the last one, whose end it does not hold. */
    private static final LocalDate FIRST_DAY = LocalDate.of(1000, 1, 1);

    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 30);

    /** Checks the days. */
    public LoadFilter {
        check(from);
        check(to);
    }

    private static void check(LocalDate day) {
        if (day != null && (day.isBefore(FIRST_DAY) || day.isAfter(LAST_DAY))) {
            throw new ActionException(
                    ActionException.Cause.BAD_REQUEST,
                    "there are no loads of " + day + "; write a day from " + FIRST_DAY + " to " + LAST_DAY);
        }
    }

    /** Returns a filter for all loads of a feed. */
    public static LoadFilter of(String feed) {
        return new LoadFilter(feed, null, null, null, null);
    }

    /** Returns whether a text is searched for. */
    public boolean isSearch() {
        return file != null && !file.isBlank();
    }

    /**
     * Returns a query for the ids of a page of the loads, newest first.
     *
     * @param parameters receives the values of its parameters
     */
    String query(int size, long offset, List<Object> parameters) {
        StringBuilder where = new StringBuilder("where feed = ?");
        parameters.add(feed);
        add(where, " and status = ?", status == null ? null : status.name(), parameters);
        add(where, " and started_at >= ?", from == null ? null : from.atStartOfDay(), parameters);
        add(where, " and started_at < ?", to == null ? null : to.plusDays(1).atStartOfDay(), parameters);
        String newest = "from recua_load " + where + " order by started_at desc, id desc limit ? offset ?";
        if (!isSearch()) {
            parameters.addAll(List.of(size, offset));
            return "select id " + newest;
        }
        parameters.addAll(List.of(SEARCHED, 0, file.strip(), size, offset));
        return "select id from (select id, started_at, object_key " + newest + ") searched"
                + " where locate(lower(?), lower(substring_index(object_key, '/', -1))) > 0"
                + " order by started_at desc, id desc limit ? offset ?";
    }

    private static void add(StringBuilder where, String condition, Object value, List<Object> parameters) {
        if (value != null) {
            where.append(condition);
            parameters.add(value);
        }
    }
}
