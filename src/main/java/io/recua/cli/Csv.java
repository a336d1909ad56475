package io.recua.cli;

import io.recua.config.FeedProperties;
import io.recua.fetch.SourceContent;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.BeanFactory;
import picocli.CommandLine.ExitCode;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A CSV named on the command line: a file, an http(s) address or an object in S3. The caller must close it.
 *
 * @param name the last part of its path; its suffix determines the compression
 * @param size its length in bytes, or -1 if unknown
 */
record Csv(String name, InputStream content, long size) implements AutoCloseable {

    /** The description of the parameter in the commands' help. */
    static final String DESCRIPTION =
            "the CSV: a file, an http(s) address or s3://bucket/key; .gz and .zip as in a load";

    static Csv open(String place, String feed, BeanFactory beans) throws IOException {
        if (isAddress(place)) {
            URI address = address(place);
            return new Csv(
                    lastPart(address.getPath()),
                    beans.getBean(SourceContent.class).open(feed, address),
                    -1);
        }
        if (S3Address.matches(place)) {
            S3Address object = S3Address.of(place);
            ResponseInputStream<GetObjectResponse> content = beans.getBean(S3Client.class)
                    .getObject(request -> request.bucket(object.bucket()).key(object.key()));
            return new Csv(
                    lastPart(object.key()),
                    abortedWhenClosed(content),
                    content.response().contentLength());
        }
        Path file = file(place);
        return new Csv(file.getFileName().toString(), Files.newInputStream(file), Files.size(file));
    }

    /** Returns whether this is an http(s) address. */
    static boolean isAddress(String place) {
        return place.matches("https?://.*");
    }

    /** Parses an address; the message of the exception does not contain it, because its query may be secret. */
    private static URI address(String place) {
        URI address;
        try {
            address = new URI(place);
        } catch (URISyntaxException e) {
            throw new CommandException(
                    ExitCode.USAGE, "this is not a valid http(s) address; write it without blanks and quotes");
        }
        if (address.getHost() == null || address.getRawUserInfo() != null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "the address must contain a host and no user; set recua.feeds.<name>.request.basic.username and"
                            + " .password instead");
        }
        return address;
    }

    /** Returns the path of an existing file. */
    static Path file(String place) {
        Path file = Path.of(place);
        if (!Files.isRegularFile(file)) {
            throw new CommandException(ExitCode.SOFTWARE, "there is no file " + file.toAbsolutePath());
        }
        return file;
    }

    /** Returns the last part of the path of a file, an address or an object, without query. */
    static String fileName(String place) {
        String path = FeedProperties.redacted(place);
        return isAddress(place) || S3Address.matches(place)
                ? lastPart(path)
                : Path.of(place).getFileName().toString();
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Wraps the content so that closing it aborts the download, instead of reading the rest of the object. */
    private static InputStream abortedWhenClosed(ResponseInputStream<GetObjectResponse> content) {
        return new FilterInputStream(content) {
            @Override
            public void close() {
                content.abort();
            }
        };
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
