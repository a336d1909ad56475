package io.recua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.recua.embedded.CsvSource;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Objects of feeds with different tables, through the real routes. */
class JourneyTest {

    @Test
    void carriesTheShippedFeedFromItsUrlToItsTableOnceHoweverOftenRecuaStarts() {
        TestDatabase database = TestDatabase.empty();
        TestBucket bucket = TestBucket.empty();
        try (CsvSource source = CsvSource.serve(Path.of("src/test/resources/sample/nuevas_filas.csv.gz"))) {
            String url = "recua.feeds.unificado.url=" + source.url();

            for (int start = 1; start <= 2; start++) {
                try (RunningRecua recua = RunningRecua.start(bucket, database, url)) {
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> bucket.keys("archive/unificado/").size() == 1);
                    JsonNode load = recua.get("/actuator/loads").get("loads").get(0);

                    assertThat(load.get("read").asInt()).isEqualTo(20_000);
                    assertThat(load.get("inserted").asInt()).isEqualTo(11_233);
                    assertThat(recua.get("/actuator/loads").get("loads")).hasSize(1);
                    assertThat(recua.get("/actuator/health/readiness")
                                    .get("status")
                                    .asText())
                            .isEqualTo("UP");
                }
            }

            assertThat(database.jdbc()
                            .sql("select count(*) from Unificado")
                            .query(Long.class)
                            .single())
                    .isEqualTo(11_233);
            assertThat(database.jdbc()
                            .sql(
                                    "select distinct FECHA_COPIA = l.loaded_at from Unificado u join recua_load l on l.id = u.load_id")
                            .query(Boolean.class)
                            .list())
                    .containsExactly(true);
            assertThat(bucket.keys("landing/")).isEmpty();
        }
    }

    @Test
    void loadsASecondFeedIntoATableOfAnotherShapeByConfigurationAlone() {
        TestDatabase database = TestDatabase.empty();
        database.jdbc()
                .sql("create table genes (symbol varchar(20) not null primary key, name varchar(50), length int)")
                .update();
        try (RunningRecua recua =
                RunningRecua.start(TestBucket.empty(), database, RunningRecua.feed("genes", "genes", "symbol"))) {

            JsonNode load = recua.load(
                    "landing/genes/1-genes.csv",
                    "symbol,length,name,extra\nBRCA1,81189,first,x\nTP53,19149,second,y\nBRCA1,81190,third,z\n");

            assertThat(load.get("status").asText()).isEqualTo("LOADED");
            assertThat(load.get("read").asInt()).isEqualTo(3);
            assertThat(load.get("inserted").asInt()).isEqualTo(2);
            assertThat(load.get("duplicates").asInt()).isEqualTo(1);
            assertThat(load.get("ignoredColumns").toString()).isEqualTo("[\"extra\"]");
            assertThat(recua.jdbc()
                            .sql("select concat_ws(',', symbol, name, length) from genes order by symbol")
                            .query(String.class)
                            .list())
                    .containsExactly("BRCA1,third,81190", "TP53,second,19149");
            assertThat(recua.bucket().keys("")).containsExactly("archive/genes/1-genes.csv");
        }
    }
}
