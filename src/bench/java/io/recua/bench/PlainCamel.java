package io.recua.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The routes that one writes without Recua: {@code bench/camel-per-row.camel.yaml} and its like. */
final class PlainCamel {

    private PlainCamel() {}

    public static void main(String[] arguments) throws Exception {
        Job job = Job.of(arguments);
        try (DefaultCamelContext camel = new DefaultCamelContext();
                HikariDataSource pool = job.pool("rewriteBatchedStatements=true")) {
            Properties properties = new Properties();
            properties.setProperty("header", String.join(",", CsvData.COLUMNS));
            camel.getPropertiesComponent().setInitialProperties(properties);
            camel.getRegistry().bind("dataSource", pool);
            camel.setStreamCaching(false);
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(
                            ResourceHelper.resolveResource(camel, "classpath:bench/" + job.variant() + ".camel.yaml"));
            camel.start();
            Meter meter = Meter.start(job);
            try (InputStream file = Files.newInputStream(job.file())) {
                camel.createProducerTemplate().sendBody("direct:load", file);
            }
            meter.stop(job.rows());
        }
    }
}
