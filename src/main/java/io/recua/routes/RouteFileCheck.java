package io.recua.routes;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.spi.Resource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Finds what Camel ignores or reports without its place: a file without definitions, an id that is given twice, a
 * {@code direct:} endpoint that no route begins with.
 */
final class RouteFileCheck {

    private static final String TEMPLATE = "routeTemplate";
    private static final String DIRECT = "direct:";
    private static final Set<String> SENDING = Set.of("to", "toD", "wireTap");
    private static final Set<String> WITH_ID = Set.of("route", TEMPLATE, "routeConfiguration");
    /** Below these, an id is no step's. */
    private static final Set<String> NO_STEPS = Set.of("parameters", "properties", "from");

    /** Where each id is, under its kind. */
    private final Map<String, String> places = new HashMap<>();

    /** The {@code direct:} endpoints that routes begin with. */
    private final Set<String> begun = new HashSet<>();

    /** Where each {@code direct:} endpoint is sent to. */
    private final Map<String, Mark> sent = new TreeMap<>();

    private final FeedRoutes feedRoutes;

    private RouteFileCheck(FeedRoutes feedRoutes) {
        this.feedRoutes = feedRoutes;
    }

    /** @throws RouteFileException if a file is no list, an id is given twice, or a template that the feeds need is missing */
    static void check(Collection<Resource> files, FeedRoutes feedRoutes) throws IOException {
        RouteFileCheck check = new RouteFileCheck(feedRoutes);
        for (Resource file : files) {
            check.add(file);
        }
        check.requireTemplates();
        check.requireBegun();
    }

    private void add(Resource file) throws IOException {
        LoadSettings settings =
                LoadSettings.builder().setLabel(file.getLocation()).build();
        try (InputStream yaml = file.getInputStream()) {
            Node root = new Compose(settings).composeInputStream(yaml).orElse(null);
            if (!(root instanceof SequenceNode definitions)
                    || definitions.getValue().isEmpty()) {
                throw new RouteFileException(
                        file.getLocation(),
                        1,
                        "holds no list; begin each route or template with \"- route:\" or \"- routeTemplate:\"");
            }
            definitions.getValue().forEach(this::addDefinition);
            addEndpoints("", root);
        }
    }

    private void addDefinition(Node definition) {
        for (NodeTuple entry : entries(definition)) {
            if (WITH_ID.contains(text(entry.getKeyNode()))) {
                addIds(text(entry.getKeyNode()), entry.getValueNode());
            }
        }
    }

    private void addEndpoints(String key, Node node) {
        if (node instanceof SequenceNode items) {
            items.getValue().forEach(item -> addEndpoints(key, item));
        }
        for (NodeTuple entry : entries(node)) {
            String option = text(entry.getKeyNode());
            String uri = text(entry.getValueNode());
            if (option.equals("uri") && uri.startsWith(DIRECT) && key.equals("from")) {
                begun.add(uri);
            } else if (SENDING.contains(option) || option.equals("uri")) {
                addSent(uri, entry.getValueNode());
            }
            addEndpoints(option, entry.getValueNode());
        }
    }

    private void addSent(String uri, Node node) {
        if (uri.startsWith(DIRECT) && !uri.contains("{")) {
            sent.putIfAbsent(uri, node.getStartMark().orElseThrow());
        }
    }

    private void requireBegun() {
        sent.keySet().removeAll(begun);
        sent.forEach((uri, mark) -> {
            throw new RouteFileException(
                    mark.getName(),
                    mark.getLine() + 1,
                    "no route begins with " + uri
                            + "; correct the name, or keep the route of the packaged file that begins with it");
        });
    }

    private void addIds(String kind, Node node) {
        if (node instanceof SequenceNode items) {
            items.getValue().forEach(item -> addIds("step", item));
        }
        for (NodeTuple entry : entries(node)) {
            String key = text(entry.getKeyNode());
            if (key.equals("id") && entry.getValueNode() instanceof ScalarNode) {
                addId(kind, entry.getValueNode());
            } else if (!NO_STEPS.contains(key)) {
                addIds("step", entry.getValueNode());
            }
        }
    }

    private void addId(String kind, Node node) {
        Mark mark = node.getStartMark().orElseThrow();
        String id = text(node);
        String place = RouteFileException.place(mark.getName(), mark.getLine() + 1);
        String other = places.putIfAbsent(kind + " " + id, place);
        if (kind.equals("route") && feedRoutes.routeIds().contains(id)) {
            other = "the routes of a feed";
        }
        if (other != null) {
            throw new RouteFileException(
                    mark.getName(),
                    mark.getLine() + 1,
                    "the " + kind + " id " + id + " is also in " + other + "; choose another,"
                            + " or give the file the name of the one that it replaces");
        }
    }

    private void requireTemplates() {
        Set<String> missing = new TreeSet<>(feedRoutes.templates());
        missing.removeIf(template -> places.containsKey(TEMPLATE + " " + template));
        if (!missing.isEmpty()) {
            throw new RouteFileException(
                    "recua.routes-override: no file has the route templates " + missing
                            + " that the feeds' routes are made from; a file that replaces a packaged one must hold all of its templates");
        }
    }

    private static List<NodeTuple> entries(Node node) {
        return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }
}
