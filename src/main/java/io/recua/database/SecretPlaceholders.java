package io.recua.database;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Resolves <code>{{aws:NAME#field}}</code> in every setting, as Camel does in routes. The resolved values of a property
 * source are added directly before that source, so the precedence of the sources does not change.
 */
class SecretPlaceholders implements EnvironmentPostProcessor, Ordered {

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        for (PropertySource<?> source :
                List.copyOf(environment.getPropertySources().stream().toList())) {
            Map<String, Object> placeholders = placeholders(source);
            if (!placeholders.isEmpty()) {
                environment
                        .getPropertySources()
                        .addBefore(source.getName(), SecretPropertySource.read(source.getName(), placeholders));
            }
        }
    }

    /** Returns the settings of a property source that contain a placeholder. */
    private static Map<String, Object> placeholders(PropertySource<?> source) {
        Map<String, Object> placeholders = new HashMap<>();
        if (source instanceof EnumerablePropertySource<?> settings) {
            for (String name : settings.getPropertyNames()) {
                if (settings.getProperty(name) instanceof CharSequence value
                        && SecretPropertySource.PLACEHOLDER.matcher(value).find()) {
                    placeholders.put(name, value.toString());
                }
            }
        }
        return placeholders;
    }
}
