package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.beans.Introspector;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The house's conventions for the route files, each with what to write instead. */
class RouteConventionsTest {

    private static final Path ROUTES = Path.of("routes");
    /** A folder whose files take the place of those of the same name, or are checked besides. */
    private static final String OVERRIDE = System.getProperty("recua.routes-override", "");

    private static final String ENDING = ".camel.yaml";
    private static final String ERRORS = "errors" + ENDING;
    private static final String ERROR_POLICY = "routeConfiguration";

    private static final Pattern KEBAB_CASE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*[?!]?([^{}:\\s]+)");
    /** What ends the ids of the steps in a template that more than one route is made of, by the name of its parameter. */
    private static final Map<String, String> ENDINGS = Map.of("feed", "-{{feed}}", "channel", "-{{channel}}");

    private static final Set<String> SENDING = Set.of("to", "toD", "wireTap");
    private static final Set<String> WITH_EFFECT = Set.of("bean", "log", "idempotentConsumer", "unmarshal", "split");
    private static final Set<String> WITH_STEPS = Set.of("split", "filter", "idempotentConsumer", "loop");
    private static final Set<String> DESTRUCTIVE = Set.of("deleteAfterRead", "moveAfterRead");

    /** Keys whose text is the name of a bean, where it does not follow {@code #bean:}. */
    private static final Set<String> REFERENCES =
            Set.of("ref", "recordConverterRef", "redeliveryPolicyRef", "onExceptionOccurredRef");

    private static final List<Definition> DEFINITIONS = definitions();
    private static final Map<String, Class<?>> BEANS = beans();

    /** A {@code route}, {@code routeTemplate} or {@code routeConfiguration}. */
    private record Definition(String file, String kind, Map<?, ?> content) {

        String id() {
            return text(content.get("id"));
        }

        boolean isTemplate() {
            return kind.equals("routeTemplate");
        }

        /** What ends the ids of its steps: of a template for each feed or channel, the parameter that tells its routes apart. */
        String ending() {
            return parameters(this)
                    .map(parameter -> ENDINGS.get(text(parameter.get("name"))))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse("");
        }

        /** What runs: of a template, its route. */
        Map<?, ?> route() {
            return isTemplate() ? map(content.get("route")) : content;
        }

        List<Node> nodes() {
            return below(kind, content).toList();
        }

        /** The steps, by their kinds. */
        Stream<Node> steps() {
            return nodes().stream()
                    .filter(node -> node.key().equals("steps"))
                    .flatMap(node -> ((List<?>) node.value()).stream())
                    .flatMap(step -> map(step).entrySet().stream())
                    .map(step -> new Node(text(step.getKey()), step.getValue()));
        }

        String at(Object place) {
            return file + ", " + kind + " " + id() + ": " + place;
        }
    }

    /** A key of the YAML with its value. */
    private record Node(String key, Object value) {

        Map<?, ?> options() {
            return value instanceof Map<?, ?> options ? options : Map.of("uri", value);
        }

        String id() {
            return text(options().get("id"));
        }

        boolean hasEffect() {
            boolean sends = SENDING.contains(key) && !text(options().get("uri")).startsWith("direct:");
            return sends || WITH_EFFECT.contains(key);
        }

        @Override
        public String toString() {
            return key + " " + value;
        }
    }

    private static Collection<Path> files() {
        Map<Path, Path> files = new TreeMap<>();
        for (String folder : OVERRIDE.isEmpty() ? List.of(ROUTES.toString()) : List.of(ROUTES.toString(), OVERRIDE)) {
            try (Stream<Path> inFolder = Files.list(Path.of(folder))) {
                inFolder.filter(file -> file.toString().endsWith(ENDING))
                        .forEach(file -> files.put(file.getFileName(), file));
            } catch (IOException e) {
                throw new IllegalStateException("cannot read the folder " + folder, e);
            }
        }
        return files.values();
    }

    /** The beans that files declare are no definitions, but steps may name them. */
    private static List<Definition> definitions() {
        return files().stream()
                .flatMap(RouteConventionsTest::parsed)
                .filter(definition -> !definition.kind().equals("beans"))
                .toList();
    }

    private static Stream<Definition> parsed(Path file) {
        return read(file).stream()
                .flatMap(definition -> map(definition).entrySet().stream())
                .map(entry ->
                        new Definition(file.getFileName().toString(), text(entry.getKey()), map(entry.getValue())));
    }

