package io.recua;

import io.recua.cli.Recua;
import io.recua.control.StopGuard;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Carries CSV files from a URL to S3 to MySQL, on a schedule, each row once. */
@EnableScheduling
@SpringBootApplication
@ConfigurationPropertiesScan
public class RecuaApplication {

    /** Is the service, or does what a command says. */
    public static void main(String[] args) {
        StopGuard guard = StopGuard.install();
        if (Recua.isCommand(args)) {
            System.exit(commands().run(args));
        }
        guard.configure(SpringApplication.run(RecuaApplication.class, args).getEnvironment());
    }

    static Recua commands() {
        return new Recua(RecuaApplication.class, CommandParts.class, StartFailureReporter::message);
    }
}
