package io.recua.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.hc.client5.http.entity.DeflateInputStream;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * How a body is packed for its way. HttpClient's own decoder takes no more than the first member of a gzip body, and drops
 * what follows it without a word.
 */
enum Encoding {
    NONE {
        @Override
        InputStream decode(InputStream packed) {
            return packed;
        }
    },
    GZIP {
        @Override
        InputStream decode(InputStream packed) throws IOException {
            return GzipCompressorInputStream.builder()
                    .setInputStream(packed)
                    .setDecompressConcatenated(true)
                    .get();
        }
    },
    DEFLATE {
        @Override
        InputStream decode(InputStream packed) throws IOException {
            return new DeflateInputStream(packed);
        }
    };

    /** What a source may use. */
    static final String ACCEPTED = "gzip, deflate";

    private static final Set<String> GZIPS = Set.of("gzip", "x-gzip");

    abstract InputStream decode(InputStream packed) throws IOException;

    /**
     * The encoding of an answer's body; an empty header, as S3 sends it, names none.
     *
     * @throws FetchException if it is another one, or more than one
     */
    static Encoding of(HttpMessage answer) {
        List<String> names = Stream.of(answer.getHeaders(HttpHeaders.CONTENT_ENCODING))
                .map(Header::getValue)
                .filter(value -> value != null)
                .flatMap(value -> Stream.of(value.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty() && !name.equals("identity"))
                .toList();
        if (names.isEmpty()) {
            return NONE;
        }
        if (names.size() == 1 && GZIPS.contains(names.get(0))) {
            return GZIP;
        }
        if (names.size() == 1 && names.get(0).equals("deflate")) {
            return DEFLATE;
        }
        String shown = String.join(", ", names);
        throw new FetchException("the body is encoded "
                + (shown.matches("[a-z0-9, _-]{1,40}") ? "as " + shown : "in an unknown way")
                + ", which the source was not asked for");
    }

    /** The body as it was before it was packed; its length is not known. */
    HttpEntity decoded(HttpEntity packed) {
        return new HttpEntityWrapper(packed) {
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
                : new UnavailableException("the body is damaged: it is no whole " + name().toLowerCase(Locale.ROOT), e);
    }

    private final class Decoded extends FilterInputStream {

        private final InputStream packed;

        Decoded(InputStream content, InputStream packed) {
            super(content);
            this.packed = packed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** What ends the packed content need not end the body: that its rest is there shows only when it is read. */
        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            try {
                int count = super.read(to, offset, length);
                if (count < 0 && packed.read() >= 0) {
                    throw new IOException("something follows the packed content");
                }
                return count;
            } catch (IOException e) {
                throw damaged(e);
            }
        }

        @Override
        public void close() throws IOException {
            try (packed) {
                super.close();
            }
        }
    }
}
