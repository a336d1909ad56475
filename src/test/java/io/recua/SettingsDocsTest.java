package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recua.config.Percentage;
import io.recua.config.RecuaProperties;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/** The page of the settings names each setting that there is, its default, and no other one. */
class SettingsDocsTest {

    private static final Path PAGE = Path.of("docs/settings.md");
    private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(recua\\.[^`]+)` \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|$");
    private static final Pattern NAMED = Pattern.compile("`(?:--)?(recua\\.[a-z0-9.<>-]*[a-z0-9>])");

    /** Each setting with its default; empty where it has none. */
    private static final Map<String, String> SETTINGS = settings();

    @Test
    void thePageNamesEachSettingOnce() throws IOException {
        List<String> rows = rows().stream().map(row -> row.group(1)).toList();

        assertThat(rows).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(rows)).isEqualTo(SETTINGS.keySet());
    }

    @Test
    void thePageSaysTheDefaultAndTheMeaningOfEach() throws IOException {
        for (MatchResult row : rows()) {
            String name = row.group(1);
            String byDefault = SETTINGS.getOrDefault(name, "");
            assertThat(row.group(2))
                    .as("default of %s", name)
                    .contains(byDefault.isEmpty() ? "" : "`" + byDefault + "`");
            assertThat(row.group(4)).as("meaning of %s", name).isNotBlank();
        }
    }

    @Test
    void thePageNamesNoSettingThatDoesNotExist() throws IOException {
        List<String> named = NAMED.matcher(Files.readString(PAGE))
                .results()
                .map(name -> name.group(1).replaceFirst("^recua\\.feeds\\.unificado\\.", "recua.feeds.<name>."))
                .filter(name -> !name.equals("recua.feeds"))
                .toList();

        assertThat(named).hasSizeGreaterThan(SETTINGS.size());
        assertThat(SETTINGS.keySet()).containsAll(named);
    }

    /** What Spring Boot's own metadata list is there; of nested records it lists no more than the name. */
    @Test
    void whatTheMetadataListIsOnThePage() throws IOException {
        JsonNode properties = new ObjectMapper().readTree(METADATA.toFile()).get("properties");
        List<String> listed = StreamSupport.stream(properties.spliterator(), false)
                .map(property -> property.get("name").asText())
                .filter(name -> name.startsWith("recua."))
                .toList();

        assertThat(listed).hasSizeGreaterThan(10);
        assertThat(listed).allSatisfy(name -> assertThat(SETTINGS.keySet())
                .anyMatch(setting -> setting.equals(name) || setting.startsWith(name + ".")));
    }

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(PAGE)).results().toList();
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        add("recua", RecuaProperties.class, settings);
        return settings;
    }

    private static void add(String prefix, Class<?> type, Map<String, String> settings) {
        for (Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
            String name = prefix + "." + name(parameter);
            Class<?> nested = parameter.getType();
            if (Map.class.isAssignableFrom(nested)) {
                name += name.endsWith(".columns") ? ".<column>" : ".<name>";
                nested = valueType(parameter.getParameterizedType());
            }
            if (isGroup(nested)) {
                add(name, nested, settings);
            } else {
                settings.put(name, byDefault(parameter));
            }
        }
    }

    /** A setting whose name is a word of Java, such as null, has another name in the code. */
    private static String name(Parameter parameter) {
        Name name = parameter.getAnnotation(Name.class);
        return name == null ? DataObjectPropertyName.toDashedForm(parameter.getName()) : name.value();
    }

    private static Class<?> valueType(Type map) {
        return (Class<?>) ((ParameterizedType) map).getActualTypeArguments()[1];
    }

    /** A percentage is written as one value. */
    private static boolean isGroup(Class<?> type) {
        return type.isRecord() && type.getName().startsWith("io.recua.config.") && type != Percentage.class;
    }

    private static String byDefault(Parameter parameter) {
        DefaultValue value = parameter.getAnnotation(DefaultValue.class);
        return value == null ? "" : Arrays.stream(value.value()).findFirst().orElse("");
    }
}
