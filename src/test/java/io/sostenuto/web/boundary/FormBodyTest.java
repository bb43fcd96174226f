package io.sostenuto.web.boundary;

import io.sostenuto.web.boundary.page.PageTemplate;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class FormBodyTest {

    private static Optional<Map<String, List<String>>> read(String form) {
        return FormBody.parameters(form);
    }

    @Test
    void eachParameterIsReadAsOftenAsItCame() {
        assertThat(read("a=1&b=%C3%A4+%26&a=2&c")).contains(Map.of("a", List.of("1", "2"), "b", List.of("ä &"), "c", List.of("")));
        assertThat(read("")).contains(Map.of());
    }

    @Test
    void whatIsNoFormIsNothing() {
        assertThat(read("a=%zz")).isEmpty();
    }

    @Test
    void nothingOfATextIsMarkup() {
        assertThat(PageTemplate.escaped("<a href=\"x\" id='y'>&amp;")).isEqualTo("&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;");
    }
}
