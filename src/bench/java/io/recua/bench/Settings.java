package io.recua.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * The benchmark's settings, system properties {@code bench.*}.
 *
 * @param rows the rows of the file
 * @param slowRows the rows of its beginning that the contenders write that take one statement a row
 * @param rounds how often each contender runs, in turn with the others
 * @param growthRows the rows of the object by which the table grows
 * @param only the letters of the contenders to run; all but the growth if empty
 * @param url the database's JDBC URL; if empty, one is started
 * @param before the jar of an earlier build, which is measured in turn with this one; null for none
 * @param recua the JVM of Recua
 * @param mysql the script that starts one
 */
record Settings(
        long rows,
        long slowRows,
        long growthRows,
        int rounds,
        List<String> only,
        String url,
        String user,
        String password,
        Path before,
        RecuaJvm recua,
        Path mysql) {

    private static final String GROWTH = "k";

    static Settings ofSystem() {
        String only = System.getProperty("bench.only", "");
        String before = System.getProperty("bench.before", "");
        return new Settings(
                Long.getLong("bench.rows", 1_000_000),
                Long.getLong("bench.slow-rows", 20_000),
                Long.getLong("bench.growth-rows", 20_000_000),
                Integer.getInteger("bench.rounds", 3),
                only.isBlank() ? List.of() : List.of(only.strip().split("\\s*,\\s*")),
                System.getProperty("bench.url", ""),
                System.getProperty("bench.user", ""),
                System.getProperty("bench.password", ""),
                before.isBlank() ? null : Path.of(before),
                RecuaJvm.ofSystem(),
                Path.of(System.getProperty("bench.mysql", "../shared/bin/mysql-real")));
    }

    boolean selects(String letter) {
        return only.isEmpty() ? !letter.equals(GROWTH) : only.contains(letter);
    }
}
