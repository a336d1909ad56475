package io.recua.database;

import io.awspring.cloud.core.config.AwsPropertySource;
import io.recua.config.SettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/** Finds the values of settings and their origins, as of one point in time. */
final class Settings {

    private static final String PARAMETER_STORE = "aws-parameterstore:";

    private final List<ConfigurationPropertySource> sources = new ArrayList<>();
    private final Binder binder;

    private Settings(List<PropertySource<?>> sources) {
        ConfigurationPropertySources.from(sources).forEach(this.sources::add);
        this.binder = new Binder(this.sources, new PropertySourcesPlaceholdersResolver(sources));
        refusePlaceholders();
    }

    /** Refuses what Camel resolves in routes only: here it would be used as written, as a password that others can guess. */
    private void refusePlaceholders() {
        sources.stream()
                .filter(IterableConfigurationPropertySource.class::isInstance)
                .flatMap(source -> ((IterableConfigurationPropertySource) source).stream())
                .distinct()
                .forEach(name -> SettingException.require(
                        property(name)
                                .map(property -> property.getValue().toString())
                                .filter(value -> value.contains("{{aws:"))
                                .isEmpty(),
                        name.toString(),
                        "{{aws:NAME}} works in routes only; name the database's secret in recua.db.secret, or import a"
                                + " secret by spring.config.import=aws-secretsmanager:NAME?prefix=PREFIX."));
    }

    /** Returns the settings as read at the start. */
    static Settings of(ConfigurableEnvironment environment) {
        return new Settings(sources(environment));
    }

    /** Returns the current settings. Reads parameters and secrets again from AWS. */
    static Settings readAgain(ConfigurableEnvironment environment) {
        return new Settings(sources(environment).stream()
                .<PropertySource<?>>map(Settings::readAgain)
                .toList());
    }

    private static List<PropertySource<?>> sources(ConfigurableEnvironment environment) {
        return StreamSupport.stream(environment.getPropertySources().spliterator(), false)
                .<PropertySource<?>>map(source -> source)
                .filter(source -> !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
                .toList();
    }

    private static PropertySource<?> readAgain(PropertySource<?> source) {
        if (source instanceof AwsPropertySource<?, ?> parameters) {
            AwsPropertySource<?, ?> copy = parameters.copy();
            copy.init();
            return copy;
        }
        return source;
    }

    /** Returns the value of a setting and its origin. */
    Optional<SettingValue> find(String name) {
        return property(ConfigurationPropertyName.of(name))
                .map(property -> new SettingValue(value(property), origin(property)));
    }

    private Optional<ConfigurationProperty> property(ConfigurationPropertyName name) {
        return sources.stream()
                .map(source -> source.getConfigurationProperty(name))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Returns the value. Values from AWS are not resolved, because a password may look like a placeholder. */
    private String value(ConfigurationProperty property) {
        Object source = property.getSource().getUnderlyingSource();
        return source instanceof AwsPropertySource
                ? property.getValue().toString()
                : binder.bind(property.getName(), Bindable.of(String.class)).get();
    }

    private static String origin(ConfigurationProperty property) {
        if (!(property.getOrigin() instanceof PropertySourceOrigin origin)) {
            return String.valueOf(property.getOrigin());
        }
        PropertySource<?> source = origin.getPropertySource();
        if (source.getName().startsWith(PARAMETER_STORE)) {
            String path = source.getName().substring(PARAMETER_STORE.length()).replaceFirst("\\?.*", "");
            return "parameter " + path
                    + property.getName()
                            .toString()
                            .replaceFirst("^recua\\.", "")
                            .replace('.', '/');
        }
        return source.getName();
    }
}
