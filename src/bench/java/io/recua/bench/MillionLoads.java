package io.recua.bench;

import io.recua.fetch.Freshness;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.web.client.RestClient;

/**
 * What a long ledger costs: {@code mvn -Pbench verify -Dbench.main=io.recua.bench.MillionLoads}. Prints how long the page, the
 * lists, the gauges and a load take with 1,000 loads in the ledger and with 1,000,000, of 200 feeds in 399 days.
 *
 * <p>Recua runs in this JVM. Each time is the median of some calls after others that warm it up.
 */
public final class MillionLoads {

    private static final List<Integer> LOADS = List.of(1_000, 1_000_000);
    private static final int FEEDS = 200;
    private static final int ROUNDS = 21;

    private final TestBucket bucket;
    private final RunningRecua recua;
    private final RestClient page;
    private int object;

    private MillionLoads(TestBucket bucket, RunningRecua recua) {
        this.bucket = bucket;
        this.recua = recua;
        this.page = RestClient.builder()
                .baseUrl("http://127.0.0.1:" + recua.port())
                .defaultHeaders(headers -> headers.setBasicAuth("operator", RunningRecua.PASSWORD))
                .build();
    }

    public static void main(String[] arguments) {
        try (Database server = Database.open(Settings.ofSystem())) {
            System.setProperty("recua.test.database", server.url());
            TestDatabase database = TestDatabase.empty();
            feeds().forEach(feed -> database.jdbc()
                    .sql("create table " + feed + " (id int not null primary key, v varchar(20))")
                    .update());
            TestBucket bucket = TestBucket.empty();
            try (RunningRecua recua = RunningRecua.start(bucket, database, settings())) {
                LoggingSystem.get(MillionLoads.class.getClassLoader()).setLogLevel("io.recua", LogLevel.WARN);
                new MillionLoads(bucket, recua).run();
            }
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    private static List<String> feeds() {
        return IntStream.range(0, FEEDS).mapToObj("feed%04d"::formatted).toList();
    }

    /** No poll disturbs what is measured. */
    private static String[] settings() {
        return Stream.concat(
                        Stream.of("recua.poll-interval=1h"),
                        feeds().stream().flatMap(feed -> Stream.of(RunningRecua.feed(feed, feed, "id"))))
                .toArray(String[]::new);
    }

    private void run() throws IOException {
        List<Map<String, Double>> columns = new ArrayList<>();
        for (int loads : LOADS) {
            fill(loads);
            columns.add(measured(loads));
        }
        System.out.println("\n| ms, median | 1,000 loads | 1,000,000 loads |\n|---|---|---|");
        columns.get(0)
                .forEach((what, millis) -> System.out.println(String.format(
                        Locale.ROOT,
                        "| %s | %.1f | %.1f |",
                        what,
                        millis,
                        columns.get(1).get(what))));
    }

    private void fill(int loads) throws IOException {
        Stream.of("recua_load", "recua_lane", "recua_action", "recua_slot", "recua_attempt")
                .forEach(table -> recua.jdbc().sql("truncate table " + table).update());
        try (InputStream in = MillionLoads.class.getResourceAsStream("/bench/million.sql")) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String statement :
                    script.replace(":loads", Integer.toString(loads)).split(";\n")) {
                execute(statement);
            }
        }
    }

    /** ANALYZE returns rows. */
    private void execute(String statement) {
        if (statement.strip().startsWith("analyze")) {
            recua.jdbc().sql(statement).query().listOfRows();
        } else {
            recua.jdbc().sql(statement).update();
        }
    }

    private Map<String, Double> measured(int loads) {
        Map<String, Double> millis = new LinkedHashMap<>();
        String feed = feeds().get(FEEDS / 2);
        millis.put("page of all feeds", median(() -> get(page, "/")));
        millis.put("page of a feed", median(() -> get(page, "/feeds/" + feed)));
        millis.put("its refused loads", median(() -> get(page, "/feeds/" + feed + "?status=QUARANTINED")));
        millis.put("`/actuator/feeds`", median(() -> get(recua.operator(), "/actuator/feeds")));
        millis.put("`/actuator/loads`, 50 loads", median(() -> get(recua.operator(), "/actuator/loads")));
        millis.put(
                "the oldest 50 loads", median(() -> get(recua.operator(), "/actuator/loads?page=" + (loads / 50 - 1))));
        millis.put("`recua.overdue` and `recua.last.success` of all feeds", median(() -> recua.bean(Freshness.class)
                .read()));
        millis.put("one object of a row: claim, load, end", median(() -> load(feed)));
        millis.put("retention that finds nothing to delete", median(this::retention));
        return millis;
    }

    private static double median(Runnable call) {
        List<Double> millis = new ArrayList<>();
        for (int round = 0; round < 2 * ROUNDS; round++) {
            long from = System.nanoTime();
            call.run();
            millis.add((System.nanoTime() - from) / 1e6);
        }
        return millis.subList(ROUNDS, 2 * ROUNDS).stream().sorted().toList().get(ROUNDS / 2);
    }

    private static void get(RestClient client, String path) {
        if (client.get().uri(path).retrieve().body(String.class) == null) {
            throw new IllegalStateException("no answer from " + path);
        }
    }

    private void load(String feed) {
        String key = "landing/" + feed + "/" + object++ + ".csv";
        bucket.put(key, "id,v\n" + object + ",one\n");
        Exchange loaded = recua.bean(ProducerTemplate.class)
                .send("direct:ingest-objects", exchange -> exchange.setVariable("feed", feed));
        if (loaded.isFailed() || !bucket.keys(key).isEmpty()) {
            throw new IllegalStateException(key + " was not loaded", loaded.getException());
        }
    }

    private void retention() {
        recua.bean(ScheduledTaskHolder.class).getScheduledTasks().stream()
                .filter(task -> task.toString().contains("Retention"))
                .findFirst()
                .orElseThrow()
                .getTask()
                .getRunnable()
                .run();
    }
}
