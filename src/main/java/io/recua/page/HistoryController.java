package io.recua.page;

import io.recua.control.Feeds;
import io.recua.control.LoadHistory;
import io.recua.control.LoadHistory.Day;
import io.recua.control.LoadHistory.Month;
import io.recua.control.Reading;
import io.recua.control.Readings;
import io.recua.control.Server;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.ModelAndView;

/**
 * Serves the numbers and plots of a feed by day and by month. The page of the feed requests them by itself, and seldom: they
 * read all loads of the days.
 */
@Controller
class HistoryController {

    private static final int DAYS = 90;

    private final Readings readings;
    private final Feeds feeds;
    private final LoadHistory history;

    HistoryController(Readings readings, Feeds feeds, LoadHistory history) {
        this.readings = readings;
        this.feeds = feeds;
        this.history = history;
    }

    private record Numbers(List<Day> days, List<Month> months) {}

    @GetMapping("/feeds/{name}/history")
    ModelAndView history(@PathVariable String name) {
        feeds.requireEnabled(name);
        Reading reading = readings.begin();
        return OutagePage.unless(
                reading.read(
                                Server.DATABASE,
                                "history/" + name,
                                () -> new Numbers(history.days(name, DAYS), history.months(name)))
                        .map(numbers -> new ModelAndView("history")
                                .addObject("feed", name)
                                .addObject("days", numbers.days())
                                .addObject("months", numbers.months())),
                "/feeds/" + name + "/history",
                reading);
    }
}
