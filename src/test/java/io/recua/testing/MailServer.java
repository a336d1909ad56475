package io.recua.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An SMTP server on 127.0.0.1 that accepts all mails, but gives the answers that the test says. */
public final class MailServer extends LoopbackServer {

    /** In place of a command: that a client has connected. */
    public static final String CONNECTED = "connected";

    /** In place of a command: the end of a mail. */
    public static final String END = ".";

    private final Map<String, RawSource.Script> answers = new ConcurrentHashMap<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();

    private MailServer() {
        answer(CONNECTED, "220 ready");
        answer("DATA", "354 go on");
        answer("QUIT", "221 bye");
    }

    public static MailServer start() {
        MailServer mails = new MailServer();
        mails.open();
        return mails;
    }

    /** Answers this to a command from now on, with all its arguments. */
    public void answer(String command, String line) {
        answer(command, out -> out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII)));
    }

    /** Does the same with an answer of any form. */
    public void answer(String command, RawSource.Script answer) {
        answers.put(command, answer);
    }

    /** How often the server was asked this. */
    public long asked(String command) {
        return commands.stream().filter(command::equals).count();
    }

    @Override
    void serve(Socket connection) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        String command = CONNECTED;
        boolean text = false;
        while (command != null) {
            if (!text || command.equals(END)) {
                reply(command, connection.getOutputStream());
                text = command.equals("DATA");
            }
            command = in.readLine();
        }
    }

    private void reply(String command, OutputStream out) throws IOException {
        commands.add(command);
        RawSource.Script accept = any -> any.write("250 accepted\r\n".getBytes(StandardCharsets.US_ASCII));
        answers.getOrDefault(command, accept).write(out);
    }
}
