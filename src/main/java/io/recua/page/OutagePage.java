package io.recua.page;

import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.ModelAndView;

/** The page in place of one whose state is not known: the ledger is away and was not read before. */
final class OutagePage {

    private OutagePage() {}

    /** @param here the path of the page, which is tried again */
    static ModelAndView of(String here) {
        return new ModelAndView("outage", HttpStatus.SERVICE_UNAVAILABLE).addObject("here", here);
    }
}
