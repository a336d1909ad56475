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
 * Detects failures caused by the disk of this machine, so that Recua does not attribute them to the object, the bucket
 * or the database. The temporary files on the disk contain downloads, sorted runs and rejected rows.
 */
public final class LocalDisk {

    /** The messages of the C library, which the JVM repeats. */
    private static final Pattern REASON =
            Pattern.compile("No space left on device|Disk quota exceeded|Read-only file system|File too large");

    /** The C library may translate its messages. Less usable space than this also identifies a full disk. */
    private static final int FULL_BELOW_BYTES = 64 << 10;

    private LocalDisk() {}

    /** Returns one sentence with the problem and the remedy; empty if the failure has another cause. */
    public static Optional<String> advice(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(IOException.class::isInstance)
                .filter(cause -> !(cause instanceof SocketException))
                .map(IOException.class::cast)
                .filter(LocalDisk::isDiskFailure)
                .findFirst()
                .map(LocalDisk::sentence);
    }

    private static boolean isDiskFailure(IOException failure) {
        return REASON.matcher(String.valueOf(failure.getMessage())).find()
                || failure instanceof FileSystemException file
                        && file.getReason() != null
                        && folder(failure).getUsableSpace() < FULL_BELOW_BYTES;
    }

    private static String sentence(IOException failure) {
        String reason = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        return "no space for temporary files in " + folder(failure) + ": " + reason
                + "; free space there, or set java.io.tmpdir to a folder with more space";
    }

    private static File folder(IOException failure) {
        String file = failure instanceof FileSystemException named ? named.getFile() : null;
        Path parent = file == null ? null : Path.of(file).getParent();
        return parent == null ? new File(System.getProperty("java.io.tmpdir")) : parent.toFile();
    }
}
