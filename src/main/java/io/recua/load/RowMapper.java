package io.recua.load;

import io.recua.table.Column;
import io.recua.table.MisfitException;
import io.recua.table.RowKey;
import io.recua.table.Table;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Maps the records of a CSV, one at a time, to rows that fit the table or carry the reason for their rejection. */
final class RowMapper implements Iterator<Row> {

    private final Iterator<CSVRecord> records;
    private final ByteReader reader;
    private final FieldDecoder decoder;
    private final Header header;
    private final Column[] columns;
    private final int[] fields;
    private final int[] key;
    private final boolean nullableKey;
    private final RowKey.Hash hash = new RowKey.Hash();
    private CSVParser parser;
    private Row next;
    private final Values.Builder values = new Values.Builder();
    private long number;

    /**
     * Reads the header line.
     *
     * @throws RefusedException if there is none or it does not match the table
     */
    RowMapper(Iterator<CSVRecord> records, ByteReader reader, Charset charset, Table table) {
        this.records = records;
        this.reader = reader;
        this.decoder = new FieldDecoder(charset);
        this.header = Header.match(headerLine(), table);
        this.columns = header.columns().toArray(Column[]::new);
        this.fields = header.fields().stream().mapToInt(Integer::intValue).toArray();
        this.key = header.keyIndexes();
        this.nullableKey = table.hashed();
    }

    private List<String> headerLine() {
        List<String> names = new ArrayList<>();
        try {
            if (!records.hasNext()) {
                throw new RefusedException(
                        "the object is empty; a header line with the columns' names must come first");
            }
            CSVRecord line = records.next();
            parser = line.getParser();
            for (String name : line) {
                names.add(name == null ? "" : decoder.decode(name));
            }
        } catch (CharacterCodingException e) {
            throw new RefusedException("the header line holds bytes that are not " + decoder.charset());
        } catch (UncheckedIOException e) {
            throw isMalformed(e)
                    ? new RefusedException(
                            "the header line is no CSV: " + e.getCause().getMessage())
                    : e;
        }
        reader.nextRecord();
        return names;
    }

    Header header() {
        return header;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = readNext();
        }
        return next != null;
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Row row = next;
        next = null;
        return row;
    }

    /** The parser goes on in the middle of a malformed record, so what starts before the next record is its rest. */
    private Row readNext() {
        while (true) {
            try {
                if (!records.hasNext()) {
                    return null;
                }
                CSVRecord found = records.next();
                if (found.getCharacterPosition() >= reader.position()) {
                    ByteReader.Raw raw = reader.nextRecord();
                    return raw.wellFormed() ? map(found, raw) : malformed(raw);
                }
            } catch (UncheckedIOException e) {
                if (!isMalformed(e)) {
                    throw e;
                }
                if (parser.getCurrentLineNumber() >= reader.line()) {
                    return malformed(reader.nextRecord());
                }
            }
        }
    }

    private Row malformed(ByteReader.Raw raw) {
        if (!raw.closed()) {
            throw new RefusedException("the quote that opens in the record on line " + raw.line()
                    + " is not closed, so that the rest of the file cannot be told into rows; close it");
        }
        return Row.rejected(++number, raw, "a closing quote is followed by more than a delimiter");
    }

    private static boolean isMalformed(UncheckedIOException e) {
        return e.getCause() instanceof CSVException;
    }

    private Row map(CSVRecord found, ByteReader.Raw raw) {
        number++;
        try {
            if (found.size() != header.width()) {
                throw new MisfitException("expected " + header.width() + " fields but found " + found.size());
            }
            byte[][] fitted = new byte[columns.length][];
            for (int i = 0; i < columns.length; i++) {
                fitted[i] = fields[i] < 0 ? null : fitted(columns[i], found.get(fields[i]));
            }
            RowKey hash = key(fitted);
            for (byte[] value : fitted) {
                values.add(value);
            }
            return Row.accepted(number, raw, header, values.build(), hash);
        } catch (MisfitException e) {
            return Row.rejected(number, raw, e.getMessage());
        }
    }

    /** The value in UTF-8. */
    private byte[] fitted(Column column, String field) throws MisfitException {
        try {
            String value = column.fitted(field == null ? null : decoder.decode(field));
            return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new MisfitException(column.name() + ": holds bytes that are not " + decoder.charset());
        }
    }

    private RowKey key(byte[][] values) throws MisfitException {
        for (int index : key) {
            if (values[index] == null && !nullableKey) {
                throw new MisfitException(
                        columns[index].name() + ": is empty, but the key's unique index does not tell NULLs apart");
            }
        }
        for (int index : key) {
            hash.add(values[index]);
        }
        return hash.key();
    }
}
