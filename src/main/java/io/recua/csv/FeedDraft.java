package io.recua.csv;

import io.recua.config.CsvProperties;
import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.csv.SampleRecords.Entry;
import io.recua.ingest.RefusedException;
import io.recua.table.Ddl;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * Drafts a feed from a sample of its file: settings as YAML, and the columns of a table. A person reads them before they
 * are used; a load never guesses.
 *
 * <ol>
 *   <li>The charset, the dialect and the header line are guessed, in this order.
 *   <li>Then the texts that mean NULL, the form of each column's values, and the key.
 *   <li>These are written as YAML, and the settings are read back from it.
 *   <li>By these settings, the columns of the table are derived as by the command {@code ddl}.
 * </ol>
 */
public final class FeedDraft {

    /** The feed that is shipped, whose other settings would be those of a draft with this name. */
    public static final String SHIPPED = "unificado";

    private static final String SCHEDULE = "0 0 5 ? * MON";
    private static final Charset UTF_8 = StandardCharsets.UTF_8;

    /** From this number of columns on, the longest values could exceed the maximum of a row, 65,535 bytes. */
    private static final int MAX_VARCHARS = 60;

    private static final String DECIMAL = "[+-]?[\\d.,]*[.,]\\d+";
    private static final String DATE = "\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}.*";
    private static final String VARCHAR = "VARCHAR(255)";

    private final Request request;
    private final Sample sample;
    private final Guess<Charset> charset;
    private final DialectGuess dialect;
    private final HeaderGuess header;
    private final List<String> columns;
    private final List<List<String>> rows;
    private final Optional<Guess<List<String>>> nulls;
    private final List<FormatGuess> formats;
    private final List<String> key;
    private final long others;
    private final String yaml;
    private final FeedProperties feed;
    private final List<Ddl.Definition> definitions;

    /**
     * What a draft is made for.
     *
     * @param name the name of the feed
     * @param table the name of the table; null for the name of the feed
     * @param key the names of the columns that identify a row, as in the file or in the table; empty to look for some
     * @param file the name of the file
     * @param url the address of the file; null for a placeholder
     * @param disablesShipped whether the YAML disables the feed that is shipped, which has no address
     * @param isAscii whether characters beyond ASCII are written as escapes
     */
    public record Request(
            String name,
            String table,
            List<String> key,
            String file,
            String url,
            boolean disablesShipped,
            boolean isAscii) {

        /** Returns a name for a feed of a file: its own without ending, in lower-case letters, digits and hyphens. */
        public static String nameOf(String file) {
            String plain = ColumnNames.plain(file.replaceFirst("(?i)(\\.(gz|zip|csv|tsv|txt|tab|vcf))+$", ""))
                    .replaceAll("[^a-z0-9]+", "-")
                    .replaceAll("^-", "");
            String name = plain.substring(0, Math.min(plain.length(), 60)).replaceAll("-$", "");
            return name.isEmpty() ? "feed" : name.equals(SHIPPED) ? name + "-csv" : name;
        }

        private String tableName() {
            return table == null ? name.replace('-', '_') : table;
        }

        private String address() {
            return url == null ? "https://example.org/" + file.replaceAll("[^A-Za-z0-9._-]", "_") : url;
        }
    }

    /**
     * Drafts a feed.
     *
     * @throws RefusedException if the sample is not a CSV, or lacks a column of the key
     */
    public static FeedDraft of(Sample sample, Request request) throws IOException {
        return new FeedDraft(sample, request);
    }

    /**
     * Guesses the CSV format of a sample.
     *
     * @param settings the guessed settings as YAML, each with its reason
     */
    public record Format(CsvProperties csv, String settings) {

        public static Format of(Sample sample) throws IOException {
            FeedDraft draft = of(sample, "format");
            FeedYaml yaml = new FeedYaml(false);
            draft.writeCsv(yaml, 0);
            return new Format(draft.feed.csv(), yaml.toString());
        }

        private static FeedDraft of(Sample sample, String name) throws IOException {
            return FeedDraft.of(sample, new Request(name, null, List.of(), name, null, false, false));
        }
    }

    private FeedDraft(Sample found, Request request) throws IOException {
        this.request = request;
        this.charset = CharsetGuess.of(found);
        this.dialect = DialectGuess.of(found, charset.value());
        this.sample = found.isWhole() ? found : withoutLastRecord(found);
        SampleRecords records = SampleRecords.read(sample, dialect.csv(), Integer.MAX_VALUE);
        if (records.ofWidth(dialect.fields()) == 0) {
            throw new RefusedException("the object is empty");
        }
        this.header = HeaderGuess.of(records, dialect.fields());
        this.columns = ColumnNames.of(header.isPresent() ? header.names() : Collections.nCopies(dialect.fields(), ""));
        List<Entry> uniform = records.records().stream()
                .filter(record -> record.width() == dialect.fields())
                .toList();
        List<List<String>> all = uniform.stream()
                .skip(header.isPresent() ? 1 : 0)
                .map(Entry::fields)
                .toList();
        this.others = records.records().size() - uniform.size();
        this.nulls = NullGuess.of(values(all));
        this.rows = all.stream().map(this::withoutNulls).toList();
        List<Integer> wanted = wantedKey();
        List<List<String>> values = values(rows);
        this.formats = IntStream.range(0, columns.size())
                .mapToObj(column -> FormatGuess.of(values.get(column), wanted.contains(column)))
                .toList();
        this.key = (wanted.isEmpty() ? guessedKey(values) : wanted)
                .stream().map(columns::get).toList();
        this.yaml = written();
        this.feed = read(yaml, request.name());
        this.definitions = defined(sample.survey(feed));
    }

