package io.recua.load;

import io.recua.config.CsvProperties;
import java.io.InputStream;
import java.util.Iterator;
import org.apache.camel.Exchange;
import org.apache.camel.dataformat.csv.CsvDataFormat;
import org.apache.camel.dataformat.csv.CsvRecordConverter;
import org.apache.commons.csv.CSVRecord;

/**
 * Camel's CSV data format, which cuts a stream into records of bytes where {@link #BYTES} is the record converter: without
 * a character or a string for each, at a fraction of the time. Whatever else a route asks for is Camel's own.
 */
public final class CsvFormat extends CsvDataFormat {

    /** Asks for an iterator of {@link CsvRecord}; never called. */
    public static final CsvRecordConverter<CSVRecord> BYTES = record -> record;

    @Override
    public Object unmarshal(Exchange exchange, Object body) throws Exception {
        return getRecordConverter() == BYTES && body instanceof InputStream bytes
                ? new CsvReader(bytes, getDelimiter(), getQuote())
                : super.unmarshal(exchange, body);
    }

    /** The same records for who reads without a route. */
    static Iterator<CsvRecord> records(InputStream bytes, CsvProperties csv) {
        return new CsvReader(bytes, csv.delimiter().charAt(0), csv.quote().charAt(0));
    }
}
