package io.recua.bench;

import java.util.ArrayList;
import java.util.List;

/** The command line of Recua with two feeds like {@code unificado}, that nothing is fetched for. */
public final class RecuaSettings {

    /** The feeds; each one's table is named as it is. */
    public static final List<String> FEEDS = List.of("bench1", "bench2");

    private RecuaSettings() {}

    /** The settings for a job whose variant names the bucket. */
    public static List<String> of(Job job) {
        List<String> settings = new ArrayList<>(List.of(
                "--spring.datasource.url=" + job.url(),
                "--spring.datasource.username=" + job.user(),
                "--spring.datasource.password=" + job.password(),
                "--recua.bucket=" + job.variant(),
                "--recua.poll-interval=500ms",
                "--recua.feeds.unificado.enabled=false"));
        for (String feed : FEEDS) {
            String prefix = "--recua.feeds." + feed + ".";
            settings.add(prefix + "url=http://127.0.0.1:9/never.csv");
            settings.add(prefix + "schedule=0 0 5 ? * MON");
            settings.add(prefix + "catch-up=false");
            settings.add(prefix + "table=" + feed);
            settings.add(prefix + "key=ID,MUESTRA,RESULTADO");
            settings.add(prefix + "timestamp-column=FECHA_COPIA");
        }
        return settings;
    }
}
