package io.recua.csv;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.ingest.RefusedException;
import io.recua.table.Ddl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** From this number of columns on, the longest values could exceed the maximum of a row, 65,535 bytes. */
    private static final int MAX_VARCHARS = 60;

    private static final String VARCHAR = "VARCHAR(255)";

    private final SampleGuess found;
    private final String yaml;
    private final FeedProperties feed;
    private final List<Ddl.Definition> definitions;

    private FeedDraft(SampleGuess found, String yaml, FeedProperties feed, List<Ddl.Definition> definitions) {
        this.found = found;
        this.yaml = yaml;
        this.feed = feed;
        this.definitions = definitions;
    }

    /**
     * Drafts a feed.
     *
     * @throws RefusedException if the sample is not a CSV, or lacks a column of the key
     */
    public static FeedDraft of(Sample sample, DraftRequest request) throws IOException {
        SampleGuess found = SampleGuess.of(sample, request.key());
        String yaml = DraftSettings.of(request, found);
        FeedProperties feed = read(yaml, request.name());
        return new FeedDraft(found, yaml, feed, defined(found, feed));
    }

    /** Reads the settings as the start of the service does. Texts that look like placeholders stay as they are. */
    private static FeedProperties read(String yaml, String name) throws IOException {
        List<PropertySource<?>> sources = new ArrayList<>(new YamlPropertySourceLoader()
                .load("draft", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8))));
        sources.add(new MapPropertySource("bucket", Map.of("recua.bucket", "none")));
        return new Binder(ConfigurationPropertySources.from(sources))
                .bind("recua", RecuaProperties.class)
                .get()
                .feed(name);
    }

    private static List<Ddl.Definition> defined(SampleGuess found, FeedProperties feed) throws IOException {
        List<Ddl.Definition> surveyed = found.sample().survey(feed).columns();
        boolean isWide = surveyed.stream()
                        .filter(definition -> definition.type().equals(VARCHAR))
                        .count()
                > MAX_VARCHARS;
        return surveyed.stream()
                .map(definition -> defined(definition, found, isWide))
                .toList();
    }

    private static Ddl.Definition defined(Ddl.Definition surveyed, SampleGuess found, boolean isWide) {
        for (int column = 0; column < found.columns().size(); column++) {
            String name = found.columns().get(column);
            if (name.equalsIgnoreCase(surveyed.name())) {
                String guessed = found.formats().get(column).type();
                String type = guessed == null ? surveyed.type() : guessed;
                return new Ddl.Definition(name, isWide && type.equals(VARCHAR) ? "TEXT" : type);
            }
        }
        throw new IllegalStateException("the settings of a draft name all columns, but not " + surveyed.name());
    }

    /** Returns the settings, with remarks. */
    public String yaml() {
        return yaml;
    }

    /** Returns the settings of the CSV format alone, with remarks. */
    public String format() {
        return DraftSettings.ofFormat(found);
    }

    /** Returns the statement that creates the table, with a remark. */
    public String ddl() {
        return "-- Types guessed from " + found.rowsRead()
                + ". Check them, then run this statement in the feed's database.\n"
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
        return found.sample();
    }
}
