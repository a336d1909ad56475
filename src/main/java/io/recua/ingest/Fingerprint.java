package io.recua.ingest;

import io.recua.config.FeedProperties;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/**
 * Computes the fingerprint of a load: a hash of everything that decides its records, their order and their form, and which of
 * them are written. A checkpoint counts records, so it is valid only for a load with the same fingerprint.
 */
@Component
class Fingerprint {

    private final RouteVersion routes;
    private final String build;

    Fingerprint(RouteVersion routes, ObjectProvider<BuildProperties> build) {
        this.routes = routes;
        this.build = build.stream()
                .map(it -> it.getVersion() + " " + it.getTime())
                .findFirst()
                .orElse("not packaged");
    }

    /**
     * Returns 32 bytes: SHA-256 of the feed's settings, the table's definition, the server's limit of a row, the route files
     * and the build.
     *
     * @param maxPacket the server's {@code max_allowed_packet}; a larger row is rejected, and rejected rows come first in a run
     */
    byte[] of(FeedProperties feed, String table, long maxPacket) {
        List<Object> parts = List.of(
                feed.csv(),
                new TreeMap<>(feed.columns()),
                feed.mode(),
                String.valueOf(feed.deletedColumn()),
                lower(feed.key()),
                feed.onDuplicate(),
                String.valueOf(feed.timestampColumn()),
                feed.timeZone(),
                // The checkpoint of a refused batch passes its good rows, which another limit would want to be written.
                String.valueOf(feed.maxRejected()),
                table,
                maxPacket,
                routes.get(),
                build);
        return DigestUtils.sha256(parts.stream().map(String::valueOf).collect(Collectors.joining("\n")));
    }

    private static List<String> lower(List<String> names) {
        return names.stream().map(String::toLowerCase).sorted().toList();
    }
}
