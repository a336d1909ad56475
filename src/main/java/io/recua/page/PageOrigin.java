package io.recua.page;

import io.recua.control.Operators;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Notes that a request comes from the page, so that actions are recorded with their origin. */
@ControllerAdvice(basePackageClasses = PageOrigin.class)
class PageOrigin {

    @ModelAttribute
    void note(HttpServletRequest request) {
        Operators.notePage(request);
    }
}
