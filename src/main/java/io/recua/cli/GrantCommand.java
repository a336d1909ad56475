package io.recua.cli;

import io.recua.database.GrantedUser;
import io.recua.failure.Cause;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates the MySQL user of the service. */
@Command(
        name = "grant",
        description = "Creates the MySQL user that the service connects as, with IAM authentication, and grants it what"
                + " Recua needs on its database and no more. Set the user and the password of the database to an"
                + " administrator's for it; it connects with the password, whatever recua.db.authentication says."
                + " A user that exists only gets the privileges.",
        mixinStandardHelpOptions = true)
final class GrantCommand implements Callable<Integer> {

    private final ContextStarter starter;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "USER", description = "the name of the service's user, such as recua")
    private String user;

    GrantCommand(ContextStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() {
        if (!user.matches("[A-Za-z0-9_-]{1,32}")) {
            throw new CommandException(
                    ExitCode.USAGE, "write the user as letters, digits, underscores and hyphens, at most 32");
        }
        try (ConfigurableApplicationContext context = starter.administration()) {
            String schema = context.getBean(GrantedUser.class).grant(user);
            PrintWriter out = spec.commandLine().getOut();
            out.printf("User %s has what Recua needs on database %s.%n", user, schema);
            out.flush();
            return ExitCode.OK;
        } catch (CannotGetJdbcConnectionException e) {
            throw e;
        } catch (DataAccessException e) {
            throw new CommandException(
                    ExitCode.SOFTWARE,
                    "cannot create the user " + user + ": " + Cause.line(e)
                            + "; connect as an administrator, to RDS with IAM authentication");
        }
    }
}
