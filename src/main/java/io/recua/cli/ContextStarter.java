package io.recua.cli;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import picocli.CommandLine.ExitCode;

/** Starts as much of Recua as a command takes, with the service's settings but one feed alone and no web server. */
final class ContextStarter {

    /** What is asked for by the service, but of no use to a command. */
    private static final String NEVER_FETCHED = "http://never-fetched.invalid/rows.csv";

    private static final String NO_BUCKET = "no-bucket";

    /** Lets the user's own settings win. */
    private static final Map<String, Object> QUIET = Map.of(
            "logging.config", "classpath:command-logback.xml",
            "logging.level.root", "warn",
            "spring.main.log-startup-info", false);

    private final Class<?> service;
    private final Class<?> parts;
    private final String[] settings;

    ContextStarter(Class<?> service, Class<?> parts, String[] settings) {
        this.service = service;
        this.parts = parts;
        this.settings = settings;
    }

    /**
     * What is needed besides the routes, each made when it is asked for: neither database nor AWS need be there for what
     * does not use them.
     *
     * @param feed null for all
     */
    ConfigurableApplicationContext parts(String feed) {
        Map<String, Object> unused = new HashMap<>(QUIET);
        unused.put("recua.bucket", NO_BUCKET);
        return start(
                parts,
                feed,
                unused,
                Map.of(
                        "spring.datasource.hikari.maximum-pool-size", 2,
                        // A command counts and alters whole tables, for hours if need be.
                        "spring.datasource.hikari.data-source-properties.socketTimeout", 0));
    }

    /** The whole service but for its fetches, polling one feed's landing place. */
    ConfigurableApplicationContext service(String feed) {
        return start(
                service,
                feed,
                QUIET,
                Map.of(
                        "recua.trigger", "poll",
                        "recua.poll-interval", "1s",
                        "camel.main.auto-startup-exclude-pattern", "fetch*"));
    }

    private ConfigurableApplicationContext start(
            Class<?> source, String feed, Map<String, Object> defaults, Map<String, Object> fixed) {
        return new SpringApplicationBuilder(source)
                .web(WebApplicationType.NONE)
                .lazyInitialization(source == parts)
                .properties(defaults)
                .initializers(context -> only(context.getEnvironment(), feed, fixed))
                .run(settings);
    }

    private static void only(ConfigurableEnvironment environment, String feed, Map<String, Object> fixed) {
        Set<String> feeds = feeds(environment);
        if (feed != null && !feeds.contains(feed)) {
            throw new CommandException(
                    ExitCode.USAGE, "there is no feed " + feed + " in the settings; there are " + feeds);
        }
        Map<String, Object> all = new LinkedHashMap<>(fixed);
        Map<String, Object> defaults = new HashMap<>();
        for (String name : feeds) {
            String prefix = "recua.feeds." + name + ".";
            if (feed != null) {
                all.put(prefix + "enabled", name.equals(feed));
            }
            defaults.put(prefix + "url", NEVER_FETCHED);
            defaults.put(prefix + "schedule", "0 0 5 ? * MON");
        }
        environment.getPropertySources().addFirst(new MapPropertySource("command", all));
        environment.getPropertySources().addLast(new MapPropertySource("commandDefaults", defaults));
    }

    private static Set<String> feeds(ConfigurableEnvironment environment) {
        return new TreeSet<>(Binder.get(environment)
                .bind("recua.feeds", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of())
                .keySet());
    }
}
