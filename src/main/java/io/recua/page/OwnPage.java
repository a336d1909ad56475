package io.recua.page;

import java.util.regex.Pattern;

/** Keeps a form that leads back to a page on this site: a redirect to another site would lend it this page's address. */
public final class OwnPage {

    private static final Pattern OWN = Pattern.compile("/([a-z0-9-]+(/[a-z0-9-]+){0,2})?(\\?[A-Za-z0-9=&_.%+*~-]*)?");

    private OwnPage() {}

    /** Returns the path and encoded query if they are of a page here, else the path of the overview. */
    public static String orHome(String address) {
        return address != null && OWN.matcher(address).matches() ? address : "/";
    }
}
