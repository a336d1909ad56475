package io.recua.page;

import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Tells on each page what the button has done that led to it. */
@ControllerAdvice
class DoneMessage {

    /** Returns the sentence; null if no button led to the page. */
    @ModelAttribute("done")
    String done(@RequestParam(required = false) Done did, @RequestParam(defaultValue = "") String of) {
        return did == null ? null : did.sentence(of);
    }
}
