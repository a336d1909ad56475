package io.recua.fetch;

import io.recua.config.FetchProperties;
import io.recua.config.RecuaProperties;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;

/**
 * Spools the body of an HTTP answer to a file, which lives as long as the exchange, and takes from the headers what is
 * to be known of it; all other headers are the source's and are dropped.
 */
@Component("download")
public class Download {

    private static final int SNIFFED = 512;

    private final FetchProperties fetch;

    Download(RecuaProperties properties) {
        this.fetch = properties.fetch();
    }

    /**
     * Spools the body, unless the source says that nothing changed.
     *
     * @throws IOException if the connection breaks, the body is shorter than announced or the deadline passes
     * @throws FetchException if the body is a web page, or empty
     */
    public void spool(Exchange exchange) throws IOException {
        Message answer = exchange.getMessage();
        boolean unchanged = Integer.valueOf(304).equals(answer.getHeader(Exchange.HTTP_RESPONSE_CODE));
        exchange.setVariable("etag", answer.getHeader("ETag", String.class));
        exchange.setVariable("lastModified", answer.getHeader("Last-Modified", String.class));
        if (!unchanged) {
            File file = temporaryFile(exchange);
            String sha256 = copy(answer, file.toPath());
            unchanged = sha256.equals(exchange.getVariable("lastSha256", String.class));
            exchange.setVariable("sha256", sha256);
            answer.setBody(file);
        }
        exchange.setVariable("unchanged", unchanged);
        answer.removeHeaders("*");
    }

    private static File temporaryFile(Exchange exchange) throws IOException {
        File file = Files.createTempFile("recua-fetch-", ".spool").toFile();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                if (!file.delete()) {
                    file.deleteOnExit();
                }
            }
        });
        return file;
    }

    private String copy(Message answer, Path file) throws IOException {
        long announced = answer.getHeader("Content-Length", -1L, Long.class);
        String contentType = answer.getHeader(Exchange.CONTENT_TYPE, "", String.class);
        DigestInputStream body = new DigestInputStream(answer.getBody(InputStream.class), sha256());
        try (body;
                OutputStream out = Files.newOutputStream(file)) {
            byte[] first = body.readNBytes(SNIFFED);
            refuseWebPage(contentType, first);
            out.write(first);
            long size = first.length + copyWithinDeadline(body, out);
            if (size == 0) {
                throw new FetchException("the body is empty");
            }
            if (announced >= 0 && size != announced) {
                throw new IOException("the body is truncated: " + announced + " bytes announced, " + size + " came");
            }
        }
        return HexFormat.of().formatHex(body.getMessageDigest().digest());
    }

    private long copyWithinDeadline(InputStream body, OutputStream out) throws IOException {
        long deadline = System.nanoTime() + fetch.deadline().toNanos();
        byte[] buffer = new byte[1 << 16];
        long size = 0;
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            out.write(buffer, 0, count);
            size += count;
            if (System.nanoTime() > deadline) {
                throw new IOException("the deadline of " + fetch.deadline() + " passed after " + size + " bytes");
            }
        }
        return size;
    }

    private static void refuseWebPage(String contentType, byte[] first) {
        String start = new String(first, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
        if (contentType.toLowerCase(Locale.ROOT).startsWith("text/html")
                || start.startsWith("<!doctype html")
                || start.startsWith("<html")) {
            throw new FetchException(
                    "the body is a web page (HTML), not CSV; is it a page for errors or for logging in?");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
