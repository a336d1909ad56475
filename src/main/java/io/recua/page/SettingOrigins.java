package io.recua.page;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Finds out where settings were written: the file and line, the environment variable, or the property source. */
@Component
class SettingOrigins {

    private static final String DEFAULT = "default";

    /** How Spring describes a file, such as {@code URL [file:application.yaml]}. */
    private static final String FILE = "(?:URL|file) \\[(?:file:)?(.*)]";

    private static final String IN_JAR = "class path resource \\[(.*)]";

    private final Iterable<ConfigurationPropertySource> sources;
    /** What was found out: the page asks for all settings of a feed every five seconds, and they never change. */
    private final Map<String, String> known = new ConcurrentHashMap<>();

    SettingOrigins(Environment environment) {
        this.sources = ConfigurationPropertySources.get(environment);
    }

    /** Returns where the setting, or the first part of it, was written; {@value #DEFAULT} if it was written nowhere. */
    String of(String setting) {
        return known.computeIfAbsent(setting, this::find);
    }

    private String find(String setting) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(setting);
        for (ConfigurationPropertySource source : sources) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property == null && source instanceof IterableConfigurationPropertySource all) {
                property = all.stream()
                        .filter(name::isAncestorOf)
                        .findFirst()
                        .map(all::getConfigurationProperty)
                        .orElse(null);
            }
            if (property != null) {
                return describe(property.getOrigin());
            }
        }
        return DEFAULT;
    }

    private static String describe(Origin origin) {
        if (origin instanceof PropertySourceOrigin source && source.getOrigin() != null) {
            return describe(source.getOrigin());
        }
        if (origin instanceof TextResourceOrigin text && text.getLocation() != null) {
            String file = text.getResource()
                    .getDescription()
                    .replaceFirst(FILE, "$1")
                    .replaceFirst(IN_JAR, "$1 of Recua itself");
            return file + ", line " + (text.getLocation().getLine() + 1);
        }
        if (origin instanceof SystemEnvironmentOrigin variable) {
            return "environment variable " + variable.getProperty();
        }
        return String.valueOf(origin);
    }
}
