package io.recua.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.io.input.ProxyInputStream;
import org.apache.hc.client5.http.entity.DeflateInputStream;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Decodes the content encodings that Recua accepts. HttpClient's own decoder reads only the first member of a gzip body
 * and drops the others without an error.
 */
enum Encoding {
    NONE {
        @Override
        InputStream decode(InputStream encoded) {
            return encoded;
        }
    },
    GZIP {
        @Override
        InputStream decode(InputStream encoded) throws IOException {
            return GzipCompressorInputStream.builder()
                    .setInputStream(encoded)
                    .setDecompressConcatenated(true)
                    .get();
        }
    },
    DEFLATE {
        @Override
        InputStream decode(InputStream encoded) throws IOException {
            return new DeflateInputStream(encoded);
        }
    };

    /** The value of {@code Accept-Encoding}. */
    static final String ACCEPTED = "gzip, deflate";

    private static final Set<String> GZIP_NAMES = Set.of("gzip", "x-gzip");

    abstract InputStream decode(InputStream encoded) throws IOException;

    /**
     * Returns the encoding of a response's body. An empty header, as S3 sends it, means none.
     *
     * @throws FetchException if the encoding is unknown, or there is more than one
     */
    static Encoding of(HttpMessage response) {
        List<String> names = Stream.of(response.getHeaders(HttpHeaders.CONTENT_ENCODING))
                .map(Header::getValue)
                .filter(value -> value != null)
                .flatMap(value -> Stream.of(value.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty() && !name.equals("identity"))
                .toList();
        if (names.isEmpty()) {
            return NONE;
        }
        if (names.size() == 1 && GZIP_NAMES.contains(names.get(0))) {
            return GZIP;
        }
        if (names.size() == 1 && names.get(0).equals("deflate")) {
            return DEFLATE;
        }
        String shown = String.join(", ", names);
        throw new FetchException("the body is encoded "
                + (shown.matches("[a-z0-9, _-]{1,40}") ? "as " + shown : "in an unknown way")
                + ", which the request did not accept");
    }

    /** Returns the decoded body; its length is unknown. */
    HttpEntity decoded(HttpEntity encoded) {
        return new HttpEntityWrapper(encoded) {
            @Override
            public InputStream getContent() throws IOException {
                InputStream content = super.getContent();
                try {
                    return new Decoded(decode(content), content);
                } catch (IOException e) {
                    content.close();
                    throw damaged(e);
                }
            }

            @Override
            public long getContentLength() {
                return -1;
            }

            @Override
            public String getContentEncoding() {
                return null;
            }
        };
    }

    private IOException damaged(IOException e) {
        return e instanceof UnavailableException
                ? e
                : new UnavailableException(
                        "the body is damaged: it is not complete " + name().toLowerCase(Locale.ROOT), e);
    }

    private final class Decoded extends ProxyInputStream {

        private final InputStream encoded;

        Decoded(InputStream content, InputStream encoded) {
            super(content);
            this.encoded = encoded;
        }

        /** Bytes may follow the end of the encoded content; only reading the body to its end finds them. */
        @Override
        protected void afterRead(int count) throws IOException {
            if (count < 0 && encoded.read() >= 0) {
                throw new IOException("bytes follow the end of the encoded content");
            }
        }

        @Override
        protected void handleIOException(IOException e) throws IOException {
            throw damaged(e);
        }

        @Override
        public void close() throws IOException {
            try (encoded) {
                in.close();
            }
        }
    }
}
