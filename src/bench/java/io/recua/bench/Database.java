package io.recua.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The MySQL that is written to: the one given, or one that a script starts and that ends with the benchmark. */
record Database(String url, String user, String password, long server, Runnable end) implements AutoCloseable {

    /** The table of all but Recua: a sequential primary key and a unique key over the columns of the feed's key. */
    static final String PLAIN = "bench_plain";

    /** The table of Recua but for the lineage: a unique key over the hash of the feed's key. */
    static final String HASHED = "bench_hashed";

    private static final int PORT = 33310;
    private static final Pattern ADDRESS = Pattern.compile("jdbc:mysql://([^:/]+)(?::(\\d+))?/.*");
    private static final Pattern STARTED = Pattern.compile("url=(\\S+) user=(\\S+) password=(\\S+)");

    static Database open(Settings settings) throws IOException, InterruptedException {
        return settings.url().isEmpty()
                ? start(settings.mysql())
                : new Database(settings.url(), settings.user(), settings.password(), server(settings.url()), () -> {});
    }

    private static Database start(Path script) throws IOException, InterruptedException {
        boolean ran = Processes.listener(PORT) != 0;
        String answer = run(script, "start");
        Matcher found = STARTED.matcher(answer);
        if (!found.find()) {
            throw new IllegalStateException("No MySQL from " + script + ": " + answer + "; give one by -Dbench.url");
        }
        String url = found.group(1);
        return new Database(url, found.group(2), found.group(3), server(url), () -> stop(script, ran));
    }

    private static void stop(Path script, boolean ran) {
        try {
            if (!ran) {
                run(script, "stop");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The server inherits the script's error stream, so that only its output can be waited for. */
    private static String run(Path script, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(script.toString(), command, Integer.toString(PORT))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return answer;
    }

    private static long server(String url) throws IOException {
        Matcher address = ADDRESS.matcher(url);
        if (!address.matches() || !List.of("127.0.0.1", "localhost").contains(address.group(1))) {
            return 0;
        }
        return Processes.listener(address.group(2) == null ? 3306 : Integer.parseInt(address.group(2)));
    }

    Job job(CsvData data, String variant) {
        return new Job(url, user, password, server, data.file(), data.rows(), variant);
    }

    JdbcClient jdbc() {
        return JdbcClient.create(new DriverManagerDataSource(url, user, password));
    }

    /** Fresh tables, all of the same columns. */
    void createTables(boolean unique) {
        List.of(PLAIN, HASHED).forEach(this::drop);
        String plain = resource("/bench/plain.sql");
        jdbc().sql(unique ? plain : plain.replaceAll(",\\s+unique key [^\\n]+", ""))
                .update();
        String recua = resource("/db/migration/V2__unificado.sql");
        jdbc().sql(named(recua, HASHED)
                        .replaceFirst("load_id +bigint +not null", "load_id bigint not null default 1")
                        .replaceFirst("load_row +bigint +not null", "load_row bigint not null auto_increment")
                        .replaceFirst("load_batch +bigint +not null", "load_batch bigint not null default 1")
                        .replace("(load_id, load_batch, row_key)", "(load_row, load_id)"))
                .update();
    }

    /** A fresh table by Recua's own migration. */
    void createRecuaTable(String table) {
        drop(table);
        jdbc().sql(named(resource("/db/migration/V2__unificado.sql"), table)).update();
    }

    private static String named(String migration, String table) {
        return migration.replace("if not exists Unificado", table);
    }

    void drop(String table) {
        jdbc().sql("drop table if exists " + table).update();
    }

    /** Drops the ledger, which an earlier build may have made. */
    void dropLedger() {
        jdbc().sql("select table_name from information_schema.tables where table_schema = database()"
                        + " and table_name like 'recua\\_%'")
                .query(String.class)
                .list()
                .forEach(this::drop);
    }

    String version() {
        return jdbc().sql("select version()").query(String.class).single();
    }

    long count(String table) {
        return jdbc().sql("select count(*) from " + table).query(Long.class).single();
    }

    void requireCount(String table, long expected) {
        long found = count(table);
        if (found != expected) {
            throw new IllegalStateException("expected " + expected + " rows in " + table + " but found " + found);
        }
    }

    /** The statement by which rows are written one by one or in JDBC batches. */
    static String upsert() {
        return resource("/bench/upsert.sql");
    }

    private static String resource(String name) {
        try (InputStream in = Database.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end.run();
    }
}
