package io.recua.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.CircularRedirectException;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of a failed fetch holds nothing of its address. */
class ReasonTest {

    private static final String ADDRESS = "https://user:s3cret@source.test/rows.csv?X-Amz-Signature=s3cret";

    static Stream<Exception> foreignExceptions() throws Exception {
        return Stream.of(
                new HttpOperationFailedException(ADDRESS, 404, "Not Found", null, null, null),
                new CircularRedirectException("Circular redirect to '" + ADDRESS + "'"),
                new URISyntaxException(ADDRESS, "Illegal character"),
                new IllegalArgumentException(new URISyntaxException(ADDRESS, "Illegal character")),
                new IllegalStateException(ADDRESS),
                Breakdown.of(new UnknownHostException(ADDRESS), new HttpHost("source.test")));
    }

    @ParameterizedTest
    @MethodSource("foreignExceptions")
    void theMessageOfAForeignExceptionIsNotTold(Exception failure) {
        assertThat(Reason.of(failure)).isNotBlank().doesNotContain("s3cret");
    }

    static Stream<Arguments> brokenConnections() {
        return Stream.of(
                Arguments.of(new UnknownHostException(), "is an unknown host: DNS does not resolve it"),
                Arguments.of(new ConnectException("refused"), "accepts no connection"),
                Arguments.of(new SocketTimeoutException(), "does not respond: timed out"),
                Arguments.of(new SocketException("Connection reset"), "broke the connection"),
                Arguments.of(new SSLException("plain text?"), "does not accept a TLS connection"),
                Arguments.of(new SSLPeerUnverifiedException("x"), "has a certificate for another name"),
                Arguments.of(
                        handshake(new CertificateException("No trusted certificate found")),
                        "has a certificate that is not trusted"),
                Arguments.of(handshake(new CertificateExpiredException()), "has a certificate that has expired"));
    }

    private static SSLException handshake(Exception cause) {
        SSLException failure = new SSLHandshakeException("handshake");
        failure.initCause(cause);
        return failure;
    }

    @ParameterizedTest
    @MethodSource("brokenConnections")
    void whatBrokeIsTold(IOException failure, String words) {
        assertThat(Reason.of(Breakdown.of(failure, new HttpHost("source.test"))))
                .isEqualTo("the source source.test " + words);
    }

    @Test
    void aFullDiskIsTold() {
        assertThat(Reason.of(new IOException("No space left on device")))
                .startsWith("no space for temporary files in ")
                .contains("java.io.tmpdir");
    }

    @Test
    void aReasonIsOneShortLine() {
        String reason = Reason.of(new FetchException("a\nb\u001b[31m\u0085\u2028" + "x".repeat(5000)));

        assertThat(reason).hasSize(1000).startsWith("a?b?[31m??x");
    }
}
