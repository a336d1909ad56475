package io.recua.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** One session of {@code LOAD DATA LOCAL INFILE} over the CSV as it is. */
final class LoadDataLocal {

    /** Behind the words IGNORE or REPLACE: into the table with the hash of the key. */
    static final String HASHED = " hashed";

    /** At the end: the file that the table holds when the clock starts. */
    static final String AFTER = " after ";

    private static final String HASH = ", row_key = unhex(left(sha2(concat_ws('|', ID, MUESTRA, RESULTADO), 256), 32))";

    private LoadDataLocal() {}

    public static void main(String[] arguments) throws Exception {
        Job job = Job.of(arguments);
        String[] variant = job.variant().split(AFTER, 2);
        boolean hashed = variant[0].endsWith(HASHED);
        String onDuplicate = variant[0].replace(HASHED, "");
        try (Connection connection = job.connect("allowLoadLocalInfile=true");
                Statement statement = connection.createStatement()) {
            if (variant.length > 1) {
                load(statement, Path.of(variant[1]), "ignore", hashed);
            }
            Meter meter = Meter.start(job);
            load(statement, job.file(), onDuplicate, hashed);
            meter.stop(job.rows());
        }
    }

    private static void load(Statement statement, Path file, String onDuplicate, boolean hashed) throws SQLException {
        String columns = String.join(",", CsvData.COLUMNS).replace("FECHA_COPIA", "@stale");
        statement.executeLargeUpdate("load data local infile '" + file + "' " + onDuplicate + " into table "
                + (hashed ? Database.HASHED : Database.PLAIN)
                + " character set utf8mb4 fields terminated by ',' optionally enclosed by '\"' escaped by ''"
                + " lines terminated by '\\n' ignore 1 lines (" + columns + ") set FECHA_COPIA = utc_timestamp(3)"
                + (hashed ? HASH : ""));
    }
}
