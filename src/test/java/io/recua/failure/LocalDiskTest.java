package io.recua.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which failures are this machine's disk's. */
class LocalDiskTest {

    static Stream<Throwable> ofTheDisk() {
        return Stream.of(
                new IOException("No space left on device"),
                new IllegalStateException(new UncheckedIOException(new IOException("Disk quota exceeded"))),
                new FileNotFoundException("/tmp/recua-1.csv (Read-only file system)"),
                new FileSystemException("/tmp/recua-1.csv", null, "No space left on device"));
    }

    @ParameterizedTest
    @MethodSource("ofTheDisk")
    void theDiskIsNamedWithWhatToDo(Throwable failure) {
        assertThat(LocalDisk.advice(failure).orElseThrow())
                .startsWith("no space for temporary files in ")
                .endsWith("set java.io.tmpdir to a folder with more space");
    }

    @Test
    void theFolderOfTheFileIsNamed(@TempDir Path folder) {
        Throwable failure =
                new FileSystemException(folder.resolve("run-1").toString(), null, "No space left on device");

        assertThat(LocalDisk.advice(failure).orElseThrow()).contains(folder + ": No space left on device;");
    }

    static Stream<Throwable> ofSomethingElse() {
        return Stream.of(
                new SocketException("Connection reset"),
                new IOException("unexpected end of file"),
                new FileSystemException("/tmp/recua-1.csv", null, "Permission denied"),
                new IllegalStateException("The table 'genes' is full"));
    }

    @ParameterizedTest
    @MethodSource("ofSomethingElse")
    void whatIsNotTheDisksIsLeftToOthers(Throwable failure) {
        assertThat(LocalDisk.advice(failure)).isEmpty();
    }
}
