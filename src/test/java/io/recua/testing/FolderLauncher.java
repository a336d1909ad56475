package io.recua.testing;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs a main class from folders that are not on the JVM's class path: their path, the name of the class, its arguments. */
final class FolderLauncher {

    private FolderLauncher() {}

    public static void main(String[] arguments) throws ReflectiveOperationException, MalformedURLException {
        List<URL> folders = new ArrayList<>();
        for (String folder : arguments[0].split(File.pathSeparator)) {
            folders.add(new File(folder).toURI().toURL());
        }
        // Open until the JVM ends: the main class returns while its threads still load classes.
        ClassLoader loader = new URLClassLoader(folders.toArray(URL[]::new), ClassLoader.getSystemClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        loader.loadClass(arguments[1]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(arguments, 2, arguments.length));
    }
}
