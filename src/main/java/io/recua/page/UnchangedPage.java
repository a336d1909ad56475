package io.recua.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Answers 204 to a page that refreshes itself and shows the current state already, because to render the page takes more time
 * than to read the state:
 *
 * <ol>
 *   <li>Each page has a digest of its model as the parameter {@code seen} of the address of its refresh.
 *   <li>The digest includes the cookies, because the forms hold a token that belongs to one.
 *   <li>It includes the minute, so that times such as <em>5 min ago</em> are at most a minute late.
 * </ol>
 */
@Component
class UnchangedPage implements HandlerInterceptor, WebMvcConfigurer {

    private static final String SEEN = "seen";

    private final Clock clock;

    UnchangedPage(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    /** The values of the model are records and lists of them, so their text differs if they differ. */
    @Override
    public void postHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler, ModelAndView page) {
        if (page == null || page.getStatus() != null || !request.getMethod().equals(HttpMethod.GET.name())) {
            return;
        }
        String state = new TreeMap<>(page.getModel())
                + request.getHeader(HttpHeaders.COOKIE)
                + clock.instant().truncatedTo(ChronoUnit.MINUTES);
        String digest = DigestUtils.md5DigestAsHex(state.getBytes(StandardCharsets.UTF_8));
        if (digest.equals(request.getParameter(SEEN))) {
            page.clear();
            response.setStatus(HttpStatus.NO_CONTENT.value());
        } else {
            page.addObject(SEEN, digest);
        }
    }
}
