package io.recua.bench;

import io.recua.bench.Contender.Group;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All contenders, on one file, one database and one bucket. */
final class Contenders {

    private static final String CHANGED = "--recua.feeds.%s.on-duplicate=changed";

    /** Rows in memory take several times their bytes. */
    private static final List<String> LARGE = List.of("-Xmx6g", "-XX:+UseSerialGC");

    private final CsvData data;
    private final CsvData slowData;
    private final CsvData next;
    private final CsvData nextOld;
    private final Growth growth;
    private final Database database;
    private final Bucket bucket;
    private final Forks forks;
    private final RecuaJvm jvm;
    private final Path before;

    Contenders(
            CsvData data,
            CsvData slowData,
            CsvData next,
            CsvData nextOld,
            Growth growth,
            Database database,
            Bucket bucket,
            Forks forks,
            Settings settings) {
        this.data = data;
        this.slowData = slowData;
        this.next = next;
        this.nextOld = nextOld;
        this.growth = growth;
        this.database = database;
        this.bucket = bucket;
        this.forks = forks;
        this.jvm = settings.recua();
        this.before = settings.before();
    }

    List<Contender> all() {
        String few = String.format(Locale.ROOT, " (first %,d rows)", slowData.rows());
        List<Contender> all = new ArrayList<>(List.of(
                load("a", "LOAD DATA LOCAL … IGNORE, one session", () -> plain(LoadDataLocal.class, data, "ignore")),
                load(
                        "a",
                        "the same, unique key over the hash, by SHA2()",
                        () -> hashed(data, "ignore" + LoadDataLocal.HASHED)),
                load("b", "the same, no unique key, no dedup", this::withoutKey),
                new Contender("c", Group.LOAD, List.of("Recua whole", "Recua whole, warm"), () -> recua(jvm)),
                new Contender(
                        "q",
                        Group.LOAD,
                        List.of("Recua whole, with expect", "the same, warm"),
                        () -> recua(jvm, "--recua.feeds.%s.expect.min-rows=1")),
                load("d", "Recua's writer alone", () -> alone("io.recua.load.WriterAlone")),
                load("e", "Spring Batch, chunk 1000", () -> plain(SpringBatch.class, data, "")),
                load("f", "Camel, sql: per row" + few, () -> plain(PlainCamel.class, slowData, "camel-per-row")),
                load("g", "Camel, collate(1000), sql: batch", () -> plain(PlainCamel.class, data, "camel-batch")),
                load("h", "JDBC, one statement per row" + few, () -> plain(JdbcLoader.class, slowData, "1")),
                load("i", "JDBC, batches of 1000", () -> plain(JdbcLoader.class, data, "1000")),
                again("j", Group.RELOAD, data),
                againHashed("j", Group.RELOAD, data),
                recuaAgain("j", Group.RELOAD, data),
                recuaAgain("r", Group.RELOAD, data, CHANGED),
                again("o", Group.NEXT_NEW, next),
                againHashed("o", Group.NEXT_NEW, next),
                recuaAgain("o", Group.NEXT_NEW, next),
                recuaAgain("o", Group.NEXT_NEW, next, CHANGED),
                again("n", Group.NEXT_OLD, nextOld),
                againHashed("n", Group.NEXT_OLD, nextOld),
                recuaAgain("n", Group.NEXT_OLD, nextOld),
                recuaAgain("n", Group.NEXT_OLD, nextOld, CHANGED),
                new Contender("k", Group.GROWTH, growth.steps(), this::recuaGrowing),
                parse("camel-csv", () -> parse("camel")),
                parse("FastCSV", () -> parse("fastcsv")),
                parse("Recua, up to checked and hashed rows", () -> alone("io.recua.load.ParseAlone"))));
        if (before != null) {
            all.add(new Contender(
                    "c",
                    Group.LOAD,
                    List.of("Recua whole, the earlier jar", "Recua whole, the earlier jar, warm"),
                    () -> recua(jvm.with(before))));
        }
        return all;
    }

    private static Contender load(String letter, String title, Contender.Run run) {
        return Contender.of(letter, Group.LOAD, title, run);
    }

    /** LOAD DATA of a file into a table that holds the first one. */
    private Contender again(String letter, Group group, CsvData second) {
        return Contender.of(
                letter,
                group,
                "LOAD DATA LOCAL … REPLACE, one session",
                () -> plain(LoadDataLocal.class, second, "replace" + LoadDataLocal.AFTER + data.file()));
    }

