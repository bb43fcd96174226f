package io.sostenuto.browser;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.Map;

/** One stage for all classes about the page: set for the first test, lent to each, ended after the last of all. */
final class SharedStage implements BeforeEachCallback {

    @Override
    public void beforeEach(ExtensionContext test) {
        var stage = test.getRoot().getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(SharedStage.class, key -> set(), Stage.class);
        ((PlayerFixture) test.getRequiredTestInstance()).enter(stage);
    }

    private static Stage set() {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        return Stage.set("player", Map.of());
    }
}