    private static List<?> read(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (Reader reader = Files.newBufferedReader(file)) {
            return new Yaml(options).load(reader);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    private static void addDeclaredBeans(Map<String, Class<?>> beans) {
        for (Path file : files()) {
            for (Object definition : read(file)) {
                if (map(definition).get("beans") instanceof List<?> declared) {
                    declared.forEach(bean -> beans.put(
                            text(map(bean).get("name")),
                            ClassUtils.resolveClassName(
                                    text(map(bean).get("type")).replaceFirst("^#class:", ""), null)));
                }
            }
        }
    }

    /** Of the main code; nothing is started. */
    private static Map<String, Class<?>> beans() {
        JavaClasses main = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.recua");
        Map<String, Class<?>> beans = new HashMap<>();
        for (JavaClass type : main) {
            if (type.isAnnotatedWith(Component.class)) {
                String name = type.getAnnotationOfType(Component.class).value();
                beans.put(name.isEmpty() ? Introspector.decapitalize(type.getSimpleName()) : name, type.reflect());
            }
            for (JavaMethod method : type.getMethods()) {
                if (method.isAnnotatedWith(Bean.class)) {
                    String[] names = method.getAnnotationOfType(Bean.class).name();
                    Class<?> returned = method.getRawReturnType().reflect();
                    beans.put(names.length == 0 ? method.getName() : names[0], returned);
                }
            }
        }
        addDeclaredBeans(beans);
        return beans;
    }

    @Test
    void readsEveryFileAndFindsTheBeans() {
        assertThat(DEFINITIONS).extracting(Definition::file).contains(ERRORS, "fetch" + ENDING);
        assertThat(DEFINITIONS.stream().flatMap(Definition::steps)).hasSizeGreaterThan(30);
        assertThat(BEANS).containsKeys("ledger", "writer", "ingestThreads");
    }

    @Test
    void everyFileIsValidByTheSchemaOfCamelsYaml() throws IOException {
        JsonSchema schema;
        try (InputStream camel = CamelContext.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(camel);
        }
        ObjectMapper json = new ObjectMapper();

        assertNone(
                "write what the schema of Camel's YAML DSL allows",
                files().stream().flatMap(file -> schema.validate(json.valueToTree(read(file))).stream()
                        .map(broken -> file + ": " + broken)));
    }

    @Test
    void everyRouteAndTemplateHasAnId() {
        Set<String> seen = new HashSet<>();
        assertNone(
                "give it an id in kebab-case that no other has",
                inDefinitions(
                        definition -> !KEBAB_CASE.matcher(definition.id()).matches() || !seen.add(definition.id())));
    }

    @Test
    void everyRouteAndTemplateHasADescription() {
        assertNone(
                "say in a description what it does, and what a template's route does",
                inDefinitions(definition ->
                        text(definition.content().get("description")).isBlank()
                                || text(definition.route().get("description")).isBlank()));
    }

    @Test
    void aFileIsNamedForItsEntryRoute() {
        assertNone(
                "name the file after the first route or template in it",
                inDefinitions(definition -> !definition.file().equals(ERRORS)
                        && definition == firstOf(definition.file())
                        && !definition.file().equals(definition.id() + ENDING)));
    }

    @Test
    void theErrorPolicyIsInOneFile() {
        assertThat(firstOf(ERRORS).kind()).isEqualTo(ERROR_POLICY);
        assertNone(
                "keep the error policy in " + ERRORS,
                inDefinitions(definition -> definition.kind().equals(ERROR_POLICY)
                        && !definition.file().equals(ERRORS)));
    }

    private static Definition firstOf(String file) {
        return DEFINITIONS.stream()
                .filter(definition -> definition.file().equals(file))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyStepWithASideEffectHasAnId() {
        assertNone(
                "give it an id: without one it can be neither found in the logs nor overridden",
                inSteps(step -> step.hasEffect() && step.id().isEmpty()));
    }

    @Test
    void idsOfStepsAreKebabCaseAndNameTheFeedInTemplates() {
        assertNone(
                "write kebab-case, in a template for feeds or channels with its parameter behind it, elsewhere without",
                DEFINITIONS.stream().flatMap(definition -> definition
                        .steps()
                        .map(Node::id)
                        .filter(id -> !id.isEmpty() && !isStepId(id, definition.ending()))
                        .map(definition::at)));
    }

    private static boolean isStepId(String id, String ending) {
        return id.endsWith(ending)
                && KEBAB_CASE
                        .matcher(id.substring(0, id.length() - ending.length()))
                        .matches();
    }

    @Test
    void idsOfStepsAreUnique() {
        Set<String> seen = new HashSet<>();
        assertNone(
                "choose an id that no other step has",
                inSteps(step -> !step.id().isEmpty() && !seen.add(step.id())));
    }

    @Test
    void noUriHasAQueryString() {
        assertNone(
                "write the options under parameters:",
                inNodes(node -> (node.key().equals("uri") || SENDING.contains(node.key()))
                        && text(node.options().get("uri")).contains("?")));
    }

    @Test
    void templateParametersAreDescribed() {
        assertNone(
                "say in a description what the parameter is",
                DEFINITIONS.stream().flatMap(definition -> parameters(definition)
                        .filter(parameter -> text(parameter.get("description")).isBlank())
                        .map(definition::at)));
    }

    @Test
    void templateParametersAreUsed() {
        assertNone(
                "take the parameter out, nothing uses it",
                DEFINITIONS.stream().flatMap(definition -> parameters(definition)
                        .map(parameter -> text(parameter.get("name")))
                        .filter(name -> !placeholders(definition).contains(name))
                        .map(definition::at)));
    }

    @Test
    void placeholdersAreDeclaredParameters() {
        assertNone(
                "declare it under the template's parameters:, or name a setting of recua",
                DEFINITIONS.stream().flatMap(definition -> placeholders(definition).stream()
                        .filter(name -> !name.startsWith("recua."))
                        .filter(name ->
                                parameters(definition).noneMatch(parameter -> name.equals(text(parameter.get("name")))))
                        .map(name -> definition.at("{{" + name + "}}"))));
    }

    private static Stream<Map<?, ?>> parameters(Definition definition) {
        Object declared = definition.isTemplate() ? definition.content().get("parameters") : null;
        return declared == null ? Stream.empty() : ((List<?>) declared).stream().map(RouteConventionsTest::map);
    }

    private static Set<String> placeholders(Definition definition) {
        return PLACEHOLDER
                .matcher(definition.route().toString())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void nothingIsQueuedInMemory() {
        assertNone(
                "use direct: or one route; seda: would acknowledge what is not in the database yet",
                inNodes(node -> node.key().equals("uri") && text(node.value()).startsWith("seda:")
                        || SENDING.contains(node.key()) && text(node.value()).startsWith("seda:")));
    }

    @Test
    void consumersOfS3SayWhetherTheyDeleteOrMove() {
        assertNone(
                "say " + DESTRUCTIVE + " out loud, whatever the defaults are",
                inNodes(node -> node.key().equals("from")
                        && text(node.options().get("uri")).startsWith("aws2-s3:")
                        && !map(node.options().get("parameters")).keySet().containsAll(DESTRUCTIVE)));
    }

    @Test
    void consumersOfSqsSayThatTheyDeleteAndMakeNoQueue() {
        assertNone(
                "say deleteAfterRead and autoCreateQueue out loud, whatever the defaults are",
                inNodes(node -> node.key().equals("from")
                        && text(node.options().get("uri")).startsWith("aws2-sqs:")
                        && !map(node.options().get("parameters"))
                                .keySet()
                                .containsAll(Set.of("deleteAfterRead", "autoCreateQueue"))));
    }

    @Test
    void everyBeanThatAStepNamesExists() {
        assertNone(
                "name a bean that exists; there are " + new TreeSet<>(BEANS.keySet()),
                inNodes(node -> referred(node) != null && !BEANS.containsKey(referred(node))));
    }

    @Test
    void everyMethodThatAStepNamesExists() {
        assertNone(
                "name a public method of the bean",
                inNodes(node -> node.value() instanceof Map<?, ?> options
                        && options.get("method") instanceof String method
                        && BEANS.get(text(options.get("ref"))) != null
                        && Arrays.stream(BEANS.get(text(options.get("ref"))).getMethods())
                                .map(Method::getName)
                                .noneMatch(method::equals)));
    }

    /** The bean of one feed, {@code name-<feed>}, is made by the bean {@code name}. */
    private static String referred(Node node) {
        if (!(node.value() instanceof String text)) {
            return null;
        }
        if (text.startsWith("#")) {
            return text.replaceFirst("^#(bean:)?", "").replace("-${variable.feed}", "");
        }
        return REFERENCES.contains(node.key()) ? text : null;
    }

    @Test
    void stepsThatHoldStepsSayWhich() {
        assertNone(
                "write what is inside under steps:",
                inNodes(node -> WITH_STEPS.contains(node.key()) && !hasSteps(node.value())
                        || node.key().equals("otherwise") && !hasSteps(node.value())
                        || node.key().equals("when")
                                && node.value() instanceof List<?> cases
                                && !cases.stream().allMatch(RouteConventionsTest::hasSteps)));
    }

    private static boolean hasSteps(Object value) {
        return map(value).get("steps") instanceof List<?> steps && !steps.isEmpty();
    }

    @Test
    void noStepIsWrittenInGroovy() {
        assertNone(
                "write a bean in Java", inNodes(node -> node.key().equals("groovy") || "groovy".equals(node.value())));
    }

    private static Stream<String> inDefinitions(Predicate<Definition> broken) {
        return DEFINITIONS.stream().filter(broken).map(definition -> definition.at("the definition itself"));
    }

    private static Stream<String> inSteps(Predicate<Node> broken) {
        return DEFINITIONS.stream()
                .flatMap(definition -> definition.steps().filter(broken).map(definition::at));
    }

    private static Stream<String> inNodes(Predicate<Node> broken) {
        return DEFINITIONS.stream()
                .flatMap(
                        definition -> definition.nodes().stream().filter(broken).map(definition::at));
    }

    private static void assertNone(String advice, Stream<String> broken) {
        assertThat(broken.toList()).as(advice).isEmpty();
    }

    private static Stream<Node> below(String key, Object value) {
        Stream<Node> inside = Stream.empty();
        if (value instanceof Map<?, ?> options) {
            inside = options.entrySet().stream().flatMap(option -> below(text(option.getKey()), option.getValue()));
        } else if (value instanceof List<?> items) {
            inside = items.stream().flatMap(item -> below("", item));
        }
        return Stream.concat(Stream.of(new Node(key, value)), inside);
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String text(Object value) {
        return Objects.toString(value, "");
    }
}
