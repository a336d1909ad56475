package io.recua.cli;

import io.recua.control.PauseSwitch;
import io.recua.control.PauseSwitch.What;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Resumes a paused feed in all instances. */
@Command(
        name = "resume",
        description =
                "Resumes a paused feed in all instances. With the setting catch-up, the last slot of its schedule is"
                        + " fetched if it came during the pause.",
        mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PauseTarget target;

    ResumeCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() {
        try (ConfigurableApplicationContext context = starter.parts(target.feed())) {
            What resumed = context.getBean(PauseSwitch.class).resume(target.feed(), target.what());
            spec.commandLine().getOut().println("Resumed " + resumed.words() + " of feed " + target.feed() + ".");
            return ExitCode.OK;
        }
    }
}
