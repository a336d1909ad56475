package io.recua.csv;

import io.recua.config.CsvProperties;
import io.recua.config.CsvProperties.Compression;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Guesses how a sample is split into records and fields. It tries each delimiter and quote with the reader of the loads,
 * and takes those by which most records have the same number of fields.
 *
 * @param csv the format, in which the first line is a record as all others
 * @param fields the number of fields of a record
 * @param reason how many records have so many fields
 * @param prologue why lines before the first record are skipped; null if none is
 */
record DialectGuess(CsvProperties csv, int fields, String reason, String prologue) {

    /** The number of records that are enough to tell one dialect from another. */
    private static final int RECORDS = 2000;

    /** In the order of preference: text and decimals hold commas, so a comma must fit better than the others. */
    private static final List<String> DELIMITERS = List.of("\t", ";", "|", ",");

    private static final Pattern SEPARATOR = Pattern.compile("sep=([ -~\t])");
    private static final String QUOTE = "\"";
    private static final double PADDED = 0.9;

    /** A format, and how well it fits: from 0 to 1. */
    private record Fit(CsvProperties csv, SampleRecords records, int fields, double share) {}

    static DialectGuess of(Sample sample, Charset charset) throws IOException {
        List<String> lines = sample.firstLines(charset);
        Prefix prefix = Prefix.of(lines);
        Fit best = null;
        for (String delimiter : prefix.separator() == null ? DELIMITERS : List.of(prefix.separator())) {
            for (CsvProperties csv : formats(charset, delimiter, prefix.comment())) {
                Fit fit = fit(sample, csv);
                best = best == null || fit.share() > best.share() ? fit : best;
            }
        }
        if (best.fields() < 2) {
            return new DialectGuess(
                    format(charset, delimiterOf(prefix), QUOTE, null, 0, prefix.comment(), false),
                    1,
                    "no character separates fields: the file has one column",
                    null);
        }
        return withPrologue(sample, best, prefix, lines);
    }

    private static String delimiterOf(Prefix prefix) {
        return prefix.separator() == null ? "," : prefix.separator();
    }

    /** The lines before the header that name the delimiter or begin with the mark of a comment. */
    private record Prefix(String separator, int from, int to, String comment) {

        static Prefix of(List<String> lines) {
            Matcher separator = SEPARATOR.matcher(lines.isEmpty() ? "" : lines.get(0));
            int from = separator.matches() ? 1 : 0;
            int to = from;
            while (to < lines.size()
                    && (lines.get(to).isBlank() || lines.get(to).startsWith("#"))) {
                to++;
            }
            boolean hasComments = lines.subList(from, to).stream().anyMatch(line -> line.startsWith("#"));
            return new Prefix(separator.matches() ? separator.group(1) : null, from, to, hasComments ? "#" : null);
        }
    }

    /** The variants of a format: the plain one first, because the first one of those that fit equally is taken. */
    private static List<CsvProperties> formats(Charset charset, String delimiter, String comment) {
        return List.of(
                format(charset, delimiter, QUOTE, null, 0, comment, false),
                format(charset, delimiter, QUOTE, "\\", 0, comment, false),
                format(charset, delimiter, QUOTE, null, 0, comment, true),
                format(charset, delimiter, "none", null, 0, comment, false));
    }

    private static CsvProperties format(
            Charset charset,
            String delimiter,
            String quote,
            String escape,
            int skipLines,
            String comment,
            boolean trim) {
        return new CsvProperties(
                charset,
                delimiter,
                quote,
                escape,
                skipLines,
                comment,
                List.of("false"),
                null,
                trim,
                CsvProperties.USUAL_MAX_RECORD,
                Compression.AUTO,
                null);
    }

    private static CsvProperties with(Fit fit, int skipLines, String comment) {
        CsvProperties csv = fit.csv();
        return format(
                csv.charset(),
                csv.delimiter(),
                csv.quote(),
                csv.escape(),
                skipLines,
                comment,
                csv.trim() || isPadded(fit));
    }

