package io.recua.page;

import io.recua.control.LoadHistory;
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

    private final LoadHistory history;

    HistoryController(LoadHistory history) {
        this.history = history;
    }

    @GetMapping("/feeds/{name}/history")
    ModelAndView history(@PathVariable String name) {
        return new ModelAndView("history")
                .addObject("feed", name)
                .addObject("days", history.days(name, DAYS))
                .addObject("months", history.months(name));
    }
}
