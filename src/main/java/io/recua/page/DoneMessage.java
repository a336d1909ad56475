package io.recua.page;

import org.apache.commons.lang3.EnumUtils;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Tells on each page what the button has done that led to it. */
@ControllerAdvice
class DoneMessage {

    /** Returns the sentence; null if no button led to the page, or only an instance of another version knows the button. */
    @ModelAttribute("done")
    String done(@RequestParam(defaultValue = "") String did, @RequestParam(defaultValue = "") String of) {
        Done done = EnumUtils.getEnum(Done.class, did);
        return done == null ? null : done.sentence(of);
    }
}
