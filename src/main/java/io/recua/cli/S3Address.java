package io.recua.cli;

import picocli.CommandLine.ExitCode;

/** An object in S3 as it is written on a command line: {@code s3://bucket/key}. */
record S3Address(String bucket, String key) {

    private static final String SCHEME = "s3://";

    static S3Address of(String text) {
        int slash = text.indexOf('/', SCHEME.length());
        if (slash <= SCHEME.length() || slash == text.length() - 1) {
            throw new CommandException(ExitCode.USAGE, text + " names no object; write s3://bucket/key");
        }
        return new S3Address(text.substring(SCHEME.length(), slash), text.substring(slash + 1));
    }

    static boolean isOne(String text) {
        return text.startsWith(SCHEME);
    }
}
