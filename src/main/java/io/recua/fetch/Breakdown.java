package io.recua.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;

/**
 * Translates connection failures to messages of Recua's own. The message of a library's exception may contain the URL,
 * whose query may be secret.
 */
final class Breakdown {

    private Breakdown() {}

    /** Translates a failure of a connection to the host; an {@link UnavailableException} is returned as it is. */
    static UnavailableException of(IOException failure, HttpHost host) {
        return failure instanceof UnavailableException unavailable
                ? unavailable
                : new UnavailableException("the source " + host.getHostName() + " " + describe(failure), failure);
    }

    private static String describe(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return "is an unknown host: DNS does not resolve it";
        }
        if (failure instanceof ConnectTimeoutException) {
            return "accepts no connection: timed out";
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return "accepts no connection";
        }
        if (failure instanceof SocketTimeoutException) {
            return "does not respond: timed out";
        }
        if (failure instanceof SSLException) {
            return describeTls(failure);
        }
        if (failure instanceof MessageConstraintException) {
            return "sends more or longer headers than Recua accepts";
        }
        if (failure instanceof NoHttpResponseException) {
            return "closed the connection without a response";
        }
        if (failure instanceof ConnectionClosedException || failure instanceof MalformedChunkCodingException) {
            return "closed the connection too early: the body is cut off";
        }
        return "broke the connection";
    }

    private static String describeTls(IOException failure) {
        if (Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(CertificateExpiredException.class::isInstance)) {
            return "has a certificate that has expired";
        }
        if (failure instanceof SSLPeerUnverifiedException) {
            return "has a certificate for another name";
        }
        return failure instanceof SSLHandshakeException && failure.getCause() != null
                ? "has a certificate that is not trusted"
                : "does not accept a TLS connection";
    }
}
