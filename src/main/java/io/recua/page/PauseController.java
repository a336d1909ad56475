package io.recua.page;

import io.recua.control.Actions;
import io.recua.control.PauseSwitch;
import io.recua.control.PauseSwitch.What;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** Pauses and resumes feeds in all instances, and shows what operators did. */
@Controller
class PauseController {

    private static final int ACTIONS = 200;

    private final PauseSwitch pauses;
    private final Actions actions;

    PauseController(PauseSwitch pauses, Actions actions) {
        this.pauses = pauses;
        this.actions = actions;
    }

    @PostMapping("/feeds/{feed}/pause")
    String pause(@PathVariable String feed, @RequestParam What what, @RequestParam String reason) {
        pauses.pause(feed, what, reason);
        return "redirect:/";
    }

    @PostMapping("/feeds/{feed}/resume")
    String resume(@PathVariable String feed, @RequestParam What what) {
        pauses.resume(feed, what);
        return "redirect:/";
    }

    @GetMapping("/actions")
    ModelAndView actions() {
        return new ModelAndView("actions").addObject("actions", actions.last(null, ACTIONS));
    }
}
