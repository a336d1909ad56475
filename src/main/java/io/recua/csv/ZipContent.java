package io.recua.csv;

import io.recua.ingest.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.io.input.ProxyInputStream;

/**
 * Reads the only file in a zip. Folders, hidden files and the entries that macOS adds are skipped. The names in the zip
 * are used for this decision only, never as paths.
 */
final class ZipContent extends ProxyInputStream {

    private final ZipArchiveInputStream zip;
    private final ZipArchiveEntry file;
    private final CRC32 checksum;
    private boolean ended;

    private ZipContent(ZipArchiveInputStream zip, ZipArchiveEntry file, CRC32 checksum) {
        super(new CheckedInputStream(zip, checksum));
        this.zip = zip;
        this.file = file;
        this.checksum = checksum;
    }

    /**
     * Opens the only file in the zip.
     *
     * @throws RefusedException if the zip holds no file, or the file cannot be read as a stream
     */
    static InputStream open(InputStream object) throws IOException {
        ZipArchiveInputStream zip = new ZipArchiveInputStream(object);
        ZipArchiveEntry file = nextFile(zip);
        if (file == null) {
            throw new RefusedException("the zip file holds no file");
        }
        if (file.getGeneralPurposeBit().usesEncryption()) {
            throw new RefusedException("the file in the zip is encrypted; pack it without a password");
        }
        if (!zip.canReadEntryData(file)) {
            throw new RefusedException("the file in the zip is packed by method " + file.getMethod()
                    + (file.getGeneralPurposeBit().usesDataDescriptor() ? " with its length after the data" : "")
                    + ", which cannot be read as a stream; pack it by the usual method, deflate");
        }
        return new ZipContent(zip, file, new CRC32());
    }

    private static ZipArchiveEntry nextFile(ZipArchiveInputStream zip) throws IOException {
        ZipArchiveEntry entry = zip.getNextEntry();
        while (entry != null && !isFile(entry)) {
            entry = zip.getNextEntry();
        }
        return entry;
    }

    private static boolean isFile(ZipArchiveEntry entry) {
        String name = entry.getName().replace('\\', '/');
        if (name.equals("[Content_Types].xml") || name.startsWith("xl/") || name.equals("mimetype")) {
            throw new RefusedException("the object is an Excel or LibreOffice workbook; save it as CSV");
        }
        String last = name.substring(name.lastIndexOf('/') + 1);
        return !last.isEmpty() && !last.startsWith(".") && !name.startsWith("__MACOSX/");
    }

    @Override
    protected void afterRead(int count) throws IOException {
        if (count < 0 && !ended) {
            ended = true;
            checkEnd();
        }
    }

    /** Checks that no other file follows, then the checksum: it may come after the data, so it is known only now. */
    private void checkEnd() throws IOException {
        if (nextFile(zip) != null) {
            throw new RefusedException("the zip file holds more than one entry; pack each CSV by itself");
        }
        if (file.getCrc() != checksum.getValue()) {
            throw new ZipException("the checksum of the file in the zip does not match");
        }
    }
}
