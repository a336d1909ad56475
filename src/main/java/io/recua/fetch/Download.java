package io.recua.fetch;

import io.recua.config.RecuaProperties;
import io.recua.lease.LeasedRepository;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.input.BoundedInputStream;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Writes the body of an HTTP response to a temporary file, which is deleted when the exchange ends, or at once if the body is not
 * usable: the next try needs the space. Keeps the validators ({@code ETag}, {@code Last-Modified}) in exchange variables and
 * removes all headers of the source.
 */
@Component("download")
public class Download {

    /** The exchange variable with a warning about the body; null if there is none. */
    static final String REMARK = "remark";

    private static final int SNIFFED = 512;

    private final RecuaProperties properties;
    private final DataSize maxSize;

    Download(RecuaProperties properties) {
        this.properties = properties;
        this.maxSize = properties.fetch().maxSize();
    }

    /**
     * Writes the body to a temporary file, unless the response is 304 (not modified).
     *
     * @throws IOException if the connection breaks, the body is shorter than announced or the deadline passes
     * @throws FetchException if the body is a web page that the feed does not accept, is empty or exceeds {@code recua.fetch.max-size}
     */
    public void spool(Exchange exchange) throws IOException {
        Message response = exchange.getMessage();
        boolean unchanged = Integer.valueOf(304).equals(response.getHeader(Exchange.HTTP_RESPONSE_CODE));
        if (!unchanged) {
            File file = temporaryFile(exchange);
            try {
                unchanged = write(exchange, response, file);
            } catch (IOException | RuntimeException e) {
                delete(file);
                throw e;
            }
        }
        exchange.setVariable("unchanged", unchanged);
        response.removeHeaders("*");
    }

    /**
     * Writes the body to the file and returns whether it is the content that landed last. Keeps no validators of a body that may be cut
     * off: with them, the next request would ask only for content that differs from the whole.
     */
    private boolean write(Exchange exchange, Message response, File file) throws IOException {
        String sha256 = copy(response, file.toPath(), acceptsHtml(exchange));
        String remark = remark(response, file.toPath());
        exchange.setVariable("etag", remark == null ? response.getHeader("ETag", String.class) : null);
        exchange.setVariable("lastModified", remark == null ? response.getHeader("Last-Modified", String.class) : null);
        exchange.setVariable("sha256", sha256);
        exchange.setVariable(REMARK, remark);
        response.setBody(file);
        return sha256.equals(exchange.getVariable("lastSha256", String.class));
    }

    /** Without a length and without chunks, the end of the connection may be the end of the body or a cut. */
    private static String remark(Message response, Path file) throws IOException {
        if (response.getHeader(SourceClient.NO_END_ANNOUNCED) == null) {
            return null;
        }
        if (!LastLine.isComplete(file)) {
            throw new UnavailableException(
                    "the body may be cut off: the source announced neither its length nor chunks,"
                            + " and the last line has no line break");
        }
        return "the source announced neither the body's length nor chunks, so part of the body may be missing";
    }

    private static File temporaryFile(Exchange exchange) throws IOException {
        File file = Files.createTempFile("recua-fetch-", ".spool").toFile();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                delete(file);
            }
        });
        return file;
    }

    private static void delete(File file) {
        if (!file.delete() && file.exists()) {
            file.deleteOnExit();
        }
    }

    private boolean acceptsHtml(Exchange exchange) {
        return properties.feed(LeasedRepository.feed(exchange)).request().acceptHtml();
    }

    private String copy(Message response, Path file, boolean acceptsHtml) throws IOException {
        long announced = response.getHeader("Content-Length", -1L, Long.class);
        refuseLarger(announced);
        String contentType = response.getHeader(Exchange.CONTENT_TYPE, "", String.class);
        InputStream content =
                response.getBody() == null ? InputStream.nullInputStream() : response.getBody(InputStream.class);
        DigestInputStream body = new DigestInputStream(limited(content), DigestUtils.getSha256Digest());
        try (body;
                OutputStream out = Files.newOutputStream(file)) {
            byte[] first = body.readNBytes(SNIFFED);
            if (!acceptsHtml) {
                refuseWebPage(contentType, first);
            }
            out.write(first);
            long size = first.length + body.transferTo(out);
            if (size == 0) {
                throw new FetchException("the body is empty");
            }
            if (announced >= 0 && size != announced) {
                throw new IOException(
                        "the body is truncated: " + announced + " bytes announced, " + size + " received");
            }
        }
        return HexFormat.of().formatHex(body.getMessageDigest().digest());
    }

    private InputStream limited(InputStream content) throws IOException {
        return BoundedInputStream.builder()
                .setInputStream(content)
                .setMaxCount(maxSize.toBytes() + 1)
                .setOnMaxCount((max, count) -> refuseLarger(count))
                .get();
    }

    private void refuseLarger(long size) {
        if (size > maxSize.toBytes()) {
            throw new FetchException("the body is larger than recua.fetch.max-size, which is " + maxSize);
        }
    }

    private static void refuseWebPage(String contentType, byte[] first) {
        String start = new String(first, StandardCharsets.UTF_8)
                .replaceFirst("^\uFEFF", "")
                .strip()
                .toLowerCase(Locale.ROOT);
        if (contentType.toLowerCase(Locale.ROOT).startsWith("text/html")
                || start.startsWith("<!doctype html")
                || start.startsWith("<html")) {
            throw new FetchException(
                    "the body is a web page (HTML), not CSV; check whether it is an error page or a login page;"
                            + " if it is the CSV, write request.accept-html: true");
        }
    }
}
