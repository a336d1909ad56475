package io.recua.page;

import io.recua.control.ActionException;
import io.recua.control.Outage;
import io.recua.control.SameOrigin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import software.amazon.awssdk.core.exception.SdkException;

/** Shows why a page cannot be served, or an action cannot be executed. */
@ControllerAdvice
class PageErrors {

    private static final Logger log = LoggerFactory.getLogger(PageErrors.class);

    private static final Pattern FEED = Pattern.compile("/feeds/([a-z0-9-]+)");
    private static final Pattern LOAD = Pattern.compile("/loads/([0-9]{1,18})");

    private final PageController pages;
    private final LoadController loads;

    PageErrors(PageController pages, LoadController loads) {
        this.pages = pages;
        this.loads = loads;
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class, SdkException.class})
    ModelAndView unavailable(RuntimeException e, HttpServletRequest request) {
        log.debug("Cannot answer {}", request.getServletPath(), e);
        String sentence = Outage.sentence(e);
        return SameOrigin.isSafe(request)
                ? OutagePage.unavailable(sentence)
                : notDone(sentence, HttpStatus.SERVICE_UNAVAILABLE, request);
    }

    @ExceptionHandler
    ModelAndView actionFailed(ActionException e, HttpServletRequest request) {
        return notDone(e.getMessage(), HttpStatus.valueOf(e.status()), request);
    }

    /**
     * Returns the page of the button, with why its action is not done, and with the reason that was typed; the overview for a page
     * that is not there.
     */
    private ModelAndView notDone(String why, HttpStatus status, HttpServletRequest request) {
        ModelAndView page = page(OwnPage.orHome(request.getParameter("to")))
                .addObject("refusal", why)
                .addObject("button", !SameOrigin.isSafe(request))
                .addObject("tried", request.getServletPath())
                .addObject("typed", request.getParameter("reason"));
        page.setStatus(status);
        return page;
    }

    private ModelAndView page(String path) {
        Matcher feed = FEED.matcher(path);
        Matcher load = LOAD.matcher(path);
        try {
            if (feed.matches()) {
                return pages.feed(feed.group(1), null, null, null, null, 0);
            }
            if (load.matches()) {
                return loads.load(Long.parseLong(load.group(1)));
            }
        } catch (ActionException | ResponseStatusException e) {
            log.debug("There is no page {} to lead back to", path, e);
        }
        return pages.overview(0);
    }

    /** In place of Java's words. */
    @ExceptionHandler
    void noValue(MethodArgumentTypeMismatchException e, HttpServletResponse response) throws IOException {
        response.sendError(
                HttpStatus.BAD_REQUEST.value(), "\"" + e.getValue() + "\" is not a valid value of " + e.getName());
    }

    /** In place of Spring's words. The status is sent on, so that a script still gets JSON. */
    @ExceptionHandler
    void noPage(NoResourceFoundException e, HttpServletResponse response) throws IOException {
        response.sendError(e.getStatusCode().value(), "there is no page /" + e.getResourcePath());
    }
}
