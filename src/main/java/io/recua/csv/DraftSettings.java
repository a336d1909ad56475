package io.recua.csv;

import io.recua.config.CsvProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes what was found out from a sample as the settings of a feed, in YAML, with the reasons as remarks. */
final class DraftSettings {

    private static final String SCHEDULE = "0 0 5 ? * MON";

    private final SampleGuess found;
    private final FeedYaml out;

    private DraftSettings(SampleGuess found, FeedYaml out) {
        this.found = found;
        this.out = out;
    }

    /** Returns the settings of a feed. */
    static String of(DraftRequest request, SampleGuess found) {
        FeedYaml out = new FeedYaml(request.isAscii());
        new DraftSettings(found, out).writeFeed(request);
        return out.toString();
    }

    /** Returns the settings of the CSV format alone. */
    static String ofFormat(SampleGuess found) {
        FeedYaml out = new FeedYaml(false);
        new DraftSettings(found, out).writeCsv(0);
        return out.toString();
    }

    private void writeFeed(DraftRequest request) {
        out.remark(
                0, "Guessed from " + found.rowsRead() + " of " + request.file() + ". Check the lines with a remark.");
        if (found.others() > 0) {
            out.remark(0, "Rows with another number of fields were left out: %,d.".formatted(found.others()));
        }
        out.group(0, "recua").group(1, "feeds");
        if (request.disablesShipped()) {
            out.group(2, DraftRequest.SHIPPED).setting(3, "enabled", false, "the feed that is shipped");
        }
        out.group(2, request.name());
        out.setting(3, "url", request.address(), request.url() == null ? "write the address of the file here" : null);
        out.setting(3, "schedule", SCHEDULE, "write when to fetch it; this is each Monday at 5:00 UTC");
        out.setting(3, "table", request.tableName(), null);
        writeKey(request.key().isEmpty());
        out.group(3, "csv");
        writeCsv(4);
        writeColumns();
    }

    private void writeKey(boolean isGuessed) {
        if (found.key().isEmpty()) {
            out.setting(3, "mode", "append", "no three columns tell all rows apart: each load adds all of its rows");
            return;
        }
        List<String> names = found.key().stream().map(found.columns()::get).toList();
        out.setting(3, "key", names, isGuessed ? "differs in " + found.rowsRead() + "; is it so in each file?" : null);
    }

    private void writeCsv(int depth) {
        CsvProperties csv = found.dialect().csv();
        out.setting(depth, "charset", csv.charset().name(), found.charset().reason());
        out.setting(
                depth,
                "delimiter",
                csv.delimiter().equals("\t") ? FeedYaml.TAB : csv.delimiter(),
                found.dialect().reason());
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
            out.setting(depth, "comment", csv.comment(), found.dialect().prologue());
        }
        writeHeader(depth, csv.skipLines());
        found.nulls().ifPresent(texts -> {
            List<String> all = new ArrayList<>(List.of(""));
            all.addAll(texts.value());
            out.setting(depth, "null", all, texts.reason());
        });
    }

    /** If the names of the header line cannot be used, the line is skipped, and the settings name the columns. */
    private void writeHeader(int depth, int skipLines) {
        HeaderGuess header = found.header();
        boolean isReplaced = header.isPresent() && !header.isUsable();
        if (isReplaced) {
            out.setting(depth, "skip-lines", found.headerLine(), "the header line, too: it has a name twice, or none");
        } else if (skipLines > 0) {
            out.setting(depth, "skip-lines", skipLines, found.dialect().prologue());
        }
        if (header.isPresent() && header.isUsable()) {
            out.remark(depth, "header: " + header.reason());
        } else {
            out.setting(depth, "header", found.columns(), isReplaced ? "in place of the header line" : header.reason());
        }
    }

    private void writeColumns() {
        boolean hasSettings = IntStream.range(0, found.columns().size()).anyMatch(this::hasSettings);
        if (hasSettings) {
            out.group(3, "columns");
        }
        for (int column = 0; column < found.columns().size(); column++) {
            FormatGuess format = found.formats().get(column);
            if (format.settings().isEmpty() && format.reason() != null) {
                out.remark(hasSettings ? 4 : 3, found.columns().get(column) + ": " + format.reason());
            }
            if (hasSettings(column)) {
                writeColumn(column, format);
            }
        }
    }

    private boolean hasSettings(int column) {
        return !found.isOwnName(column)
                || !found.formats().get(column).settings().isEmpty();
    }

    private void writeColumn(int column, FormatGuess format) {
        out.group(4, property(found.columns().get(column)));
        if (!found.isOwnName(column)) {
            String name = found.header().names().get(column);
            // Without brackets, Spring Boot would take a comma for the end of a name.
            out.setting(5, "from", name.contains(",") ? List.of(name) : name, null);
        }
        String reason = format.reason();
        for (Map.Entry<String, Object> setting : format.settings().entrySet()) {
            out.setting(5, setting.getKey(), setting.getValue(), reason);
            reason = null;
        }
    }

    /** Spring Boot keeps other characters in the name of a property only within brackets. */
    private static String property(String column) {
        return column.matches("[a-z0-9_]*") ? column : "[" + column + "]";
    }
}
