package io.recua.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.Alert;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium, without a window; tests that need it are left out where it is not installed. */
public final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver driver;
    private final String address;

    private Browser(ChromeDriver driver, String address) {
        this.driver = driver;
        this.address = address;
    }

    /** Opens the page of this port, signed in. */
    public static Browser open(int port, String user, String password) {
        Browser browser = open(port).go("/").signIn(user, password);
        browser.awaitText("#user", user);
        return browser;
    }

    /** Opens an empty window of a browser that has no session. */
    public static Browser open(int port) {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "no Chromium here; on Debian, apt-get install chromium chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toString());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,1000");
        ChromeDriver driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
        return new Browser(driver, "http://127.0.0.1:" + port);
    }

    public Browser go(String path) {
        driver.get(address + path);
        return this;
    }

    /** Fills in the form that asks who it is, and sends it. */
    public Browser signIn(String user, String password) {
        type("#username", user);
        type("#password", password);
        press("#sign-in");
        return this;
    }

    /** Tells the browser the credentials of a port that asks by HTTP Basic; no script runs on the page that it visits. */
    public Browser signInByBasic(String user, String password) {
        driver.get(address.replace("://", "://" + user + ":" + password + "@") + "/actuator");
        return this;
    }

    /** Loses the session, as it is lost when it expires. */
    public void forget() {
        driver.manage().deleteAllCookies();
    }

    /** Replaces the text of a field. */
    public void type(String selector, String text) {
        WebElement field = driver.findElement(By.cssSelector(selector));
        field.clear();
        field.sendKeys(text);
    }

    /** Waits, without asking for the page again, until an element's text holds this. */
    public void awaitText(String selector, String text) {
        new WebDriverWait(driver, PATIENCE)
                .ignoring(StaleElementReferenceException.class)
                .withMessage(() -> selector + " with " + text + " in " + text("main"))
                .until(page -> page.findElements(By.cssSelector(selector)).stream()
                        .anyMatch(element -> element.getText().contains(text)));
    }

    public String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    /** Presses Enter on an element, as one without a mouse does. */
    public void press(String selector) {
        WebElement element = driver.findElement(By.cssSelector(selector));
        driver.executeScript("arguments[0].focus()", element);
        driver.switchTo().activeElement().sendKeys("\n");
    }

    /** Says yes to the question that the page asks; returns the question. */
    public String confirm() {
        Alert question = new WebDriverWait(driver, PATIENCE).until(ExpectedConditions.alertIsPresent());
        String text = question.getText();
        question.accept();
        return text;
    }

    /** What a script on the page evaluates to. */
    public Object evaluate(String script) {
        return driver.executeScript("return " + script);
    }

    /** Lets the browser be in this time zone, such as {@code America/Lima}. */
    public void zone(String zone) {
        driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", zone));
    }

    /** Lets the browser prefer dark pages. */
    public void dark() {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    }

    /** Lets the page be of this size; a window is never as narrow as a phone. */
    public void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Writes what the window shows as a PNG. */
    public void picture(Path file) {
        try {
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Errors of scripts, refused resources and the like, since the last time it was asked. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(String::valueOf)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
