package io.recua.page;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.control.Feeds;
import io.recua.control.LoadObjects;
import io.recua.control.LoadObjects.Place;
import io.recua.control.LoadState;
import io.recua.control.LoadView;
import io.recua.control.Reading;
import io.recua.control.Readings;
import io.recua.control.RejectedRecords;
import io.recua.control.RejectionReasons;
import io.recua.control.Server;
import io.recua.ingest.LoadStatus;
import io.recua.page.LoadReadings.Detail;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.ModelAndView;

/** Serves the page of a load. */
@Controller
class LoadController {

    private final RecuaProperties properties;
    private final Readings readings;
    private final Feeds feeds;
    private final LoadReadings loads;
    private final LoadObjects objects;
    private final RejectedRecords rejected;
    private final Remedies remedies;

    LoadController(
            RecuaProperties properties,
            Readings readings,
            Feeds feeds,
            LoadReadings loads,
            LoadObjects objects,
            RejectedRecords rejected,
            Remedies remedies) {
        this.properties = properties;
        this.readings = readings;
        this.feeds = feeds;
        this.loads = loads;
        this.objects = objects;
        this.rejected = rejected;
        this.remedies = remedies;
    }

    @GetMapping("/loads/{id}")
    ModelAndView load(@PathVariable long id) {
        Reading reading = readings.begin();
        return OutagePage.unless(loads.one(reading, id).map(detail -> page(detail, reading)), "/loads/" + id, reading);
    }

    private ModelAndView page(Detail detail, Reading reading) {
        LoadView load = detail.load();
        LoadRow row = new LoadRow(load, feeds.loads(load.feed(), reading).orElse(null));
        Supplier<Optional<Place>> place = detail.origin() == null
                ? Optional::empty
                : reading.start(Server.BUCKET, "object/" + load.id(), () -> objects.place(detail.origin()));
        RejectionReasons rejections = rejections(load, reading);
        Place object = place.get().orElse(null);
        return new ModelAndView("load")
                .addObject("load", row)
                .addObject("origin", detail.origin())
                .addObject("dismissal", detail.dismissal())
                .addObject("place", object)
                .addObject("bucket", properties.bucket())
                .addObject("steps", row.steps(detail.fetched(), object))
                .addObject("remedies", row.state() == LoadState.REFUSED ? remedies.of(load.error()) : List.of())
                .addObject("consequence", consequence(load.feed()))
                .addObject("rejections", rejections)
                .addObject("final", reading.gaps().isEmpty() && isMoved(load, object));
    }

    /** Returns whether the page does not change any more by itself. The object is moved after the end of its load. */
    private static boolean isMoved(LoadView load, Place place) {
        return load.finishedAt() != null && (place == null || !place.key().equals(load.object()));
    }

    private RejectionReasons rejections(LoadView load, Reading reading) {
        RejectionReasons none = new RejectionReasons(0, List.of());
        Server holder = load.status() == LoadStatus.LOADING ? Server.DATABASE : Server.BUCKET;
        return load.rejected() == 0
                ? none
                : reading.read(holder, "rejections/" + load.id(), () -> rejected.reasons(load))
                        .orElse(none);
    }

    /** Returns what it means for the table to load an object again. */
    private String consequence(String feed) {
        FeedProperties settings = properties.feeds().get(feed);
        if (settings == null) {
            return "the feed is not enabled here";
        }
        return switch (settings.mode()) {
            case APPEND -> "its rows are added to the table once more";
            case SNAPSHOT -> "the table becomes what this file is";
            case UPSERT ->
                switch (settings.onDuplicate()) {
                    case NEWEST -> "its rows replace later ones of the same keys";
                    case CHANGED -> "its rows replace later ones of the same keys that have other values";
                    case FIRST -> "it adds the rows whose keys the table lacks, and leaves all others";
                };
        };
    }
}
