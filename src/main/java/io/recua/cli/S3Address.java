package io.recua.cli;

import picocli.CommandLine.ExitCode;

/** The address of an S3 object on the command line: {@code s3://bucket/key}. */
record S3Address(String bucket, String key) {

    private static final String SCHEME = "s3://";

    static S3Address of(String text) {
        int slash = text.indexOf('/', SCHEME.length());
        if (slash <= SCHEME.length() || slash == text.length() - 1) {
            throw new CommandException(ExitCode.USAGE, text + " does not name an object; write s3://bucket/key");
        }
        return new S3Address(text.substring(SCHEME.length(), slash), text.substring(slash + 1));
    }

    static boolean matches(String text) {
        return text.startsWith(SCHEME);
    }
}
