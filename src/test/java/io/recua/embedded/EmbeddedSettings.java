package io.recua.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * As much of Parameter Store and Secrets Manager on 127.0.0.1 as reading them takes: GetParametersByPath, a page of ten
 * at a time and encrypted ones decrypted on request only, and GetSecretValue. Signatures must be there but are not checked.
 */
public final class EmbeddedSettings implements AutoCloseable {

    private static final int PAGE = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, Parameter> parameters = new ConcurrentSkipListMap<>();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private record Parameter(String value, boolean encrypted) {}

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final String code;

        Refusal(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    private EmbeddedSettings(HttpServer server) {
        this.server = server;
    }

    public static EmbeddedSettings start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            EmbeddedSettings settings = new EmbeddedSettings(server);
            server.createContext("/", settings::handle);
            server.start();
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded settings do not start", e);
        }
    }

    /** Forgets every parameter, secret, refusal and request. */
    public void clear() {
        parameters.clear();
        secrets.clear();
        denied.clear();
        requests.clear();
    }

    public void parameter(String name, String value) {
        parameters.put(name, new Parameter(value, false));
    }

    public void encryptedParameter(String name, String value) {
        parameters.put(name, new Parameter(value, true));
    }

    public void secret(String name, String value) {
        secrets.put(name, value);
    }

    /** Refuses an action from now on, such as {@code GetSecretValue}. */
    public void deny(String action) {
        denied.add(action);
    }

    /** What was asked: the action and the path or the secret. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String action = exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceFirst("^.*\\.", "");
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        try {
            if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
                throw new Refusal("MissingAuthenticationTokenException", "Missing Authentication Token");
            }
            answer(exchange, 200, answer(action, request));
        } catch (Refusal e) {
            answer(exchange, 400, JSON.createObjectNode().put("__type", e.code).put("message", e.getMessage()));
        }
    }

    private JsonNode answer(String action, JsonNode request) throws Refusal {
        requests.add(action + " "
                + request.path("Path").asText(request.path("SecretId").asText()));
        if (denied.contains(action)) {
            throw new Refusal("AccessDeniedException", "User recua is not authorized to perform " + action);
        }
        return switch (action) {
            case "GetParametersByPath" -> parameters(request);
            case "GetSecretValue" -> secret(request.get("SecretId").asText());
            default -> throw new Refusal("UnknownOperationException", action);
        };
    }

    private JsonNode parameters(JsonNode request) {
        String path = request.get("Path").asText();
        int from = request.path("NextToken").asInt(0);
        List<String> names = parameters.keySet().stream()
                .filter(name -> name.startsWith(path))
                .toList();
        ObjectNode page = JSON.createObjectNode();
        ArrayNode found = page.putArray("Parameters");
        names.stream()
                .skip(from)
                .limit(PAGE)
                .forEach(name ->
                        found.add(parameter(name, request.path("WithDecryption").asBoolean())));
        if (names.size() > from + PAGE) {
            page.put("NextToken", Integer.toString(from + PAGE));
        }
        return page;
    }

    private JsonNode parameter(String name, boolean decrypted) {
        Parameter parameter = parameters.get(name);
        return JSON.createObjectNode()
                .put("Name", name)
                .put("Type", parameter.encrypted ? "SecureString" : "String")
                .put("Value", parameter.encrypted && !decrypted ? "AQICAHh-encrypted" : parameter.value)
                .put("Version", 1);
    }

    private JsonNode secret(String name) throws Refusal {
        String value = secrets.get(name);
        if (value == null) {
            throw new Refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
        }
        return JSON.createObjectNode()
                .put("Name", name)
                .put("SecretString", value)
                .put("VersionId", "v1");
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