    private Contender againHashed(String letter, Group group, CsvData second) {
        return Contender.of(
                letter,
                group,
                "the same, unique key over the hash, by SHA2()",
                () -> hashed(second, "replace" + LoadDataLocal.HASHED + LoadDataLocal.AFTER + data.file()));
    }

    private Contender recuaAgain(String letter, Group group, CsvData second, String... settings) {
        return Contender.of(
                letter,
                group,
                settings.length == 0 ? "Recua whole" : "Recua whole, on-duplicate: changed",
                () -> recuaAgain(second, settings));
    }

    private static Contender parse(String title, Contender.Run run) {
        return Contender.of("p", Group.PARSE, title, run);
    }

    private List<Result> plain(Class<?> mainClass, CsvData rows, String variant) throws Exception {
        database.createTables(true);
        Result result = forks.run(mainClass.getName(), database.job(rows, variant), Forks.SMALL);
        database.requireCount(Database.PLAIN, rows.keys());
        return List.of(result);
    }

    private List<Result> hashed(CsvData rows, String variant) throws Exception {
        database.createTables(true);
        Result result = forks.run(LoadDataLocal.class.getName(), database.job(rows, variant), Forks.SMALL);
        database.requireCount(Database.HASHED, rows.keys());
        return List.of(result);
    }

    private List<Result> withoutKey() throws Exception {
        database.createTables(false);
        Result result = forks.run(LoadDataLocal.class.getName(), database.job(data, "ignore"), Forks.SMALL);
        database.requireCount(Database.PLAIN, data.rows());
        return List.of(result);
    }

    private List<Result> recua(RecuaJvm jvm, String... settings) throws Exception {
        RecuaSettings.FEEDS.forEach(database::createRecuaTable);
        database.dropLedger();
        List<Result> results = new ArrayList<>();
        try (RecuaJar recua = startRecua(jvm, settings)) {
            for (String feed : RecuaSettings.FEEDS) {
                results.add(recua.load(feed, data));
                database.requireCount(feed, data.keys());
            }
        }
        return results;
    }

    /** Loads another object on top of the file, in a JVM that has loaded before. */
    private List<Result> recuaAgain(CsvData second, String... settings) throws Exception {
        String feed = RecuaSettings.FEEDS.get(0);
        RecuaSettings.FEEDS.forEach(database::createRecuaTable);
        try (RecuaJar recua = startRecua(jvm, settings)) {
            recua.load(feed, data);
            Result result = recua.load(feed, second);
            database.requireCount(feed, second.keys());
            return List.of(result);
        }
    }

    private List<Result> recuaGrowing() throws Exception {
        String feed = RecuaSettings.FEEDS.get(0);
        RecuaSettings.FEEDS.forEach(database::createRecuaTable);
        CsvData large = growth.data();
        try (RecuaJar recua = startRecua(jvm)) {
            List<Result> results = recua.loadBySteps(feed, large, growth.step());
            database.requireCount(feed, large.keys());
            return results;
        }
    }

    /** @param settings settings of each feed, with {@code %s} for its name */
    private RecuaJar startRecua(RecuaJvm jvm, String... settings) throws Exception {
        List<String> all = new ArrayList<>();
        for (String setting : settings) {
            RecuaSettings.FEEDS.forEach(feed -> all.add(setting.formatted(feed)));
        }
        return RecuaJar.start(jvm, forks, database.job(data, bucket.name()), database, bucket, all);
    }

    /** A part of Recua, in a JVM with the beans of the whole. */
    private List<Result> alone(String mainClass) throws Exception {
        RecuaSettings.FEEDS.forEach(database::createRecuaTable);
        List<String> options = new ArrayList<>(mainClass.endsWith("WriterAlone") ? LARGE : Forks.SMALL);
        bucket.settings().forEach((name, value) -> options.add("-D" + name + "=" + value));
        Result result = forks.run(mainClass, database.job(data, bucket.name()), options);
        if (mainClass.endsWith("WriterAlone")) {
            database.requireCount(RecuaSettings.FEEDS.get(0), data.keys());
        }
        return List.of(result);
    }

    private List<Result> parse(String variant) throws Exception {
        return List.of(forks.run(ParseCsv.class.getName(), database.job(data, variant), Forks.SMALL));
    }
}
