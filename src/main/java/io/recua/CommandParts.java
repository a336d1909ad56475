package io.recua;

import io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration;
import io.awspring.cloud.autoconfigure.s3.S3AutoConfiguration;
import io.recua.config.RecuaProperties;
import io.recua.control.Actions;
import io.recua.control.Dismissal;
import io.recua.control.Loads;
import io.recua.control.Operators;
import io.recua.control.PauseSwitch;
import io.recua.csv.CsvSurvey;
import io.recua.database.Database;
import io.recua.fetch.SourceContent;
import io.recua.ingest.LastLoad;
import io.recua.lease.Leases;
import io.recua.load.Inspection;
import io.recua.notify.Notices;
import io.recua.pause.Pauses;
import io.recua.row.Batches;
import io.recua.table.Adoption;
import io.recua.table.Tables;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/**
 * Configures the commands that start no route: without Camel, Flyway and a web server. It has no {@code @Configuration}, so
 * that the component scan of the service does not find it.
 */
@EnableConfigurationProperties(RecuaProperties.class)
@ComponentScan(basePackageClasses = {Database.class, Tables.class})
@ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    JdbcClientAutoConfiguration.class,
    AwsAutoConfiguration.class,
    CredentialsProviderAutoConfiguration.class,
    RegionProviderAutoConfiguration.class,
    S3AutoConfiguration.class
})
@Import({
    S3Configuration.class,
    Batches.class,
    Inspection.class,
    LastLoad.class,
    Leases.class,
    CsvSurvey.class,
    SourceContent.class,
    Loads.class,
    Pauses.class,
    PauseSwitch.class,
    Operators.class,
    Actions.class,
    Dismissal.class,
    Notices.class,
    Adoption.class
})
class CommandParts {

    @Bean
    DnsResolver names() {
        return SystemDefaultDnsResolver.INSTANCE;
    }
}
