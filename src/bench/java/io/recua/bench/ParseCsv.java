package io.recua.bench;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Iterator;
import org.apache.camel.Exchange;
import org.apache.camel.dataformat.csv.CsvDataFormat;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;

/** Parses the CSV and drops the records, on one thread; once to warm the JVM up, once by the clock. */
public final class ParseCsv {

    private ParseCsv() {}

    public static void main(String[] arguments) throws Exception {
        Job job = Job.of(arguments);
        parse(job);
        Meter meter = Meter.start(job);
        long records = parse(job);
        if (records != job.rows() + 1) {
            throw new IllegalStateException("expected " + (job.rows() + 1) + " records but found " + records);
        }
        meter.stop(job.rows());
    }

    private static long parse(Job job) throws Exception {
        if (job.variant().equals("fastcsv")) {
            return fastCsv(job);
        }
        try (DefaultCamelContext camel = new DefaultCamelContext();
                Reader reader = Files.newBufferedReader(job.file(), StandardCharsets.ISO_8859_1)) {
            Iterator<CSVRecord> records = unmarshal(new DefaultExchange(camel), reader);
            long count = 0;
            for (; records.hasNext(); count++) {
                records.next();
            }
            return count;
        }
    }

    /** Unmarshals with what tells an empty field from an empty string: the record, and a quote mode. */
    @SuppressWarnings("unchecked")
    private static Iterator<CSVRecord> unmarshal(Exchange exchange, Reader reader) throws Exception {
        CsvDataFormat format = new CsvDataFormat();
        format.setDelimiter(',');
        format.setQuote('"');
        format.setQuoteMode(QuoteMode.ALL_NON_NULL);
        format.setLazyLoad(true);
        format.setIgnoreEmptyLines(true);
        format.setRecordConverter(record -> record);
        format.start();
        return (Iterator<CSVRecord>) format.unmarshal(exchange, (Object) reader);
    }

    private static long fastCsv(Job job) throws IOException {
        long count = 0;
        try (CsvReader<CsvRecord> records = CsvReader.builder().ofCsvRecord(job.file())) {
            for (Iterator<CsvRecord> all = records.iterator(); all.hasNext(); count++) {
                all.next();
            }
        }
        return count;
    }
}
