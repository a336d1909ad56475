package io.recua.page;

import io.recua.control.Operators;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** The user who looks at the page; the templates use it as the bean {@code user}. */
@Component("user")
public class PageUser {

    /** Returns the name; null if nobody has signed in. */
    public String name() {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        return user == null || user instanceof AnonymousAuthenticationToken ? null : user.getName();
    }

    /** Returns whether the page shows the buttons that change something. */
    public boolean mayAct() {
        return Operators.mayAct();
    }
}
