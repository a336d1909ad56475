package io.recua.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;

/** The names of the settings. Finds the one that was probably meant by a name that does not exist. */
public final class SettingNames {

    private static final String PREFIX = "recua";

    /** Stands for the name of a feed or of a header. */
    private static final String ANY = "<name>";

    /** The distance between settings of different groups; less if the names of the groups are similar. */
    private static final int OTHER_GROUP = 3;

    private SettingNames() {}

    /**
     * A setting, compared with what was written.
     *
     * @param lastPartEdits the edits from its last part to the last part that was written
     * @param groupEdits the edits from its second part, such as {@code feeds}
     * @param allEdits the edits from its whole name
     */
    private record Candidate(String name, int lastPartEdits, int groupEdits, int allEdits) {

        static Candidate of(String name, String written) {
            return new Candidate(
                    name,
                    SettingNames.lastPartEdits(lastPart(name), lastPart(written)),
                    edits(group(name), group(written)),
                    edits(name, written));
        }

        /** Half of the characters may differ, and fewer in another group: a wrong proposal costs less than none. */
        boolean isNear() {
            return lastPartEdits <= lastPart(name).length() / 2 && (groupEdits == 0 || lastPartEdits < OTHER_GROUP);
        }

        int distance() {
            return lastPartEdits + Math.min(groupEdits, OTHER_GROUP);
        }
    }

    /**
     * Returns the existing setting with the most similar last part, such as {@code recua.feeds.a.csv.delimiter} for
     * {@code recua.feeds.a.delimeter}; empty if none is similar.
     *
     * @param written the full name, in lower case with hyphens
     */
    public static Optional<String> nearest(String written) {
        String[] parts = written.split("\\.");
        String feed = parts.length > 3 ? parts[2] : ANY;
        return all().map(name -> Candidate.of(name.replaceFirst(ANY, feed), written))
                .filter(Candidate::isNear)
                .min(Comparator.comparingInt(Candidate::distance).thenComparingInt(Candidate::allEdits))
                .map(Candidate::name);
    }

    /** Returns the names of all settings; {@code <name>} is that of a feed, user, column or header. */
    public static Stream<String> all() {
        return names(PREFIX, RecuaProperties.class);
    }

    private static Stream<String> names(String prefix, Class<?> group) {
        return Stream.of(group.getRecordComponents()).flatMap(component -> names(prefix, component));
    }

    private static Stream<String> names(String prefix, RecordComponent component) {
        String name = prefix + "." + name(component);
        boolean map = Map.class.isAssignableFrom(component.getType());
        Class<?> type = map
                ? (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[1]
                : component.getType();
        String entry = map ? name + "." + ANY : name;
        return type.isRecord() && type != Percentage.class ? names(entry, type) : Stream.of(entry);
    }

    /** Returns the last part of the setting; names that are no Java identifiers are annotated. */
    private static String name(RecordComponent component) {
        return Stream.of(component.getDeclaringRecord().getDeclaredFields())
                .filter(field -> field.getName().equals(component.getName()))
                .flatMap(field -> Stream.ofNullable(field.getAnnotation(Name.class)))
                .map(Name::value)
                .findFirst()
                .orElseGet(() -> DataObjectPropertyName.toDashedForm(component.getName()));
    }

    /** Counts a part that is the beginning or the end of the other as one edit: {@code batch} for {@code batch-rows}. */
    private static int lastPartEdits(String name, String written) {
        boolean cut = written.length() > 2 && (name.startsWith(written) || name.endsWith(written));
        boolean longer = written.startsWith(name) || written.endsWith(name);
        return name.equals(written) ? 0 : cut || longer ? 1 : edits(name, written);
    }

    private static String group(String name) {
        return name.split("\\.")[1];
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Returns the Levenshtein distance: the least number of inserted, deleted and replaced characters. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
