package io.recua.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.config.RecuaProperties;
import io.recua.testing.TestBucket;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.paginators.ListObjectsV2Iterable;

/** What the polls of many feeds cost, and what they find. */
class ListingClientTest {

    private static final int FEEDS = 50;

    private final TestBucket bucket = TestBucket.empty();
    private final AtomicInteger requests = new AtomicInteger();

    @Test
    void theLandingPlacesOfManyFeedsAreLookedAtByOneRequest() {
        bucket.put("landing/feed7/b.csv", "x");
        bucket.put("landing/feed7/a.csv", "x");
        bucket.put("landing/no-feed.csv", "x");
        ListingClient polls = polls("1h", FEEDS);

        for (int feed = 0; feed < FEEDS; feed++) {
            assertThat(list(polls, "landing/feed" + feed + "/"))
                    .isEqualTo(feed == 7 ? List.of("landing/feed7/a.csv", "landing/feed7/b.csv") : List.of());
        }

        assertThat(requests).hasValue(1);
    }

    @Test
    void anObjectIsFoundWithinATenthOfThePollInterval() {
        ListingClient polls = polls("100ms", FEEDS);
        assertThat(list(polls, "landing/feed7/")).isEmpty();

        bucket.put("landing/feed7/a.csv", "x");

        Awaitility.await().until(() -> list(polls, "landing/feed7/").equals(List.of("landing/feed7/a.csv")));
    }

    @Test
    void otherPrefixesAndFewFeedsAreListedAsTheyAre() {
        ListingClient polls = polls("1h", FEEDS);
        list(polls, "landing/feed0/");
        bucket.put("elsewhere/feed0/a.csv", "x");
        assertThat(list(polls, "elsewhere/feed0/")).hasSize(1);

        ListingClient few = polls("1h", 2);
        list(few, "landing/feed0/");
        bucket.put("landing/feed0/a.csv", "x");

        assertThat(list(few, "landing/feed0/")).hasSize(1);
    }

    private List<String> list(ListingClient polls, String prefix) {
        ListObjectsResponse found = polls.listObjects(ListObjectsRequest.builder()
                .bucket(bucket.name())
                .prefix(prefix)
                .build());
        return found.contents().stream().map(S3Object::key).toList();
    }

    private ListingClient polls(String interval, int feeds) {
        Map<String, String> settings =
                new HashMap<>(Map.of("recua.bucket", bucket.name(), "recua.poll-interval", interval));
        for (int feed = 0; feed < feeds; feed++) {
            String prefix = "recua.feeds.feed" + feed + ".";
            settings.put(prefix + "url", "http://127.0.0.1:9/a.csv");
            settings.put(prefix + "schedule", "0 0 5 ? * MON");
            settings.put(prefix + "table", "t");
            settings.put(prefix + "key", "id");
        }
        RecuaProperties properties = new Binder(
                        List.of(new MapConfigurationPropertySource(settings)),
                        null,
                        ApplicationConversionService.getSharedInstance())
                .bind("recua", RecuaProperties.class)
                .get();
        S3Client counted = new DelegatingS3Client(bucket.s3()) {
            @Override
            public ListObjectsV2Iterable listObjectsV2Paginator(ListObjectsV2Request request) {
                requests.incrementAndGet();
                return super.listObjectsV2Paginator(request);
            }
        };
        return new ListingClient(counted, properties, new WaitingFeeds(Clock.systemUTC()));
    }
}