    /** A sample ends within a record, or within its line break. */
    private Sample withoutLastRecord(Sample found) throws IOException {
        List<Entry> records =
                SampleRecords.read(found, dialect.csv(), Integer.MAX_VALUE).records();
        return records.size() < 3
                ? found
                : found.before(records.get(records.size() - 1).line(), charset.value());
    }

    private List<List<String>> values(List<List<String>> records) {
        return IntStream.range(0, columns.size())
                .mapToObj(column -> records.stream()
                        .map(record -> record.get(column))
                        .filter(value -> value != null && !value.isEmpty())
                        .toList())
                .toList();
    }

    private List<String> withoutNulls(List<String> record) {
        List<String> texts = nulls.map(Guess::value).orElse(List.of());
        List<String> values = new ArrayList<>(record);
        values.replaceAll(value -> value != null && texts.contains(value) ? null : value);
        return values;
    }

    private List<Integer> wantedKey() {
        List<Integer> wanted = new ArrayList<>();
        for (String name : request.key()) {
            wanted.add(IntStream.range(0, columns.size())
                    .filter(column -> columns.get(column).equalsIgnoreCase(name)
                            || header.isPresent() && header.names().get(column).equalsIgnoreCase(name))
                    .boxed()
                    .findFirst()
                    .orElseThrow(() -> new RefusedException("the file has no column " + name
                            + " for the key; its columns are " + Excerpt.of(columns))));
        }
        return wanted;
    }

    /** A number with decimals is a measure, not a name, and a date seldom names a row alone. */
    private List<Integer> guessedKey(List<List<String>> values) {
        List<Integer> suitable = IntStream.range(0, columns.size())
                .filter(column -> values.get(column).stream().noneMatch(value -> value.matches(DECIMAL)))
                .boxed()
                .sorted(Comparator.comparing(
                        column -> values.get(column).stream().anyMatch(value -> value.matches(DATE))))
                .toList();
        return KeyGuess.of(rows, columns, suitable).orElse(List.of());
    }

    private String written() {
        FeedYaml out = new FeedYaml(request.isAscii());
        out.remark(0, "Guessed from " + rowsRead() + " of " + request.file() + ". Check the lines with a remark.");
        if (others > 0) {
            out.remark(0, "Rows with another number of fields were left out: %,d.".formatted(others));
        }
        out.group(0, "recua").group(1, "feeds");
        if (request.disablesShipped()) {
            out.group(2, SHIPPED).setting(3, "enabled", false, "the feed that is shipped");
        }
        out.group(2, request.name());
        out.setting(3, "url", request.address(), request.url() == null ? "write the address of the file here" : null);
        out.setting(3, "schedule", SCHEDULE, "write when to fetch it; this is each Monday at 5:00 UTC");
        out.setting(3, "table", request.tableName(), null);
        if (key.isEmpty()) {
            out.setting(3, "mode", "append", "no three columns tell all rows apart: each load adds all of its rows");
        } else {
            out.setting(3, "key", key, keyReason());
        }
        out.group(3, "csv");
        writeCsv(out, 4);
        writeColumns(out);
        return out.toString();
    }

    private String keyReason() {
        return request.key().isEmpty() ? "differs in " + rowsRead() + "; is it so in each file?" : null;
    }

    /** Returns how many rows the draft is made from, in words. */
    public String rowsRead() {
        return (sample.isWhole() ? "all " : "the first ") + "%,d rows".formatted(rows.size());
    }

    private void writeCsv(FeedYaml out, int depth) {
        CsvProperties csv = dialect.csv();
        out.setting(depth, "charset", csv.charset().name(), charset.reason());
        out.setting(depth, "delimiter", csv.delimiter().equals("\t") ? "\\t" : csv.delimiter(), dialect.reason());
        if (!csv.isQuoted()) {
            out.setting(depth, "quote", "none", "with quotes, fewer records would have as many fields");
        }
        if (csv.escape() != null) {
            out.setting(depth, "escape", csv.escape(), "without it, fewer records would have as many fields");
        }
        if (csv.trim()) {
            out.setting(depth, "trim", true, "blanks stand around the values of a column");
        }
        if (csv.comment() != null) {
            out.setting(depth, "comment", csv.comment(), dialect.prologue());
        }
        writeHeader(out, depth);
        nulls.ifPresent(texts -> out.setting(depth, "null", withEmpty(texts.value()), texts.reason()));
    }

