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
 * Checks the route files for errors that Camel ignores or reports without file and line:
 *
 * <ul>
 *   <li>a file without definitions;
 *   <li>an id that is used twice;
 *   <li>a {@code direct:} endpoint that no route begins with;
 *   <li>a missing template that the feeds' routes are created from;
 *   <li>a missing step that a setting of a feed needs.
 * </ul>
 */
final class RouteFileCheck {

    private static final String TEMPLATE = "routeTemplate";
    private static final String DIRECT = "direct:";
    private static final Set<String> SENDING = Set.of("to", "toD", "wireTap");
    private static final Set<String> WITH_ID = Set.of("route", TEMPLATE, "routeConfiguration");
    /** The keys below which an id is not the id of a step. */
    private static final Set<String> WITHOUT_STEPS = Set.of("parameters", "properties", "from");

    /** The file and line of each id; the key is the kind and the id. */
    private final Map<String, String> locations = new HashMap<>();

    /** All ids, those of nested steps included. */
    private final Set<String> ids = new HashSet<>();

    /** The {@code direct:} endpoints that routes begin with. */
    private final Set<String> entryEndpoints = new HashSet<>();

    /** The first place that sends to each {@code direct:} endpoint. */
    private final Map<String, Mark> targets = new TreeMap<>();

    private final FeedRoutes feedRoutes;

    private RouteFileCheck(FeedRoutes feedRoutes) {
        this.feedRoutes = feedRoutes;
    }

    /**
     * Checks all route files together.
     *
     * @throws RouteFileException if one of the errors of the class description is found; the message names file and
     *     line
     * @throws IOException if a file cannot be read
     */
    static void check(Collection<Resource> files, FeedRoutes feedRoutes) throws IOException {
        RouteFileCheck check = new RouteFileCheck(feedRoutes);
        for (Resource file : files) {
            check.add(file);
        }
        check.requireTemplates();
        check.requireSteps();
        check.requireEntryRoutes();
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
            addEndpointsAndIds("", root);
        }
    }

    private void addDefinition(Node definition) {
        for (NodeTuple entry : entries(definition)) {
            if (WITH_ID.contains(text(entry.getKeyNode()))) {
                addIds(text(entry.getKeyNode()), entry.getValueNode());
            }
        }
    }

    private void addEndpointsAndIds(String key, Node node) {
        if (node instanceof SequenceNode items) {
            items.getValue().forEach(item -> addEndpointsAndIds(key, item));
        }
        for (NodeTuple entry : entries(node)) {
            String option = text(entry.getKeyNode());
            String value = text(entry.getValueNode());
            if (option.equals("uri") && value.startsWith(DIRECT) && key.equals("from")) {
                entryEndpoints.add(value);
            } else if (SENDING.contains(option) || option.equals("uri")) {
                addTarget(value, entry.getValueNode());
            } else if (option.equals("id")) {
                ids.add(value);
            }
            addEndpointsAndIds(option, entry.getValueNode());
        }
    }

    private void addTarget(String uri, Node node) {
        if (uri.startsWith(DIRECT) && !uri.contains("{")) {
            targets.putIfAbsent(uri, node.getStartMark().orElseThrow());
        }
    }

    private void requireEntryRoutes() {
        targets.keySet().removeAll(entryEndpoints);
        targets.forEach((uri, mark) -> {
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
            } else if (!WITHOUT_STEPS.contains(key)) {
                addIds("step", entry.getValueNode());
            }
        }
    }

    private void addId(String kind, Node node) {
        Mark mark = node.getStartMark().orElseThrow();
        String id = text(node);
        String place = RouteFileException.place(mark.getName(), mark.getLine() + 1);
        String other = locations.putIfAbsent(kind + " " + id, place);
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
        missing.removeIf(template -> locations.containsKey(TEMPLATE + " " + template));
        if (!missing.isEmpty()) {
            throw new RouteFileException(
                    "recua.routes-override: no file has the route templates " + missing
                            + " that the feeds' routes are created from; a file that replaces a packaged one must hold all of its templates");
        }
    }

    private void requireSteps() {
        feedRoutes.requiredSteps().forEach((step, setting) -> {
            if (!ids.contains(step)) {
                throw new RouteFileException("recua.routes-override: no file has the step " + step + ", which "
                        + setting + " needs; copy the step from the packaged file, with its id");
            }
        });
    }

    private static List<NodeTuple> entries(Node node) {
        return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }
}
