package io.recua.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * The JVM that runs Recua. By default it is like that of the other contenders.
 *
 * @param java the command {@code java}
 * @param options its options, such as {@code @deploy/jvm.options}
 * @param jar the jar of Recua
 */
record RecuaJvm(String java, List<String> options, Path jar) {

    static RecuaJvm ofSystem() {
        String java = System.getProperty("bench.java", "");
        String options = System.getProperty("bench.options", "");
        String jar = System.getProperty("bench.jar", "");
        return new RecuaJvm(
                java.isBlank() ? Forks.JAVA : java,
                options.isBlank() ? Forks.SMALL : List.of(options.strip().split("\\s+")),
                Path.of(jar.isBlank() ? "target/recua.jar" : jar));
    }

    RecuaJvm with(Path otherJar) {
        return new RecuaJvm(java, options, otherJar);
    }
}
