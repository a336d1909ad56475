package io.recua.page;

import io.recua.control.Reading;
import io.recua.control.Reading.Gap;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.ModelAndView;

/** The page in place of one whose state is not known: the ledger is away or too slow, and was not read before. */
final class OutagePage {

    private OutagePage() {}

    /**
     * Returns a page with what it says of the servers that are away or too slow. In place of one that is not known, returns
     * this page, or that of an error if the servers were only too slow: a slow query must not be tried again by itself.
     *
     * @param page empty if its state is not known
     * @param here the path of the page, which is tried again
     * @param reading what the page was read by
     */
    static ModelAndView unless(Optional<ModelAndView> page, String here, Reading reading) {
        return page.orElseGet(() -> missing(here, reading)).addObject("gaps", reading.gaps());
    }

    private static ModelAndView missing(String here, Reading reading) {
        return reading.gaps().stream().allMatch(gap -> gap.outage() == null)
                ? unavailable(
                        reading.gaps().stream().map(Gap::sentence).findFirst().orElseThrow())
                : new ModelAndView("outage", HttpStatus.SERVICE_UNAVAILABLE).addObject("here", here);
    }

    /** Returns the page of an error. */
    static ModelAndView unavailable(String message) {
        return new ModelAndView("error", HttpStatus.SERVICE_UNAVAILABLE)
                .addObject("status", HttpStatus.SERVICE_UNAVAILABLE.value())
                .addObject("error", HttpStatus.SERVICE_UNAVAILABLE.getReasonPhrase())
                .addObject("message", message);
    }
}
