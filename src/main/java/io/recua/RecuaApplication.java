package io.recua;

import io.recua.cli.Recua;
import io.recua.control.StopGuard;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The main class. Recua loads CSV files from a URL through S3 into MySQL, on a schedule, each row once. */
@EnableScheduling
@SpringBootApplication
@ConfigurationPropertiesScan
public class RecuaApplication {

    /** Runs the command in the arguments, or the service if there is none. */
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
