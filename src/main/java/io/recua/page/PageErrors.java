package io.recua.page;

import io.recua.control.ActionException;
import io.recua.control.Outage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;
import software.amazon.awssdk.core.exception.SdkException;

/** Shows why a page cannot be served, or an action cannot be executed. */
@ControllerAdvice
class PageErrors {

    private static final Logger log = LoggerFactory.getLogger(PageErrors.class);

    private final PageController pages;

    PageErrors(PageController pages) {
        this.pages = pages;
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class, SdkException.class})
    ModelAndView unavailable(RuntimeException e) {
        log.debug("Cannot show the page", e);
        return OutagePage.unavailable(Outage.sentence(e));
    }

    @ExceptionHandler
    ModelAndView actionFailed(ActionException e) {
        ModelAndView page = pages.overview(0).addObject("refusal", e.getMessage());
        page.setStatus(HttpStatus.valueOf(e.status()));
        return page;
    }
}
