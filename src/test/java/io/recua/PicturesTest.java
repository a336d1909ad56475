package io.recua;

import static io.recua.testing.HttpSource.Answer.csv;

import io.recua.control.Fetch;
import io.recua.testing.Browser;
import io.recua.testing.HttpSource;
import io.recua.testing.RunningRecua;
import io.recua.testing.TestBucket;
import io.recua.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.http.MediaType;

/** Makes the pictures of the docs: {@code mvn test -Dtest=PicturesTest -Drecua.pictures=docs}. */
@EnabledIfSystemProperty(named = "recua.pictures", matches = ".+")
class PicturesTest {

    private static final Path FOLDER = Path.of(System.getProperty("recua.pictures", ""));
    private static final int LOADS = 12;

    @Test
    void overviewFeedLoadAndPhone() {
        TestDatabase database = TestDatabase.empty();
        List.of("cities", "rivers", "mountains", "lakes").forEach(table -> database.jdbc()
                .sql("create table " + table + " (id int not null primary key, name varchar(40), height int)")
                .update());
        TestBucket bucket = TestBucket.empty();
        try (HttpSource source = HttpSource.start();
                RunningRecua recua = RunningRecua.start(
                        bucket,
                        database,
                        Stream.of(
                                        RunningRecua.feed("cities", "cities", "id"),
                                        RunningRecua.feed("rivers", "rivers", "id", "url=" + source.url("/rivers.csv")),
                                        RunningRecua.feed("mountains", "mountains", "id"),
                                        RunningRecua.feed("lakes", "lakes", "id"))
                                .flatMap(Stream::of)
                                .toArray(String[]::new))) {
            source.script(csv(rows(30, 0)));
            recua.bean(Fetch.class).start("rivers");
            for (int load = 0; load < LOADS; load++) {
                recua.load(key("cities", load), rows(400 + 90 * load, 3 * (load % 4)));
                recua.load(key("mountains", load), rows(60, 0));
            }
            recua.load(key("rivers", 1), rows(30, 1));
            long refused = recua.load(key("lakes", 1), "id;name;height\n1;Titicaca;3812\n")
                    .get("id")
                    .asLong();
            recua.operator()
                    .post()
                    .uri("/actuator/feeds/mountains")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(Map.of("action", "pause", "what", "load", "reason", "the column height becomes a decimal"))
                    .retrieve()
                    .toBodilessEntity();
            recua.load(key("cities", LOADS), rows(900, 40));
            // One load in a week, so that the plots of the days have something to show.
            database.jdbc()
                    .sql(
                            "update recua_load l join (select id, row_number() over (partition by feed order by id desc) age"
                                    + " from recua_load where feed = 'cities') a on a.id = l.id"
                                    + " set started_at = started_at - interval 7 * (age - 1) day,"
                                    + " finished_at = finished_at - interval 7 * (age - 1) day")
                    .update();

            try (Browser browser = Browser.open(recua.port(), "operator", RunningRecua.PASSWORD)) {
                browser.resize(1280, 900);
                picture(browser, "/", "page.png");
                browser.go("/feeds/cities").awaitText("#history", "The numbers of each day");
                browser.picture(FOLDER.resolve("page-feed.png"));
                picture(browser, "/loads/" + refused, "page-refused.png");
                browser.resize(500, 900);
                picture(browser, "/", "page-phone.png");
                browser.resize(1280, 900);
                browser.dark();
                picture(browser, "/", "page-dark.png");
            }
        }
    }

    private static void picture(Browser browser, String page, String file) {
        browser.go(page).awaitText("main", "Load");
        browser.picture(FOLDER.resolve(file));
    }

    private static String key(String feed, int load) {
        return "landing/%s/%s-%02d.csv".formatted(feed, feed, load + 1);
    }

    private static String rows(int count, int wrong) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(row -> row + "," + "place " + row + "," + (row <= wrong ? "high" : 10 * row))
                .collect(Collectors.joining("\n", "id,name,height\n", "\n"));
    }
}