    /** Returns whether a column has blanks around nearly all of its values. */
    private static boolean isPadded(Fit fit) {
        return IntStream.range(0, fit.fields()).anyMatch(field -> {
            List<String> values = fit.records().values(field, fit.fields());
            long padded = values.stream()
                    .filter(value -> !value.equals(value.strip()))
                    .count();
            return padded > 1 && padded >= PADDED * values.size();
        });
    }

    private static Fit fit(Sample sample, CsvProperties csv) throws IOException {
        SampleRecords records = SampleRecords.read(sample, csv, RECORDS);
        int fields = records.width();
        if (fields < 2 || !records.isSplit() && sample.isWhole()) {
            return new Fit(csv, records, 0, 0);
        }
        long lost = records.isSplit() ? 0 : lostLines(sample, records);
        return new Fit(
                csv,
                records,
                fields,
                records.ofWidth(fields) / (double) (records.records().size() + lost));
    }

    /** A quote that is not closed swallows the lines after it; in a sample, the end of the sample may have cut it. */
    private static long lostLines(Sample sample, SampleRecords records) {
        long lines = 0;
        for (byte b : sample.bytes()) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines - records.records().get(records.records().size() - 1).line();
    }

    /** Decides whether the lines before the header are comments, or the first of the file however they begin. */
    private static DialectGuess withPrologue(Sample sample, Fit best, Prefix prefix, List<String> lines)
            throws IOException {
        String reason = "%,d of the first %,d records have %,d fields"
                .formatted(
                        best.records().ofWidth(best.fields()),
                        best.records().records().size(),
                        best.fields());
        String delimiter = best.csv().delimiter();
        List<Integer> comments = new ArrayList<>();
        for (int at = prefix.from(); at < prefix.to(); at++) {
            if (!lines.get(at).isBlank()) {
                comments.add(at);
            }
        }
        int titles = titles(best);
        if (titles > 0) {
            int skipped = (int) best.records().records().get(titles).line() - 1;
            return new DialectGuess(
                    with(best, skipped, null),
                    best.fields(),
                    reason,
                    "a title: the fields begin on line " + (skipped + 1));
        }
        if (comments.isEmpty()) {
            return new DialectGuess(with(best, 0, null), best.fields(), reason, null);
        }
        int last = comments.get(comments.size() - 1);
        boolean isHeader = lines.get(last).split(Pattern.quote(delimiter), -1).length == best.fields();
        List<Integer> before = isHeader ? comments.subList(0, comments.size() - 1) : comments;
        if (before.isEmpty()) {
            return new DialectGuess(with(best, 0, null), best.fields(), reason, null);
        }
        String common = before.stream().allMatch(at -> lines.get(at).startsWith("##")) ? "##" : "#";
        boolean isComment = !(isHeader && common.equals("#")) && !beginsFields(sample, best, prefix.to(), common);
        return isComment
                ? new DialectGuess(
                        with(best, 0, common),
                        best.fields(),
                        reason,
                        "%,d lines before the header begin so".formatted(before.size()))
                : new DialectGuess(
                        with(best, before.get(before.size() - 1) + 1, null),
                        best.fields(),
                        reason,
                        "the lines before the header; other lines that begin with # are not comments");
    }

    /** Returns the number of records before the first one that looks like the others. */
    private static int titles(Fit fit) {
        List<SampleRecords.Entry> records = fit.records().records();
        int at = 0;
        while (at < records.size()
                && (records.get(at).width() != fit.fields()
                        || fit.fields() > 2 && records.get(at).filled() < 2)) {
            at++;
        }
        return at < records.size() ? at : 0;
    }

    /** Returns whether a line after the first ones begins with the prefix, but has the fields of a record. */
    private static boolean beginsFields(Sample sample, Fit best, int skipLines, String prefix) throws IOException {
        CsvProperties csv = with(best, skipLines, null);
        return SampleRecords.read(sample, csv, RECORDS).records().stream()
                .anyMatch(record -> record.width() == best.fields()
                        && record.fields().get(0) != null
                        && record.fields().get(0).startsWith(prefix));
    }
}
