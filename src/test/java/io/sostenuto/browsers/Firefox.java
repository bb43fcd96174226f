package io.sostenuto.browsers;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import io.sostenuto.Debian;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Firefox ESR, headless. Playwright speaks WebDriver BiDi with it, so that it need not be Playwright's own build. */
final class Firefox implements OtherBrowser {

    private static final int PATIENCE = (int) Tab.PATIENCE.toMillis();

    private final Playwright playwright;
    private final BrowserContext context;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Firefox() {
        var program = Debian.program("/usr/bin/firefox-esr", "firefox-esr");
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        context = playwright.firefox().launch(new BrowserType.LaunchOptions()
                .setChannel("moz-firefox").setExecutablePath(program)).newContext();
        context.setDefaultTimeout(PATIENCE);
        context.onWebError(error -> complaints.add(error.error()));
    }

    @Override
    public Tab newTab() {
        return new FirefoxTab(context.newPage());
    }

    @Override
    public Set<String> cookies() {
        return context.cookies().stream().map(cookie -> cookie.name).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        playwright.close();
        assertThat(complaints).as("errors of scripts and of the content security policy").isEmpty();
    }

    private record FirefoxTab(Page page) implements Tab {

        @Override
        public void open(String address) {
            page.navigate(address);
        }

        @Override
        public boolean offers(String name) {
            return control(name).isVisible();
        }

        @Override
        public void press(String name) {
            control(name).click();
        }

        @Override
        public String reads(String name) {
            return String.join("\n", named(AriaRole.GROUP, name).or(named(AriaRole.REGION, name)).allInnerTexts());
        }

        @Override
        public String evaluate(String expression) {
            return (String) page.evaluate(expression);
        }

        private Locator control(String name) {
            return named(AriaRole.BUTTON, name).or(named(AriaRole.LINK, name));
        }

        private Locator named(AriaRole role, String name) {
            return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
        }
    }
}
