package io.recua;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Checks the health of the container: exits with 0 if the URL in its argument returns 200, else with 1. The image needs
 * no shell and no curl for it. It uses only classes of the JDK, to start fast: it runs every 30 seconds.
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
