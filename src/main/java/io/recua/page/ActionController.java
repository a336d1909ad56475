package io.recua.page;

import io.recua.control.Actions;
import io.recua.control.Dismissal;
import io.recua.control.Fetch;
import io.recua.control.PauseSwitch;
import io.recua.control.PauseSwitch.What;
import io.recua.control.Reading;
import io.recua.control.Readings;
import io.recua.control.Replay;
import io.recua.control.RouteSwitch;
import io.recua.control.RouteSwitch.Task;
import io.recua.control.Server;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.view.RedirectView;

/**
 * Executes the actions of the page's buttons, and shows what operators did. Each button leads back to its page, which tells
 * what was done.
 */
@Controller
class ActionController {

    private static final int ACTIONS = 200;

    private final Readings readings;
    private final Fetch fetch;
    private final Replay replay;
    private final RouteSwitch routes;
    private final PauseSwitch pauses;
    private final Dismissal dismissal;
    private final Actions actions;

    ActionController(
            Readings readings,
            Fetch fetch,
            Replay replay,
            RouteSwitch routes,
            PauseSwitch pauses,
            Dismissal dismissal,
            Actions actions) {
        this.readings = readings;
        this.fetch = fetch;
        this.replay = replay;
        this.routes = routes;
        this.pauses = pauses;
        this.dismissal = dismissal;
        this.actions = actions;
    }

    @GetMapping("/actions")
    ModelAndView actions() {
        Reading reading = readings.begin();
        return OutagePage.unless(
                reading.read(Server.DATABASE, "actions", () -> actions.last(null, ACTIONS))
                        .map(last -> new ModelAndView("actions").addObject("actions", last)),
                "/actions",
                reading);
    }

    @PostMapping("/feeds/{feed}/pause")
    RedirectView pause(
            @PathVariable String feed,
            @RequestParam What what,
            @RequestParam String reason,
            @RequestParam(defaultValue = "/") String to) {
        pauses.pause(feed, what, reason);
        return done(to, Done.PAUSE, feed);
    }

    @PostMapping("/feeds/{feed}/resume")
    RedirectView resume(
            @PathVariable String feed, @RequestParam What what, @RequestParam(defaultValue = "/") String to) {
        return done(to, Done.valueOf("RESUME_" + pauses.resume(feed, what)), feed);
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

    @PostMapping("/loads/{id}/dismiss")
    RedirectView dismiss(
            @PathVariable long id, @RequestParam String reason, @RequestParam(defaultValue = "/") String to) {
        dismissal.dismiss(id, reason);
        return done(to, Done.DISMISS, Long.toString(id));
    }

    private static RedirectView done(String to, Done done, String of) {
        String page = OwnPage.orHome(to);
        return new RedirectView(page + (page.contains("?") ? "&" : "?") + "did=" + done + "&of=" + of, true);
    }
}
