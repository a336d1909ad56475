package io.recua.page;

import io.recua.config.RecuaProperties;
import io.recua.control.FeedLoads;
import io.recua.control.FeedView;
import io.recua.control.Feeds;
import io.recua.control.LoadFilter;
import io.recua.control.LoadHistory;
import io.recua.control.LoadHistory.Brief;
import io.recua.control.LoadView;
import io.recua.control.Reading;
import io.recua.control.Readings;
import io.recua.control.Server;
import io.recua.fetch.FetchHistory;
import io.recua.fetch.FetchHistory.Fetch;
import io.recua.fetch.Schedule;
import io.recua.ingest.LandedObjects;
import io.recua.ingest.LandedObjects.Listed;
import io.recua.ingest.LoadStatus;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** Serves the operator's web page: all feeds, one feed. */
@Controller
class PageController {

    private static final int SLOTS = 5;
    private static final int WAITING = 20;
    private static final int FETCHES = 20;

    private final RecuaProperties properties;
    private final Readings readings;
    private final Feeds feeds;
    private final LoadReadings loads;
    private final LoadHistory history;
    private final FetchHistory fetches;
    private final Schedule schedule;
    private final LandedObjects landing;
    private final SettingOrigins origins;

    PageController(
            RecuaProperties properties,
            Readings readings,
            Feeds feeds,
            LoadReadings loads,
            LoadHistory history,
            FetchHistory fetches,
            Schedule schedule,
            LandedObjects landing,
            SettingOrigins origins) {
        this.properties = properties;
        this.readings = readings;
        this.feeds = feeds;
        this.loads = loads;
        this.history = history;
        this.fetches = fetches;
        this.schedule = schedule;
        this.landing = landing;
        this.origins = origins;
    }

    @GetMapping("/")
    ModelAndView overview(@RequestParam(defaultValue = "0") int page) {
        Reading reading = readings.begin();
        Supplier<Optional<List<LoadView>>> shown = loads.page(reading, page);
        Supplier<Optional<Map<String, List<Brief>>>> last = reading.start(
                Server.DATABASE, "last", () -> history.last(properties.feeds().keySet(), Sparkline.LOADS));
        Optional<List<FeedView>> all = feeds.all(reading);
        return OutagePage.unless(
                shown.get()
                        .flatMap(known -> all.map(views -> overview(views, known, page)))
                        .map(view ->
                                view.addObject("last", sparklines(last.get().orElse(Map.of())))),
                "/",
                reading);
    }

    private static ModelAndView overview(List<FeedView> all, List<LoadView> loads, int page) {
        Map<String, FeedLoads> byName = all.stream().collect(Collectors.toMap(FeedView::feed, FeedLoads::of));
        List<FeedRow> rows =
                all.stream().map(FeedRow::new).sorted(FeedRow.WORST_FIRST).toList();
        return withLoads(new ModelAndView("overview"), loads, page, byName)
                .addObject("feeds", rows)
                .addObject(
                        "needy", rows.stream().anyMatch(row -> !row.attention().isEmpty()));
    }

    private static Map<String, String> sparklines(Map<String, List<Brief>> loads) {
        return loads.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, feed -> Sparkline.svg(feed.getValue())));
    }

    @GetMapping("/feeds/{name}")
    ModelAndView feed(
            @PathVariable String name,
            @RequestParam(required = false) LoadStatus status,
            @RequestParam(required = false) String file,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) LocalDate to,
            @RequestParam(defaultValue = "0") int page) {
        LoadFilter filter = new LoadFilter(name, status, file, from, to);
        Reading reading = readings.begin();
        Supplier<Optional<List<LoadView>>> shown = loads.page(reading, filter, page);
        Supplier<Optional<List<Fetch>>> ended =
                reading.start(Server.DATABASE, "fetches/" + name, () -> fetches.last(name, FETCHES));
        Supplier<Optional<List<Listed>>> waiting =
                reading.start(Server.BUCKET, "listed/" + name, () -> landing.listed(name, WAITING));
        Optional<FeedView> feed = feeds.get(name, reading);
        return OutagePage.unless(
                shown.get()
                        .flatMap(known -> feed.map(view -> feed(view, known, filter, page)))
                        .map(view -> view.addObject("waiting", waiting.get().orElse(List.of()))
                                .addObject("fetches", ended.get().orElse(List.of()))),
                "/feeds/" + name,
                reading);
    }

    private ModelAndView feed(FeedView feed, List<LoadView> loads, LoadFilter filter, int page) {
        String name = feed.feed();
        return withLoads(new ModelAndView("feed"), loads, page, Map.of(name, FeedLoads.of(feed)))
                .addObject("row", new FeedRow(feed))
                .addObject("filter", filter)
                .addObject("searched", LoadFilter.SEARCHED)
                .addObject("statuses", List.of(LoadStatus.values()))
                .addObject("settings", FeedSettings.of(name, properties.feed(name), origins))
                .addObject("slots", schedule.next(name, SLOTS));
    }

    /** The last of the loads only tells that there is another page. */
    private static ModelAndView withLoads(
            ModelAndView view, List<LoadView> loads, int page, Map<String, FeedLoads> feeds) {
        return view.addObject("page", page)
                .addObject("more", loads.size() > LoadReadings.SIZE)
                .addObject(
                        "loads",
                        loads.stream()
                                .limit(LoadReadings.SIZE)
                                .map(load -> new LoadRow(load, feeds.get(load.feed())))
                                .toList());
    }
}
