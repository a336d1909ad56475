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

/** Says in our own words what broke between Recua and a host, since a foreign exception may quote the address. */
final class Breakdown {

    private Breakdown() {}

    /** What broke on the way to the host, or on the way back; one that is told already stays as it is. */
    static UnavailableException of(IOException failure, HttpHost host) {
        return failure instanceof UnavailableException told
                ? told
                : new UnavailableException("the source " + host.getHostName() + " " + words(failure), failure);
    }

    private static String words(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return "is no host that the name servers know";
        }
        if (failure instanceof ConnectTimeoutException) {
            return "accepts no connection: timed out";
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return "accepts no connection";
        }
        if (failure instanceof SocketTimeoutException) {
            return "is silent: timed out";
        }
        if (failure instanceof SSLException) {
            return tls(failure);
        }
        if (failure instanceof MessageConstraintException) {
            return "sends more or longer headers than a source may";
        }
        if (failure instanceof NoHttpResponseException) {
            return "closed the connection without an answer";
        }
        if (failure instanceof ConnectionClosedException || failure instanceof MalformedChunkCodingException) {
            return "closed the connection too early: the body is cut off";
        }
        return "broke the connection";
    }

    private static String tls(IOException failure) {
        if (Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(CertificateExpiredException.class::isInstance)) {
            return "has a certificate that has expired";
        }
        if (failure instanceof SSLPeerUnverifiedException) {
            return "has a certificate for another name";
        }
        return failure instanceof SSLHandshakeException && failure.getCause() != null
                ? "has a certificate that is not trusted"
                : "makes no TLS connection";
    }
}
