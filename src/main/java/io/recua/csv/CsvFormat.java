package io.recua.csv;

import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.dataformat.csv.CsvDataFormat;
import org.apache.camel.dataformat.csv.CsvRecordConverter;
import org.apache.commons.csv.CSVRecord;

/**
 * Extends Camel's CSV data format: with {@link #BYTES} as record converter, it splits an object's {@link Content} into
 * records of bytes. This takes a fraction of the time, because no string is created for each field. With any other
 * record converter, Camel's own data format does the work.
 */
public final class CsvFormat extends CsvDataFormat {

    /** Selects an iterator of {@link CsvRecord}. A marker only: it is never called. */
    public static final CsvRecordConverter<CSVRecord> BYTES = record -> record;

    @Override
    public Object unmarshal(Exchange exchange, Object body) throws Exception {
        return getRecordConverter() == BYTES && body instanceof InputStream bytes
                ? exchange.getVariable(Content.VARIABLE, Content.class).records(bytes)
                : super.unmarshal(exchange, body);
    }
}
