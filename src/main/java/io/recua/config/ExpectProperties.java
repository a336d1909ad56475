package io.recua.config;

import static io.recua.config.SettingException.require;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an object must look like. An object that does not is refused before its first row is committed.
 *
 * @param minRows the minimum number of records after the header; null for none
 * @param maxRows the maximum number of records after the header; null for none
 * @param minOfLast the minimum number of records, as a share of the records of the feed's last load; null for none
 * @param columns the columns that the header must have, as the file names them
 * @param maxRejected the maximum share of records that do not fit the table; null for none
 */
public record ExpectProperties(
        Long minRows, Long maxRows, Percentage minOfLast, @DefaultValue List<String> columns, Percentage maxRejected) {

    /** Returns whether nothing is expected. */
    public boolean isEmpty() {
        return columns.isEmpty() && !countsRecords();
    }

    /** Returns whether the records must be counted, which takes a first pass over the whole object. */
    public boolean countsRecords() {
        return minRows != null || maxRows != null || minOfLast != null || maxRejected != null;
    }

    void check(String prefix) {
        require(minRows == null || minRows >= 0, prefix + ".min-rows", "must be 0 or more");
        require(
                maxRows == null || maxRows >= (minRows == null ? 0 : minRows),
                prefix + ".max-rows",
                "must not be less than min-rows");
    }
}
