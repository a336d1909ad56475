package io.recua.cli;

import io.recua.config.RecuaProperties;
import io.recua.control.Action.Kind;
import io.recua.control.Actions;
import io.recua.database.DatabaseClock;
import io.recua.ingest.LandingKey;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lands a file and loads it with the routes of its feed, in this process. */
@Command(
        name = "load",
        description =
                "Lands a CSV and loads it now, as the service does: objects of the feed that already wait under landing/"
                        + " are loaded first; the ledger, archive/ and rejected/ are written as usual.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all rows are loaded",
            "1:the CSV could not be landed or loaded",
            "2:wrong usage",
            "3:loaded, but some rows are rejected",
            "4:refused; the object is under quarantine/"
        })
final class LoadCommand implements Callable<Integer> {

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FeedOption feed;

    @Parameters(paramLabel = "FILE|S3", description = "the CSV: a file or s3://bucket/key; .gz and .zip as in a fetch")
    private String place;

    LoadCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (place.matches("https?://.*")) {
            throw new CommandException(
                    ExitCode.USAGE, "load accepts a file or s3://bucket/key; for an http(s) address, use check");
        }
        Path file = S3Address.matches(place) ? null : Csv.file(place);
        LoadWatch.say(spec.commandLine(), "Loading " + place + " for feed " + feed.name() + ": starting");
        try (ConfigurableApplicationContext context = starter.service(feed.name())) {
            String key = file != null ? land(file, file.getFileName().toString(), context) : landObject(context);
            context.getBean(Actions.class).record(Kind.LOAD, feed.name(), null, key);
            return new LoadWatch(context, spec.commandLine()).awaitEnd(feed.name(), key);
        }
    }

    /** Copies the object through a temporary file, because it may be in another bucket, and of any size. */
    private String landObject(ConfigurableApplicationContext context) throws IOException {
        Path spool = Files.createTempFile("recua-load-", ".spool");
        try (Csv object = Csv.open(place, feed.name(), context)) {
            Files.copy(object.content(), spool, StandardCopyOption.REPLACE_EXISTING);
            return land(spool, LandingKey.name(object.name()), context);
        } finally {
            Files.delete(spool);
        }
    }

    private String land(Path file, String name, ConfigurableApplicationContext context) {
        Instant now = context.getBean(DatabaseClock.class).now();
        String key = LandingKey.of(feed.name(), now, name.replaceAll("[^A-Za-z0-9._-]", "_"));
        String bucket = context.getBean(RecuaProperties.class).bucket();
        File content = file.toFile();
        context.getBean(ProducerTemplate.class)
                .requestBodyAndHeader("aws2-s3:" + bucket + "?multiPartUpload=true", content, AWS2S3Constants.KEY, key);
        return key;
    }
}
