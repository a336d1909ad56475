package io.recua.cli;

import io.recua.csv.DraftRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import picocli.CommandLine.ExitCode;

/**
 * Starts the parts of Recua that a command needs, with the settings of the service, but with one feed only and without a
 * web server. The caller must close the context.
 */
final class ContextStarter {

    /** A placeholder for a setting that the service requires but no command uses. */
    private static final String NEVER_FETCHED = "http://never-fetched.invalid/rows.csv";

    /** Camel's setting for the routes that do not start. */
    private static final String EXCLUDED = "camel.main.auto-startup-exclude-pattern";

    private static final String FETCHES = "fetch*,resumed-fetches";

    /** A command leaves its messages to the service. */
    private static final String NOTICES = ",notify-*";

    private static final String NO_BUCKET = "no-bucket";

    /** A property that the command {@code init} reads. */
    static final String DISABLES_SHIPPED = "recua-init.disables-shipped";

    /** Defaults for a short log; the user's settings override them. */
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
     * Starts the beans that need no routes. Each bean is created at its first use, so that a command that does not use
     * the database or AWS does not need them.
     *
     * @param feed the only feed to enable; null for all feeds
     */
    ConfigurableApplicationContext parts(String feed) {
        return parts(feed, Map.of());
    }

    /** Starts the same, for an administrator of the database, who has a password also where the service uses IAM. */
    ConfigurableApplicationContext administration() {
        return parts(null, Map.of("recua.db.authentication", "password"));
    }

    private ConfigurableApplicationContext parts(String feed, Map<String, Object> more) {
        Map<String, Object> unused = new HashMap<>(QUIET);
        unused.put("recua.bucket", NO_BUCKET);
        Map<String, Object> fixed = new HashMap<>(more);
        fixed.put("spring.datasource.hikari.maximum-pool-size", 2);
        // Without a limit: a command may count or alter a large table for hours.
        fixed.put("spring.datasource.hikari.data-source-properties.socketTimeout", 0);
        return start(parts, feed, unused, fixed);
    }

    /**
     * Starts the parts that read a CSV, for a feed that the settings need not have. The property
     * {@value #DISABLES_SHIPPED} tells whether the shipped feed has no address.
     */
    ConfigurableApplicationContext draft(String feed) {
        Map<String, Object> unused = new HashMap<>(QUIET);
        unused.put("recua.bucket", NO_BUCKET);
        return run(parts, unused, context -> addDraft(context.getEnvironment(), feed));
    }

    private static void addDraft(ConfigurableEnvironment environment, String feed) {
        Map<String, Object> draft = new HashMap<>();
        // Read here: below, each feed without an address gets one.
        draft.put(DISABLES_SHIPPED, !environment.containsProperty(DraftRequest.SHIPPED_URL));
        if (!feeds(environment).contains(feed)) {
            draft.put("recua.feeds." + feed + ".table", feed);
            draft.put("recua.feeds." + feed + ".mode", "append");
        }
        environment.getPropertySources().addLast(new MapPropertySource("draft", draft));
        addSettings(environment, feed, Map.of());
        addSources(environment);
    }

    /** Starts the whole service without its fetches; it polls {@code landing/} for one feed. */
    ConfigurableApplicationContext service(String feed) {
        return start(service, feed, QUIET, withoutRoutes("1s", FETCHES + NOTICES));
    }

    /** Starts the whole service without its schedules; it fetches one feed when it is told to, and loads what landed. */
    ConfigurableApplicationContext fetching(String feed) {
        Map<String, Object> fixed = withoutRoutes("250ms", "fetch-catch-up,resumed-fetches,fetch-" + feed + NOTICES);
        return run(service, QUIET, context -> addSettings(context.getEnvironment(), feed, fixed));
    }

    private static Map<String, Object> withoutRoutes(String pollInterval, String routes) {
        return Map.of("recua.trigger", "poll", "recua.poll-interval", pollInterval, EXCLUDED, routes);
    }

    private ConfigurableApplicationContext start(
            Class<?> source, String feed, Map<String, Object> defaults, Map<String, Object> fixed) {
        return run(source, defaults, context -> {
            addSettings(context.getEnvironment(), feed, fixed);
            addSources(context.getEnvironment());
        });
    }

    private ConfigurableApplicationContext run(
            Class<?> source,
            Map<String, Object> defaults,
            ApplicationContextInitializer<ConfigurableApplicationContext> initializer) {
        return new SpringApplicationBuilder(source)
                .web(WebApplicationType.NONE)
                .lazyInitialization(source == parts)
                .properties(defaults)
                .initializers(initializer)
                .run(settings);
    }

    private static void addSettings(ConfigurableEnvironment environment, String feed, Map<String, Object> fixed) {
        Set<String> feeds = feeds(environment);
        if (feed != null && !feeds.contains(feed)) {
            throw new CommandException(
                    ExitCode.USAGE, "there is no feed " + feed + " in the settings; the feeds are " + feeds);
        }
        Map<String, Object> all = new LinkedHashMap<>(fixed);
        if (feed != null) {
            feeds.forEach(name -> all.put("recua.feeds." + name + ".enabled", name.equals(feed)));
        }
        environment.getPropertySources().addFirst(new MapPropertySource("command", all));
    }

    /** Adds a source of each feed for the commands that fetch nothing, so that the settings need not have one. */
    private static void addSources(ConfigurableEnvironment environment) {
        Map<String, Object> sources = new HashMap<>();
        for (String name : feeds(environment)) {
            sources.put("recua.feeds." + name + ".url", NEVER_FETCHED);
            sources.put("recua.feeds." + name + ".schedule", "0 0 5 ? * MON");
        }
        environment.getPropertySources().addLast(new MapPropertySource("commandDefaults", sources));
    }

    private static Set<String> feeds(ConfigurableEnvironment environment) {
        return new TreeSet<>(Binder.get(environment)
                .bind("recua.feeds", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of())
                .keySet());
    }
}
