package io.recua;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Ends with status 0 if the address of its argument answers 200, else with 1: the container's health check, which
 * needs neither a shell nor curl in the image. It loads nothing but the JDK, since it runs every half minute.
 */
final class HealthCheck {

    private static final int TIMEOUT_MILLIS = 4_000;

    private HealthCheck() {}

    public static void main(String[] args) {
        System.exit(isHealthy(URI.create(args[0])) ? 0 : 1);
    }

    static boolean isHealthy(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }
}
