package io.recua.page;

import io.recua.control.Feeds;
import io.recua.control.Fetch;
import io.recua.control.Loads;
import io.recua.control.RejectedRecords;
import io.recua.control.Replay;
import io.recua.control.RouteSwitch;
import io.recua.control.RouteSwitch.Task;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Serves the operator's web page: shows feeds and loads, and executes the actions of its buttons. */
@Controller
class PageController {

    private static final int LOADS = 50;
    private static final int REJECTIONS = 100;

    private final Feeds feeds;
    private final Loads loads;
    private final RejectedRecords rejected;
    private final Fetch fetch;
    private final Replay replay;
    private final RouteSwitch routes;

    PageController(Feeds feeds, Loads loads, RejectedRecords rejected, Fetch fetch, Replay replay, RouteSwitch routes) {
        this.feeds = feeds;
        this.loads = loads;
        this.rejected = rejected;
        this.fetch = fetch;
        this.replay = replay;
        this.routes = routes;
    }

    @GetMapping("/")
    ModelAndView overview(@RequestParam(defaultValue = "") String feed, @RequestParam(defaultValue = "0") int page) {
        List<LoadRow> rows = loads.page(feed.isEmpty() ? null : feed, page, LOADS + 1).stream()
                .map(LoadRow::new)
                .toList();
        return new ModelAndView("overview")
                .addObject("feeds", feeds.all().stream().map(FeedRow::new).toList())
                .addObject("feed", feed)
                .addObject("page", page)
                .addObject("loads", rows.subList(0, Math.min(LOADS, rows.size())))
                .addObject("more", rows.size() > LOADS);
    }

    @GetMapping("/loads/{id}")
    ModelAndView load(@PathVariable long id) {
        LoadRow load = find(id);
        return new ModelAndView("load")
                .addObject("load", load)
                .addObject("rejections", rejected.first(load.load(), REJECTIONS));
    }

    private LoadRow find(long id) {
        return loads.find(id)
                .map(LoadRow::new)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "there is no load " + id));
    }

    /**
     * Writes the file as it is in the bucket or, escaped, a copy in which no cell is a formula. Writes in the thread of
     * the request: with a {@code StreamingResponseBody} two threads may set the headers of one response, which ends
     * some responses without a byte (github.com/spring-projects/spring-security/issues/15510).
     */
    @GetMapping("/loads/{id}/rejected.csv")
    void rejected(
            @PathVariable long id, @RequestParam(defaultValue = "false") boolean escaped, HttpServletResponse response)
            throws IOException {
        LoadRow load = find(id);
        try (ResponseInputStream<GetObjectResponse> file = rejected.file(load.load())
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "load " + id + " has no file of rejected rows"))) {
            response.setContentType("text/csv");
            response.setHeader(HttpHeaders.CONTENT_DISPOSITION, attachment(load.name()));
            if (escaped) {
                RejectedRecords.escape(file, response.getOutputStream());
            } else {
                response.setContentLengthLong(file.response().contentLength());
                file.transferTo(response.getOutputStream());
            }
        }
    }

    /** Replaces characters that are valid in the key of an object but not in the name of a file. */
    private static String attachment(String object) {
        String name = object.replaceAll("(?i)(\\.(gz|zip|csv))+$", "").replaceAll("[^A-Za-z0-9._-]", "_");
        return ContentDisposition.attachment()
                .filename("rejected-" + name + ".csv")
                .build()
                .toString();
    }

    @PostMapping("/loads/{id}/replay")
    String replay(@PathVariable long id, @RequestParam(defaultValue = "false") boolean accept) {
        replay.replay(id, accept);
        return "redirect:/";
    }

    @PostMapping("/feeds/{feed}/fetch")
    String fetch(@PathVariable String feed) {
        fetch.start(feed);
        return "redirect:/";
    }

    @PostMapping("/feeds/{feed}/stop")
    String stop(@PathVariable String feed, @RequestParam Task task) {
        routes.stop(feed, task);
        return "redirect:/";
    }

    @PostMapping("/feeds/{feed}/start")
    String start(@PathVariable String feed, @RequestParam Task task) {
        routes.start(feed, task);
        return "redirect:/";
    }
}
