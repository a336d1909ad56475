package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** What image, template and application have to agree on; cfn-lint checks the template by itself. */
class DeploymentTest {

    private static final String DOCKERFILE = read("Dockerfile");
    private static final Map<?, ?> TEMPLATE = new Yaml(new Intrinsics()).load(read("deploy/recua.yaml"));

    /** Takes {@code !Ref x} and its like as plain values. */
    private static final class Intrinsics extends SafeConstructor {
        Intrinsics() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    if (node instanceof MappingNode mapping) {
                        return constructMapping(mapping);
                    }
                    return node instanceof SequenceNode sequence
                            ? constructSequence(sequence)
                            : constructScalar((ScalarNode) node);
                }
            });
        }
    }

    @Test
    void ecsChecksTheHealthAsTheImageDoes() {
        List<?> ecs = at(container(), "HealthCheck", "Command");

        assertThat(ecs.get(0)).isEqualTo("CMD");
        assertThat(healthCheck()).isEqualTo(ecs.subList(1, ecs.size()));
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1", "404, 1"})
    void onlyAnAnswerOf200IsHealthy(int status, int exitCode) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/actuator/health/liveness", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        List<String> check = healthCheck().stream()
                .map(argument ->
                        argument.replace("8081", "" + server.getAddress().getPort()))
                .toList();

        int answer = new ProcessBuilder(check).start().waitFor();
        server.stop(0);

        assertThat(answer).isEqualTo(exitCode);
        assertThat(new ProcessBuilder(check).start().waitFor())
                .as("nobody answers")
                .isEqualTo(1);
    }

    private static List<String> healthCheck() {
        return new Yaml().load(line(DOCKERFILE, "  CMD "));
    }

    @Test
    void theTaskWritesToTheVolumeOfTheImageAlone() {
        assertThat(this.<Object>at(container(), "ReadonlyRootFilesystem"))
                .isEqualTo(List.of("HasEcsExec", false, true));
        Map<?, ?> mount =
                (Map<?, ?>) this.<List<?>>at(container(), "MountPoints").get(0);
        assertThat(line(DOCKERFILE, "VOLUME ")).isEqualTo(mount.get("ContainerPath"));
    }

    @Test
    void theAlarmCountsWhatTheLedgerLogs() {
        String pattern = at(TEMPLATE, "Resources", "RefusedLines", "Properties", "FilterPattern");
        Matcher message = Pattern.compile("\\{ \\$\\.message = \"(.+)\\*\" }").matcher(pattern);

        assertThat(message.matches()).isTrue();
        assertThat(read("src/main/java/io/recua/ingest/Ledger.java")).contains("log.warn(\"" + message.group(1));
    }

    @Test
    void everyObjectMayMoveAsTheRoutesMoveIt() {
        List<?> targets = at(statement("PutWhereItBelongs"), "Resource");

        assertThat(targets.toString()).contains("/landing/*", "/archive/*", "/quarantine/*", "/rejected/*");
        assertThat(this.<String>at(statement("TakeWhatLanded"), "Resource")).endsWith("/landing/*");
        assertThat(this.<List<?>>at(statement("LoadAgain"), "Resource").toString())
                .contains("/archive/*", "/quarantine/*");
    }

    @Test
    void ecsHandsTheOperatorsPasswordToTheTask() {
        List<?> secrets = at(container(), "Secrets");
        List<?> policies = at(TEMPLATE, "Resources", "ExecutionRole", "Properties", "Policies");

        assertThat(secrets)
                .isEqualTo(List.of(Map.of("Name", "RECUA_OPERATOR_PASSWORD", "ValueFrom", "OperatorPassword")));
        assertThat(policies.toString()).contains("Action=secretsmanager:GetSecretValue, Resource=[OperatorPassword");
    }

    @Test
    void onlyTheContainerThatEndsBeforeTheServiceHasTheMasterUsersPassword() {
        assertThat(container("grant").get("Secrets").toString()).contains("MasterUserSecret");
        assertThat(container().get("DependsOn").toString()).contains("ContainerName=grant, Condition=COMPLETE");
        assertThat(container().toString()).doesNotContain("MasterUserSecret");
        assertThat(statement("ReadSecrets").toString()).doesNotContain("MasterUserSecret");
        List<?> command = at(container("grant"), "Command");
        assertThat(command)
                .isEqualTo(List.of("grant", at(TEMPLATE, "Resources", "DatabaseUserSetting", "Properties", "Value")));
        assertThat(this.<String>at(statement("ConnectToTheDatabase"), "Resource"))
                .endsWith("/" + command.get(1));
    }

    @Test
    void thePagePromisesTheMemoryThatWasMeasured() {
        Matcher promised =
                Pattern.compile("\\[(.+ MB)]\\(benchmarks\\.md#memory\\)").matcher(read("docs/deploy.md"));

        assertThat(promised.find()).isTrue();
        assertThat(line(read("docs/benchmarks.md"), "| resident, options of the image |"))
                .contains("| " + promised.group(1) + " |");
    }

    /** {@code PutParameter} refuses them, and so a stack that has one; Camel resolves them in routes only. */
    @ParameterizedTest
    @ValueSource(strings = {"deploy/recua.yaml", "docs/deploy.md", "compose.yaml"})
    void noValueIsAPlaceholderInDoubleBraces(String file) {
        assertThat(read(file)).doesNotContain("{{");
    }

    /** A name in backticks that is a resource's, or one in {@code $(output NAME)}, would have to be looked up by hand. */
    @Test
    void whatThePageNeedsOfTheStackIsAnOutput() {
        Map<?, Map<?, ?>> resources = at(TEMPLATE, "Resources");
        Map<?, ?> outputs = at(TEMPLATE, "Outputs");
        String page = read("docs/deploy.md");

        assertThat(names(page, "\\$\\(output (\\w+)\\)")).isEqualTo(outputs.keySet());
        assertThat(names(page, "`(\\w+)`"))
                .filteredOn(resources::containsKey)
                .filteredOn(name ->
                        !"AWS::CloudWatch::Alarm".equals(resources.get(name).get("Type")))
                .isSubsetOf(outputs.keySet().stream().map(String.class::cast).toList());
    }

    private static Set<String> names(String page, String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    InterfaceEndpoints=true                                     | InterfaceEndpoints=true needs RouteTables
                    InterfaceEndpoints=true RouteTables=rtb-1,rtb-2             |
                    RouteTables=rtb-1                                           |
                    Cpu=1024                                                    | With Cpu=1024, Fargate offers a Memory of 2048
                    Cpu=1024 Memory=2048                                        |
                    Cpu=4096 Memory=30720                                       |
                    Cpu=256 Memory=4096                                         | With Cpu=256
                    Memory=1500                                                 | With Cpu=512
                    Memory=4096                                                 |
                    """)
    void parametersThatNeedEachOtherAreRefusedWithASentence(String parameters, String sentence) {
        Map<Object, Object> values = new HashMap<>();
        this.<Map<?, Map<?, ?>>>at(TEMPLATE, "Parameters")
                .forEach((name, parameter) -> values.put(name, String.valueOf(parameter.get("Default"))));
        Stream.of(parameters.split(" ")).map(each -> each.split("=")).forEach(each -> values.put(each[0], each[1]));

        List<String> refused = this.<Map<?, Map<?, ?>>>at(TEMPLATE, "Rules").values().stream()
                .filter(rule -> rule.containsKey("RuleCondition"))
                .filter(rule -> isTrue(rule.get("RuleCondition"), values))
                .flatMap(rule -> this.<List<Map<?, ?>>>at(rule, "Assertions").stream())
                .filter(assertion -> !isTrue(assertion.get("Assert"), values))
                .map(assertion -> (String) assertion.get("AssertDescription"))
                .toList();

        if (sentence == null) {
            assertThat(refused).isEmpty();
        } else {
            assertThat(refused).singleElement().asString().startsWith(sentence);
        }
    }

    /** A function of the rules; those that ask the account are not known here. */
    private static boolean isTrue(Object expression, Map<Object, Object> parameters) {
        Map.Entry<?, ?> function =
                ((Map<?, ?>) expression).entrySet().iterator().next();
        List<?> arguments = (List<?>) function.getValue();
        return switch ((String) function.getKey()) {
            case "Fn::Not" -> !isTrue(arguments.get(0), parameters);
            case "Fn::Equals" -> arguments.get(1).equals(parameter(arguments.get(0), parameters));
            case "Fn::Contains" -> ((List<?>) arguments.get(0)).contains(parameter(arguments.get(1), parameters));
            default -> throw new IllegalArgumentException(function.getKey() + " is unknown to the test");
        };
    }

    private static Object parameter(Object ref, Map<Object, Object> parameters) {
        return parameters.get(((Map<?, ?>) ref).get("Ref"));
    }

    @Test
    void eachServiceThatTheTasksUseHasAnEndpoint() {
        String endpoints = this.<Map<?, Map<?, ?>>>at(TEMPLATE, "Resources").values().stream()
                .filter(resource -> "AWS::EC2::VPCEndpoint".equals(resource.get("Type")))
                .map(resource -> this.<String>at(resource, "Properties", "ServiceName"))
                .collect(Collectors.joining(" ", "", " "));
        Map<String, String> names = Map.of("cloudwatch", "monitoring");

        List<String> used = Pattern.compile("\\b([a-z0-9]+):[A-Z]")
                .matcher(at(TEMPLATE, "Resources", "TaskRole").toString())
                .results()
                .map(action -> names.getOrDefault(action.group(1), action.group(1)))
                .distinct()
                .filter(service -> !service.equals("sts"))
                .toList();

        assertThat(used).contains("s3", "sqs", "ssmmessages");
        assertThat(Stream.concat(used.stream(), Stream.of("ecr.api", "ecr.dkr", "logs")))
                .allMatch(service -> endpoints.contains("." + service + " "));
    }

    /** CloudFormation takes no larger one without a bucket. */
    @Test
    void theTemplateIsSentAsItIs() {
        assertThat(read("deploy/recua.yaml").getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(51_200);
    }

    private Map<?, ?> container() {
        return container("recua");
    }

    private Map<?, ?> container(String name) {
        List<?> containers = at(TEMPLATE, "Resources", "TaskDefinition", "Properties", "ContainerDefinitions");
        return containers.stream()
                .map(Map.class::cast)
                .filter(each -> name.equals(each.get("Name")))
                .findFirst()
                .orElseThrow();
    }

    private Map<?, ?> statement(String sid) {
        List<?> policies = at(TEMPLATE, "Resources", "TaskRole", "Properties", "Policies");
        List<?> statements = at((Map<?, ?>) policies.get(0), "PolicyDocument", "Statement");
        return statements.stream()
                .map(Map.class::cast)
                .filter(each -> sid.equals(each.get("Sid")))
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private <T> T at(Map<?, ?> map, String... path) {
        Object value = map;
        for (String key : path) {
            value = ((Map<?, ?>) value).get(key);
        }
        return (T) value;
    }

    private static String line(String text, String start) {
        return text.lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow()
                .substring(start.length());
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
