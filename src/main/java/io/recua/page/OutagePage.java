package io.recua.page;

import io.recua.control.Reading;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.ModelAndView;

/** The page in place of one whose state is not known: the ledger is away and was not read before. */
final class OutagePage {

    private OutagePage() {}

    /**
     * Returns a page with what it says of the servers that are away, or this page in place of one that is not known.
     *
     * @param page empty if its state is not known
     * @param here the path of the page, which is tried again
     * @param reading what the page was read by
     */
    static ModelAndView unless(Optional<ModelAndView> page, String here, Reading reading) {
        return page.orElseGet(() -> new ModelAndView("outage", HttpStatus.SERVICE_UNAVAILABLE).addObject("here", here))
                .addObject("gaps", reading.gaps());
    }
}
