package io.recua.testing;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@code /actuator/prometheus} shows at one moment.
 *
 * @param values by name and labels, as they are written: {@code recua_rows_total{feed="a",outcome="inserted"}}
 */
public record Scrape(Map<String, Double> values) {

    public static Scrape of(RunningRecua recua) {
        String text =
                recua.operator().get().uri("/actuator/prometheus").retrieve().body(String.class);
        Map<String, Double> values = new TreeMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return new Scrape(values);
    }

    public double value(String name, String feed) {
        return read(name + "{feed=\"" + feed + "\"}");
    }

    public double value(String name, String feed, String outcome) {
        return read(name + "{feed=\"" + feed + "\",outcome=\"" + outcome + "\"}");
    }

    private double read(String meter) {
        Double value = values.get(meter);
        if (value == null) {
            throw new IllegalStateException("the scrape has no " + meter + ", but " + values.keySet());
        }
        return value;
    }

    /** The names of the meters, without labels. */
    public Set<String> names() {
        return values.keySet().stream()
                .map(meter -> meter.replaceFirst("\\{.*", ""))
                .collect(Collectors.toSet());
    }
}
