package io.recua.routes;

import io.recua.config.RecuaProperties;
import io.recua.config.SettingException;
import io.recua.ingest.RouteVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelConfigurationProperties;
import org.apache.camel.spring.boot.CamelSpringBootRoutesCollector;
import org.apache.camel.support.PluginHelper;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/**
 * Collects the files that the routes are created from: the packaged files, each replaced by a file of the same name in
 * the folder {@code recua.routes-override}, and the other files of that folder.
 */
@Component
class RouteFiles extends CamelSpringBootRoutesCollector implements RouteVersion {

    private static final Logger log = LoggerFactory.getLogger(RouteFiles.class);

    private static final String SETTING = "recua.routes-override";
    private static final String EXTENSION = ".camel.yaml";

    private final Path folder;
    private final FeedRoutes feedRoutes;
    private volatile String version = "";

    RouteFiles(
            ApplicationContext context,
            CamelConfigurationProperties camel,
            RecuaProperties properties,
            FeedRoutes feedRoutes) {
        super(context, camel.getMain().isIncludeNonSingletons());
        this.folder = properties.routesOverride();
        this.feedRoutes = feedRoutes;
    }

    @Override
    public Collection<RoutesBuilder> collectRoutesFromDirectory(CamelContext camel, String exclude, String include) {
        Map<String, Resource> files = new LinkedHashMap<>();
        findRouteResourcesFromDirectory(camel, exclude, include).forEach(file -> files.put(name(file), file));
        if (folder != null) {
            override(camel, files);
        }
        StepFailures.install(camel);
        try {
            version = digest(files);
            RouteFileCheck.check(files.values(), feedRoutes);
            return PluginHelper.getRoutesLoader(camel).findRoutesBuilders(files.values());
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }

    /** Returns the hash of all route files; empty until the routes are created, which is before any of them runs. */
    @Override
    public String get() {
        return version;
    }

    private static String digest(Map<String, Resource> files) throws IOException {
        MessageDigest all = DigestUtils.getSha256Digest();
        for (Resource file : new TreeMap<>(files).values()) {
            try (InputStream content = file.getInputStream()) {
                DigestUtils.updateDigest(all, content);
            }
        }
        return Hex.encodeHexString(all.digest());
    }

    private static String name(Resource file) {
        return file.getLocation().substring(file.getLocation().lastIndexOf('/') + 1);
    }

    private void override(CamelContext camel, Map<String, Resource> files) {
        List<String> replaced = new ArrayList<>();
        List<String> added = new ArrayList<>();
        for (Path file : overrides()) {
            String name = file.getFileName().toString();
            Resource resource = PluginHelper.getResourceLoader(camel)
                    .resolveResource("file:" + file.toAbsolutePath().normalize());
            (files.put(name, resource) == null ? added : replaced).add(name);
        }
        log.info("Routes of {}: replaced {}, added {}", folder.toAbsolutePath().normalize(), replaced, added);
    }

    /**
     * Returns the files of the folder, sorted by name. Hidden files are skipped: editors and mounted volumes create
     * them.
     */
    private List<Path> overrides() {
        if (!Files.isDirectory(folder)) {
            throw new SettingException(
                    SETTING,
                    "there is no folder " + folder.toAbsolutePath().normalize() + "; create it or remove the setting");
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> routes = files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches("[^.].*\\.ya?ml"))
                    .sorted()
                    .toList();
            routes.forEach(RouteFiles::checkName);
            return routes;
        } catch (IOException e) {
            throw new SettingException(SETTING, "cannot read the folder " + folder + ": " + e);
        }
    }

    private static void checkName(Path file) {
        if (!file.toString().endsWith(EXTENSION)) {
            throw new SettingException(
                    SETTING,
                    file + " is not read, because its name does not end in " + EXTENSION
                            + "; rename it, or move it elsewhere");
        }
    }
}