    private static List<String> withEmpty(List<String> texts) {
        List<String> all = new ArrayList<>(List.of(""));
        all.addAll(texts);
        return all;
    }

    /** If the names of the header line cannot be used, the line is skipped, and the settings name the columns. */
    private void writeHeader(FeedYaml out, int depth) {
        int skipLines = dialect.csv().skipLines();
        if (header.isPresent() && header.isUsable()) {
            if (skipLines > 0) {
                out.setting(depth, "skip-lines", skipLines, dialect.prologue());
            }
            out.remark(depth, "header: " + header.reason());
        } else if (header.isPresent()) {
            out.setting(depth, "skip-lines", headerLine(), "the header line, too: it has a name twice, or none");
            out.setting(depth, "header", columns, "instead of the header line");
        } else {
            if (skipLines > 0) {
                out.setting(depth, "skip-lines", skipLines, dialect.prologue());
            }
            out.setting(depth, "header", columns, header.reason());
        }
    }

    private int headerLine() {
        try {
            return (int) SampleRecords.read(sample, dialect.csv(), Integer.MAX_VALUE).records().stream()
                    .filter(record -> record.width() == dialect.fields())
                    .findFirst()
                    .orElseThrow()
                    .line();
        } catch (IOException e) {
            throw new IllegalStateException("the sample is in memory", e);
        }
    }

    private void writeColumns(FeedYaml out) {
        boolean hasSettings = IntStream.range(0, columns.size())
                .anyMatch(column ->
                        !isOwnName(column) || !formats.get(column).settings().isEmpty());
        if (hasSettings) {
            out.group(3, "columns");
        }
        for (int column = 0; column < columns.size(); column++) {
            FormatGuess format = formats.get(column);
            boolean isOwnName = isOwnName(column);
            if (format.settings().isEmpty() && format.reason() != null) {
                out.remark(hasSettings ? 4 : 3, columns.get(column) + ": " + format.reason());
            }
            if (isOwnName && format.settings().isEmpty()) {
                continue;
            }
            out.group(4, property(columns.get(column)));
            if (!isOwnName) {
                String name = header.names().get(column);
                out.setting(5, "from", name.contains(",") ? List.of(name) : name, null);
            }
            String reason = format.reason();
            for (Map.Entry<String, Object> setting : format.settings().entrySet()) {
                out.setting(5, setting.getKey(), setting.getValue(), reason);
                reason = null;
            }
        }
    }

    /** Spring Boot keeps other characters in the name of a property only within brackets. */
    private static String property(String column) {
        return column.matches("[a-z0-9_]*") ? column : "[" + column + "]";
    }

    private boolean isOwnName(int column) {
        return !header.isPresent()
                || !header.isUsable()
                || header.names().get(column).equalsIgnoreCase(columns.get(column));
    }

    /** Reads the settings as the start of the service does. Texts that look like placeholders stay as they are. */
    private static FeedProperties read(String yaml, String name) throws IOException {
        List<PropertySource<?>> sources = new ArrayList<>(
                new YamlPropertySourceLoader().load("draft", new ByteArrayResource(yaml.getBytes(UTF_8))));
        sources.add(new MapPropertySource("bucket", Map.of("recua.bucket", "none")));
        return new Binder(ConfigurationPropertySources.from(sources))
                .bind("recua", RecuaProperties.class)
                .get()
                .feed(name);
    }

    private List<Ddl.Definition> defined(CsvSurvey.Survey survey) {
        boolean isWide = survey.columns().stream()
                        .filter(definition -> definition.type().equals(VARCHAR))
                        .count()
                > MAX_VARCHARS;
        return survey.columns().stream()
                .map(definition -> {
                    int column = IntStream.range(0, columns.size())
                            .filter(at -> columns.get(at).equalsIgnoreCase(definition.name()))
                            .findFirst()
                            .orElseThrow();
                    String guessed = formats.get(column).type();
                    String type = guessed == null ? definition.type() : guessed;
                    return new Ddl.Definition(columns.get(column), isWide && type.equals(VARCHAR) ? "TEXT" : type);
                })
                .toList();
    }

    /** Returns the settings, with remarks. */
    public String yaml() {
        return yaml;
    }

    /** Returns the statement that creates the table, with a remark. */
    public String ddl() {
        return "-- Types guessed from " + rowsRead() + ". Check them, then run this statement in the feed's database.\n"
                + Ddl.create(feed.table(), definitions) + "\n";
    }

    /** Returns the feed that the settings describe. */
    public FeedProperties feed() {
        return feed;
    }

    /** Returns the columns of the table, without Recua's own. */
    public List<Ddl.Definition> definitions() {
        return definitions;
    }

    /** Returns the sample without its last record, if that is cut off. */
    public Sample sample() {
        return sample;
    }
}
