package io.recua;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Carries CSV files from a URL to S3 to MySQL, on a schedule, each row once. */
@EnableScheduling
@SpringBootApplication
@ConfigurationPropertiesScan
public class RecuaApplication {

    public static void main(String[] args) {
        SpringApplication.run(RecuaApplication.class, args);
    }
}
