package io.recua.page;

import io.recua.control.SignInLimit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** Serves the form by which people sign in. Spring Security checks the password. */
@Controller
public class LoginController {

    /** The form, and where it is posted to. */
    public static final String PATH = "/login";

    /** Where Spring Security forwards a form with a wrong password. */
    public static final String FAILED = PATH + "/failed";

    @GetMapping(PATH)
    ModelAndView form(
            @RequestParam(defaultValue = "/") String to,
            @RequestAttribute(name = SignInLimit.WAIT, required = false) Long wait) {
        return new ModelAndView("login").addObject("to", to).addObject("wait", wait);
    }

    /** Shows the form again. */
    @PostMapping(FAILED)
    ModelAndView failed(@RequestParam(defaultValue = "/") String to, @RequestParam(defaultValue = "") String username) {
        ModelAndView page = form(to, null).addObject("username", username).addObject("wrong", true);
        page.setStatus(HttpStatus.UNAUTHORIZED);
        return page;
    }
}
