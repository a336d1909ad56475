package io.recua.failure;

import java.io.File;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recognizes that this machine's disk is to blame for a failure, so that neither the object nor the bucket nor the
 * database is. Temporary files hold downloads, sorted runs and rejected rows.
 */
public final class LocalDisk {

    /** The C library's words, which the JVM passes on. */
    private static final Pattern REASON =
            Pattern.compile("No space left on device|Disk quota exceeded|Read-only file system|File too large");

    /** On a full disk the C library may speak the language of the system; then the free room tells. */
    private static final int FULL_BYTES = 64 << 10;

    private LocalDisk() {}

    /** What to tell the operator, in one sentence; empty if the failure has another cause. */
    public static Optional<String> trouble(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(IOException.class::isInstance)
                .filter(cause -> !(cause instanceof SocketException))
                .map(IOException.class::cast)
                .filter(LocalDisk::isOfTheDisk)
                .findFirst()
                .map(LocalDisk::sentence);
    }

    private static boolean isOfTheDisk(IOException failure) {
        return REASON.matcher(String.valueOf(failure.getMessage())).find()
                || failure instanceof FileSystemException file
                        && file.getReason() != null
                        && folder(failure).getUsableSpace() < FULL_BYTES;
    }

    private static String sentence(IOException failure) {
        String reason = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        return "no room for temporary files in " + folder(failure) + ": " + reason
                + "; free some there, or set java.io.tmpdir to a folder with more";
    }

    private static File folder(IOException failure) {
        String file = failure instanceof FileSystemException named ? named.getFile() : null;
        Path parent = file == null ? null : Path.of(file).getParent();
        return parent == null ? new File(System.getProperty("java.io.tmpdir")) : parent.toFile();
    }
}
