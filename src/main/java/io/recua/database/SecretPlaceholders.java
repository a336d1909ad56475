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
 * Resolves <code>{{aws:NAME#field}}</code> in every setting, as Camel does in the routes. What is resolved stands right
 * before the property source it was written in, so that which source wins stays as it is.
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
            Map<String, Object> written = written(source);
            if (!written.isEmpty()) {
                environment
                        .getPropertySources()
                        .addBefore(source.getName(), SecretPropertySource.read(source.getName(), written));
            }
        }
    }

    private static Map<String, Object> written(PropertySource<?> source) {
        Map<String, Object> written = new HashMap<>();
        if (source instanceof EnumerablePropertySource<?> settings) {
            for (String name : settings.getPropertyNames()) {
                if (settings.getProperty(name) instanceof CharSequence value
                        && SecretPropertySource.PLACEHOLDER.matcher(value).find()) {
                    written.put(name, value.toString());
                }
            }
        }
        return written;
    }
}
