package io.recua.testing;

import java.nio.file.Path;

/** Where the tests of this process keep what they leave behind. */
final class Folder {

    private static final Path OWN = Path.of("target", "test-" + System.getProperty("recua.test.fork", "1"));

    private Folder() {}

    static Path of(String name) {
        return OWN.resolve(name);
    }
}
