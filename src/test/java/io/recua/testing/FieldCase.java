package io.recua.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.yaml.snakeyaml.Yaml;

/**
 * One case of {@code field-cases.yaml}: a table, a feed, one object, and what must become of it.
 *
 * @param id names the case, the feed, and the table with {@code _} for {@code -}
 * @param what the input in words
 * @param on {@code mysql} or {@code mariadb} if the case has a meaning on one of them alone
 * @param table the columns beside Recua's own, or all statements that create the table, separated by {@code ;}
 * @param feed the feed's settings as they stand in YAML
 * @param name the object's file name; the id with {@code .csv} if absent
 * @param content the object
 * @param start what the one line says with which the start stops; nothing is loaded then
 * @param status {@code LOADED} if absent
 * @param counts those that are not zero; {@code read} is their sum and is left out
 * @param rows the table's rows without Recua's columns and without NULLs, in the order of {@code load_row}, or of the
 *     first column; only counted if absent
 * @param rejected what the reason contains, by the line of the file; the other rejected rows are only counted
 * @param error what the reason of the refusal contains
 * @param errorLength how long that reason is at most
 * @param ignored the columns that the table lacks; those of a long list are given by what it contains, as {@code *text}
 * @param logs what the log says
 */
public record FieldCase(
        String id,
        String what,
        String on,
        String table,
        Map<String, Object> feed,
        String name,
        FieldContent content,
        String start,
        String status,
        Map<String, Integer> counts,
        List<Map<String, String>> rows,
        Map<Long, String> rejected,
        String error,
        Integer errorLength,
        List<String> ignored,
        String logs) {

    public FieldCase {
        name = name == null ? id + ".csv" : name;
        status = status == null ? "LOADED" : status;
        counts = counts == null ? Map.of() : counts;
        rejected = rejected == null ? Map.of() : rejected;
        error = error == null ? "" : error;
        ignored = ignored == null ? List.of() : ignored;
    }

    /** The cases of the file that have a meaning on this database. */
    public static List<FieldCase> on(TestDatabase database) {
        String product = database.isMySql() ? "mysql" : "mariadb";
        try (InputStream yaml = FieldCase.class.getResourceAsStream("/field-cases.yaml")) {
            ObjectMapper json = new ObjectMapper();
            List<FieldCase> cases = new ArrayList<>();
            for (Object entry : new Yaml().<List<Object>>load(yaml)) {
                cases.add(json.convertValue(entry, FieldCase.class));
            }
            cases.removeIf(given -> given.on != null && !given.on.equals(product));
            return cases;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean startsRecua() {
        return start == null;
    }

    public String tableName() {
        return id.replace('-', '_');
    }

    public void createTable(JdbcClient jdbc) {
        if (!table.toLowerCase(Locale.ROOT).startsWith("create ")) {
            jdbc.sql(TestDatabase.createTable(tableName(), table)).update();
            return;
        }
        // A trigger's body holds semicolons too.
        for (String statement : table.split(";\\s*(?=(?i:create|insert|alter)\\s)(?!(?i:insert on))")) {
            jdbc.sql(statement).update();
        }
    }

    /** The feed's settings as properties. */
    public String[] settings() {
        return RunningRecua.feed(
                id,
                tableName(),
                key(),
                properties("", feed).filter(p -> !p.startsWith("key=")).toArray(String[]::new));
    }

    private String key() {
        return ((List<?>) feed.get("key")).stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static Stream<String> properties(String prefix, Map<?, ?> settings) {
        return settings.entrySet().stream().flatMap(setting -> property(prefix + setting.getKey(), setting.getValue()));
    }

    private static Stream<String> property(String name, Object value) {
        if (value instanceof Map<?, ?> inner) {
            return properties(name + ".", inner);
        }
        if (value instanceof List<?> texts) {
            return IntStream.range(0, texts.size()).mapToObj(i -> name + "[" + i + "]=" + texts.get(i));
        }
        return Stream.of(name + "=" + value);
    }

    public String landingKey() {
        return "landing/" + id + "/" + name;
    }

    @Override
    public String toString() {
        return id + ": " + what;
    }
}
