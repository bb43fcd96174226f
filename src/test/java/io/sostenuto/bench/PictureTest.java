package io.sostenuto.bench;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;

import static org.assertj.core.api.Assertions.assertThat;

class PictureTest {

    private static Document drawn(Measured... rows) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(new Picture(List.of(rows)).svg().getBytes(StandardCharsets.UTF_8)));
    }

    private static Measured row(double figure, Target target) {
        var row = new Measured("herd <&> callers");
        row.line("refreshes", target, new Series(List.of(figure)));
        return row;
    }

    private static Element bar(Document picture, int number) {
        return (Element) picture.getElementsByTagName("g").item(number);
    }

    @Test
    void aBarIsAsLongAsItsFigureIsOfItsTarget() throws Exception {
        var picture = drawn(row(1, Target.atMost(2, "")), row(4, Target.atMost(2, "times")));
        assertThat(picture.getElementsByTagName("g").getLength()).isEqualTo(2);
        assertThat(bar(picture, 0).getAttribute("class")).isEqualTo("met");
        assertThat(width(picture, 0)).isEqualTo("248.0");
        assertThat(mark(picture, 0)).startsWith("M496.0 ");
        assertThat(bar(picture, 1).getAttribute("class")).isEqualTo("missed");
        assertThat(width(picture, 1)).isEqualTo("496.0");
        assertThat(mark(picture, 1)).startsWith("M248.0 ");
        assertThat(bar(picture, 1).getTextContent()).contains("herd <&> callers: refreshes").contains("4.00 (at most 2.00 times)");
    }

    private static String width(Document picture, int number) {
        return ((Element) bar(picture, number).getElementsByTagName("rect").item(0)).getAttribute("width");
    }

    private static String mark(Document picture, int number) {
        return ((Element) bar(picture, number).getElementsByTagName("path").item(0)).getAttribute("d");
    }

    @Test
    void aFigureWithoutATargetIsNotDrawn() throws Exception {
        assertThat(drawn(row(1, Target.NONE)).getElementsByTagName("g").getLength()).isZero();
    }
}
