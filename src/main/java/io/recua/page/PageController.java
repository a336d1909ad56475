package io.recua.page;

import io.recua.config.FeedProperties;
import io.recua.config.RecuaProperties;
import io.recua.control.FeedView;
import io.recua.control.Feeds;
import io.recua.control.LoadFilter;
import io.recua.control.LoadHistory;
import io.recua.control.LoadView;
import io.recua.control.Loads;
import io.recua.control.RejectedRecords;
import io.recua.fetch.Attempts;
import io.recua.fetch.FetchHistory;
import io.recua.fetch.Schedule;
import io.recua.ingest.LandedObjects;
import io.recua.ingest.LoadStatus;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;

/** Serves the operator's web page: all feeds, one feed, one load. */
@Controller
class PageController {

    private static final int LOADS = 50;
    private static final int SLOTS = 5;
    private static final int WAITING = 20;
    private static final int FETCHES = 20;

    private final RecuaProperties properties;
    private final Feeds feeds;
    private final Loads loads;
    private final LoadHistory history;
    private final RejectedRecords rejected;
    private final Attempts attempts;
    private final FetchHistory fetches;
    private final Schedule schedule;
    private final LandedObjects landing;
    private final Remedies remedies;
    private final SettingOrigins origins;

    PageController(
            RecuaProperties properties,
            Feeds feeds,
            Loads loads,
            LoadHistory history,
            RejectedRecords rejected,
            Attempts attempts,
            FetchHistory fetches,
            Schedule schedule,
            LandedObjects landing,
            Remedies remedies,
            SettingOrigins origins) {
        this.properties = properties;
        this.feeds = feeds;
        this.loads = loads;
        this.history = history;
        this.rejected = rejected;
        this.attempts = attempts;
        this.fetches = fetches;
        this.schedule = schedule;
        this.landing = landing;
        this.remedies = remedies;
        this.origins = origins;
    }

    /** Returns what the button has done that led to this page; null if none did. */
    @ModelAttribute("done")
    String done(@RequestParam(required = false) Done did, @RequestParam(defaultValue = "") String of) {
        return did == null ? null : did.sentence(of);
    }

    @GetMapping("/")
    ModelAndView overview(@RequestParam(defaultValue = "0") int page) {
        List<FeedView> all = feeds.all();
        Map<String, FeedView> byName = all.stream().collect(Collectors.toMap(FeedView::feed, Function.identity()));
        List<FeedRow> rows =
                all.stream().map(FeedRow::new).sorted(FeedRow.WORST_FIRST).toList();
        Map<String, Sparkline> last = history.last(byName.keySet(), Sparkline.LOADS).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, feed -> Sparkline.of(feed.getValue())));
        return withLoads(new ModelAndView("overview"), loads.page(page, LOADS + 1), page, byName)
                .addObject("feeds", rows)
                .addObject("last", last)
                .addObject(
                        "needy", rows.stream().anyMatch(row -> !row.attention().isEmpty()));
    }

    @GetMapping("/feeds/{name}")
    ModelAndView feed(
            @PathVariable String name,
            @RequestParam(required = false) LoadStatus status,
            @RequestParam(required = false) String file,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) LocalDate to,
            @RequestParam(defaultValue = "0") int page) {
        FeedView feed = feeds.get(name);
        LoadFilter filter = new LoadFilter(name, status, file, from, to);
        return withLoads(new ModelAndView("feed"), loads.page(filter, page, LOADS + 1), page, Map.of(name, feed))
                .addObject("row", new FeedRow(feed))
                .addObject("filter", filter)
                .addObject("searched", LoadFilter.SEARCHED)
                .addObject("statuses", LoadStatus.values())
                .addObject("slots", schedule.next(name, SLOTS))
                .addObject("waiting", landing.listed(name, WAITING))
                .addObject("fetches", fetches.last(name, FETCHES))
                .addObject("settings", FeedSettings.of(name, properties.feed(name), origins));
    }

    /** The last of the loads only tells that there is another page. */
    private static ModelAndView withLoads(
            ModelAndView view, List<LoadView> loads, int page, Map<String, FeedView> feeds) {
        return view.addObject("page", page)
                .addObject("more", loads.size() > LOADS)
                .addObject(
                        "loads",
                        loads.stream()
                                .limit(LOADS)
                                .map(load -> new LoadRow(load, feeds.get(load.feed())))
                                .toList());
    }

    @GetMapping("/loads/{id}")
    ModelAndView load(@PathVariable long id) {
        LoadView load = loads.find(id)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "there is no load " + id));
        LoadRow row = new LoadRow(load, feeds.find(load.feed()).orElse(null));
        return new ModelAndView("load")
                .addObject("load", row)
                .addObject("bucket", properties.bucket())
                .addObject("steps", row.steps(attempts.isLastLanded(load.feed(), load.object())))
                .addObject("remedies", row.state() == LoadRow.State.REFUSED ? remedies.of(load.error()) : List.of())
                .addObject("consequence", consequence(load.feed()))
                .addObject("rejections", rejected.reasons(load));
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
                settings.onDuplicate().keepsLater()
                        ? "it becomes the newest load, so its rows replace later ones of the same keys"
                        : "it adds the rows whose keys the table lacks, and leaves all others";
        };
    }
}
