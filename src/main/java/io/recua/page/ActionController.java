package io.recua.page;

import io.recua.control.Fetch;
import io.recua.control.Replay;
import io.recua.control.RouteSwitch;
import io.recua.control.RouteSwitch.Task;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.view.RedirectView;
import org.springframework.web.util.UriComponentsBuilder;

/** Executes the actions of the page's buttons. Each leads back to the page of its button, which tells what was done. */
@Controller
class ActionController {

    /** A redirect to another site would lend it this page's address. */
    private static final Pattern OWN_PAGE = Pattern.compile("/(feeds/[a-z0-9-]+|loads/[0-9]+)?");

    private final Fetch fetch;
    private final Replay replay;
    private final RouteSwitch routes;

    ActionController(Fetch fetch, Replay replay, RouteSwitch routes) {
        this.fetch = fetch;
        this.replay = replay;
        this.routes = routes;
    }

    @PostMapping("/feeds/{feed}/fetch")
    RedirectView fetch(@PathVariable String feed, @RequestParam(defaultValue = "/") String to) {
        fetch.start(feed);
        return done(to, Done.FETCH, feed);
    }

    @PostMapping("/feeds/{feed}/stop")
    RedirectView stop(@PathVariable String feed, @RequestParam Task task, @RequestParam(defaultValue = "/") String to) {
        routes.stop(feed, task);
        return done(to, Done.valueOf("STOP_" + task), feed);
    }

    @PostMapping("/feeds/{feed}/start")
    RedirectView start(
            @PathVariable String feed, @RequestParam Task task, @RequestParam(defaultValue = "/") String to) {
        routes.start(feed, task);
        return done(to, Done.valueOf("START_" + task), feed);
    }

    @PostMapping("/loads/{id}/replay")
    RedirectView replay(
            @PathVariable long id,
            @RequestParam(defaultValue = "false") boolean accept,
            @RequestParam(defaultValue = "/") String to) {
        replay.replay(id, accept);
        return done(to, Done.REPLAY, Long.toString(id));
    }

    private static RedirectView done(String to, Done done, String of) {
        String page = OWN_PAGE.matcher(to).matches() ? to : "/";
        return new RedirectView(
                UriComponentsBuilder.fromPath(page)
                        .queryParam("did", done)
                        .queryParam("of", of)
                        .toUriString(),
                true);
    }
}
