package io.recua.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.RecuaApplication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** Recua itself, in this JVM, on the tests' database and a bucket; nothing in it is replaced. */
public final class RunningRecua implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    /** The operator's password. */
    public static final String PASSWORD = "only-for-tests";

    private static final String[] PORTS_AND_OPERATOR = {
        "server.port=0", "management.server.port=0", "recua.operator.password=" + PASSWORD
    };

    private final ConfigurableApplicationContext context;
    private final TestBucket bucket;
    private final JdbcClient jdbc;

    private RunningRecua(ConfigurableApplicationContext context, TestBucket bucket, TestDatabase database) {
        this.context = context;
        this.bucket = bucket;
        this.jdbc = database.jdbc();
    }

    /**
     * Starts Recua; the shipped feed is off unless the settings say otherwise.
     *
     * @param settings such as {@code recua.feeds.a.table=t}; later ones win
     */
    public static RunningRecua start(TestBucket bucket, TestDatabase database, String... settings) {
        return start(new SpringApplicationBuilder(RecuaApplication.class), bucket, database, settings);
    }

    /** Starts Recua with beans beside its own, for what lies outside of it and of this JVM. */
    public static RunningRecua startWith(Class<?> beans, TestBucket bucket, TestDatabase database, String... settings) {
        return start(new SpringApplicationBuilder(RecuaApplication.class, beans), bucket, database, settings);
    }

    private static RunningRecua start(
            SpringApplicationBuilder application, TestBucket bucket, TestDatabase database, String... settings) {
        return new RunningRecua(application.run(arguments(bucket, database, settings)), bucket, database);
    }

    /** Starts Recua with these settings alone; the database and the bucket are to come from AWS. */
    public static RunningRecua startOnAws(TestBucket bucket, TestDatabase database, String... settings) {
        return new RunningRecua(
                new SpringApplicationBuilder(RecuaApplication.class).run(awsArguments(settings)), bucket, database);
    }

    /** The command line that {@link #startOnAws} uses, for tests that start a process. */
    public static String[] awsArguments(String... settings) {
        Map<String, String> all = new LinkedHashMap<>();
        put(all, PORTS_AND_OPERATOR);
        put(all, "spring.jmx.enabled=false", "spring.profiles.active=aws");
        // The format of the log is the JVM's, and would be that of the tests that follow.
        put(all, "logging.structured.format.console=");
        put(all, settings);
        return commandLine(all);
    }

    /** The command line that {@link #start} uses, for tests that start a process. */
    public static String[] arguments(TestBucket bucket, TestDatabase database, String... settings) {
        Map<String, String> all = new LinkedHashMap<>();
        put(all, PORTS_AND_OPERATOR);
        put(
                all,
                "spring.jmx.enabled=false",
                "spring.datasource.url=" + database.url(),
                "spring.datasource.username=" + database.user(),
                "spring.datasource.password=" + database.password(),
                "recua.bucket=" + bucket.name(),
                "recua.poll-interval=100ms");
        put(all, settings);
        if (all.keySet().stream().noneMatch(setting -> setting.startsWith("recua.feeds.unificado."))) {
            put(all, "recua.feeds.unificado.enabled=false");
        }
        return commandLine(all);
    }

    private static String[] commandLine(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
    }

    /** Spring would join a setting that is given twice. */
    private static void put(Map<String, String> all, String... settings) {
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            all.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
    }

    /** Settings of a feed that nothing is fetched for: its objects are put into the landing place by the test. */
    public static String[] feed(String name, String table, String key, String... more) {
        String prefix = "recua.feeds." + name + ".";
        List<String> settings = new ArrayList<>(List.of(
                prefix + "url=http://127.0.0.1:9/never.csv",
                prefix + "schedule=0 0 5 ? * MON",
                prefix + "catch-up=false",
                prefix + "table=" + table,
                prefix + "key=" + key));
        for (String setting : more) {
            settings.add(setting.matches("(recua|spring|server)\\..*") ? setting : prefix + setting);
        }
        return settings.toArray(String[]::new);
    }

    /** The load of the object of this key, as {@code /actuator/loads} shows it, as soon as it is settled and moved. */
    public JsonNode settled(String landingKey) {
        return await().atMost(PATIENCE)
                .until(
                        () -> bucket.keys(landingKey).isEmpty() ? load(landingKey) : null,
                        load -> load != null && !load.get("status").asText().equals("LOADING"));
    }

    private JsonNode load(String landingKey) {
        for (JsonNode load : get("/actuator/loads?size=1000").get("loads")) {
            if (load.get("object").asText().equals(landingKey)) {
                return load;
            }
        }
        return null;
    }

    /** Lands an object and waits until it is settled. */
    public JsonNode load(String landingKey, String csv) {
        bucket.put(landingKey, csv);
        return settled(landingKey);
    }

    /** Fetches a feed for a slot, as the routes of the schedule and the catch-up do. */
    public void fetch(String feed, String slot) {
        Exchange fetched = bean(ProducerTemplate.class).send("direct:fetch-slot", exchange -> {
            exchange.setVariable("feed", feed);
            exchange.setVariable("slot", slot);
        });
        if (fetched.getException() != null) {
            throw new IllegalStateException(fetched.getException());
        }
    }

    /** The text that a page shows to the operator, without its elements. */
    public String page(String path) {
        return RestClient.create("http://127.0.0.1:" + port())
                .get()
                .uri(path)
                .headers(headers -> headers.setBasicAuth("operator", PASSWORD))
                .retrieve()
                .body(String.class)
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ");
    }

    /** What the management port answers to the operator. */
    public JsonNode get(String path) {
        return operator().get().uri(path).retrieve().body(JsonNode.class);
    }

    /** The operator at the management port. */
    public RestClient operator() {
        return user("operator", PASSWORD);
    }

    /** A user at the management port. */
    public RestClient user(String name, String password) {
        return anyone().mutate()
                .defaultHeaders(headers -> headers.setBasicAuth(name, password))
                .build();
    }

    /** Somebody without credentials at the management port. */
    public RestClient anyone() {
        return RestClient.create(management());
    }

    /** The address of the management port. */
    public String management() {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.management.port");
    }

    /** Where people are served. */
    public int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    public TestBucket bucket() {
        return bucket;
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
