package io.recua;

import static io.recua.testing.HttpSource.Answer.csv;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.testing.HttpSource;
import io.recua.testing.HttpSource.Answer;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import io.recua.testing.TraceReceiver;
import io.recua.testing.TraceReceiver.Received;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a receiver of traces gets. */
@ExtendWith(OutputCaptureExtension.class)
class TracingTest {

    private final TestBucket bucket = TestBucket.empty();
    private final TestDatabase database = TestDatabase.empty();
    private final HttpSource source = HttpSource.start();
    private final TraceReceiver receiver = TraceReceiver.start();

    @AfterEach
    void stop() {
        source.close();
        receiver.close();
    }

    private String[] settings() {
        database.jdbc()
                .sql("create table a (id int not null primary key, v varchar(20))")
                .update();
        String[] feed = RunningRecua.feed(
                "a",
                "a",
                "id",
                "url=" + source.url("/rows.csv?token=s3cret"),
                "recua.fetch.retries=0",
                "recua.load.batch-rows=1");
        return Stream.concat(Stream.of(feed), Stream.of("management.otlp.tracing.endpoint=" + receiver.endpoint()))
                .toArray(String[]::new);
    }

    @Test
    void aTraceReachesFromTheFetchToTheCommitAndTheArchive(CapturedOutput output) {
        source.script(csv("id,v\n1,one\n2,two\n3,three\n"), Answer.of(404));
        JsonNode load;
        try (RunningRecua recua = RunningRecua.start(bucket, database, settings())) {
            recua.fetch("a", "slot-1");
            String key = recua.jdbc()
                    .sql("select object_key from recua_fetch")
                    .query(String.class)
                    .single();
            load = recua.settled(key);
            recua.fetch("a", "slot-1");
            recua.fetch("a", "slot-2");
        }

        Received fetch = span("fetch", 0);
        Received loaded = span("load", 0);
        assertThat(fetch.parent()).isEmpty();
        assertThat(fetch.attributes())
                .containsEntry("recua.feed", "a")
                .containsEntry("recua.slot", "slot-1")
                .containsEntry("recua.object", load.get("object").asText());
        assertThat(loaded.parent()).isEqualTo(fetch.id());
        assertThat(loaded.attributes())
                .containsEntry("recua.object", load.get("object").asText())
                .containsEntry("recua.load", load.get("id").asText())
                .containsEntry("recua.rows.read", "3")
                .containsEntry("recua.rows.inserted", "3");
        assertThat(receiver.spans().stream().filter(span -> span.trace().equals(fetch.trace())))
                .extracting(Received::name)
                .contains(
                        "fetch-get",
                        "fetch-spool",
                        "fetch-put",
                        "load-split",
                        "load-finish",
                        "ingest-settle",
                        "ingest-archive")
                .doesNotContain("load-write", "load-dedup", "fetch-landed-log")
                .doesNotHaveDuplicates();
        assertThat(span("load-split", 0).parent())
                .isEqualTo(span("ingest-load", 0).id());
        assertThat(output.getOut().lines().filter(line -> line.contains("Fetched feed a and landed it")))
                .singleElement()
                .asString()
                .contains("[" + fetch.trace() + "]");

        assertThat(receiver.spans())
                .extracting(Received::name)
                .filteredOn("fetch"::equals)
                .hasSize(2);
        Received failed = span("fetch", 1);
        assertThat(failed.failed()).isTrue();
        assertThat(failed.trace()).isNotEqualTo(fetch.trace());
        assertThat(receiver.spans().toString()).doesNotContain("s3cret");
    }

    private Received span(String name, int number) {
        List<Received> named = receiver.spans().stream()
                .filter(span -> span.name().equals(name))
                .toList();
        assertThat(named).hasSizeGreaterThan(number);
        return named.get(number);
    }
}
