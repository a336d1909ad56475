package io.recua;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of a command in this process. */
record CommandRun(int exitCode, String said, String complained) {

    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = RecuaApplication.commands().run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
