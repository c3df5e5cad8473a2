// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.browser.Browser;

/**
 * A page in a real browser. With {@code -Dtimbrel.screenshots=FOLDER} it leaves what it looked
 * like.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageInBrowserTest {

    private static final String SCREENSHOTS = System.getProperty("timbrel.screenshots", "");

    private Browser browser;
    private Path page;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Path program = Browser.installed();
        assumeTrue(program != null, "no Chromium on the PATH: pages are not tried in a browser");
        page = folder.resolve("specimen.html");
        Files.writeString(page, Specimen.page().html());
        browser =
                Browser.start(
                        program,
                        Files.createDirectory(folder.resolve("browser")),
                        "--autoplay-policy=no-user-gesture-required");
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        browser.show(1200, 900, false);
        browser.open(page.toUri());
    }

    private void keep(String name, byte[] bytes) throws Exception {
        if (!SCREENSHOTS.isEmpty()) {
            Files.createDirectories(Path.of(SCREENSHOTS));
            Files.write(Path.of(SCREENSHOTS, name), bytes);
        }
    }

    private int count(String script) throws Exception {
        return browser.evaluate(script).asInt();
    }

    @Test
    void nothingComesFromElsewhereAndNothingGoesWrong() throws Exception {
        for (String request : browser.requests()) {
            assertTrue(request.startsWith("file:") || request.startsWith("data:"), request);
        }
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void everyChartIsDrawn() throws Exception {
        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
        browser.show(1200, 900, false);
        assertEquals(
                Specimen.CHARTS,
                count("document.querySelectorAll('figure.chart .plot > svg').length"));
        String broken =
                "[...document.querySelectorAll('.plot *')].filter(e => [...e.attributes]"
                        + ".some(a => /NaN|undefined|Infinity/.test(a.value))).length";
        assertEquals(0, count(broken));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void curvesAreNamedAtTheirEnds() throws Exception {
        String names =
                "[...document.querySelectorAll('#learning figure.chart')][0]"
                        + ".querySelectorAll('text.name')";
        assertEquals(4, count(names + ".length"));
        String apart =
                "(() => {const y = [...%s].map(t => +t.getAttribute('y')).sort((a, b) => a - b);"
                        + "return Math.min(...y.slice(1).map((v, i) => v - y[i]))})()";
        assertTrue(browser.evaluate(apart.formatted(names)).asDouble() >= 14.9);
    }

    @Test
    void valuesAreReadUnderThePointer() throws Exception {
        String chart = "document.querySelector('#learning figure.chart .plot > svg')";
        String point =
                "(() => {const s = %s; const r = s.getBoundingClientRect();"
                        + "s.dispatchEvent(new PointerEvent('pointermove',"
                        + "{clientX: r.left + r.width / 2, clientY: r.top + 100}));"
                        + "return s.querySelectorAll('.readout tspan').length})()";
        assertEquals(5, count(point.formatted(chart)), "where, and four means");
        browser.evaluate(chart + ".dispatchEvent(new PointerEvent('pointerleave'))");
        String hidden = chart + ".querySelector('.readout').style.display";
        assertEquals("none", browser.evaluate(hidden).asText());
    }

    @Test
    void soundsAreThere() throws Exception {
        String lengths =
                "Promise.all([...document.querySelectorAll('audio')].map(a => new Promise(done => {"
                        + "if (a.readyState > 0) done(a.duration);"
                        + "a.onloadedmetadata = () => done(a.duration);"
                        + "a.onerror = () => done(-1)})))";
        var seconds = browser.evaluate(lengths);
        assertEquals(Specimen.PLAYERS, seconds.size());
        seconds.forEach(one -> assertEquals(5, one.asDouble(), 0.01));
        String played =
                "(async () => {const a = document.querySelector('audio'); await a.play();"
                        + "while (a.currentTime < 0.2) await new Promise(d => setTimeout(d, 50));"
                        + "a.pause(); return a.currentTime})()";
        assertTrue(browser.evaluate(played).asDouble() >= 0.2);
    }

    @Test
    void aTableIsSortedByMouseAndKeyboard() throws Exception {
        String table = "document.querySelector('#likelihood table')";
        String first = table + ".tBodies[0].rows[0].cells[0].textContent";
        String gain = table + ".tHead.rows[0].cells[1]";
        assertEquals("mfcc", browser.evaluate(first).asText());
        browser.evaluate(gain + ".querySelector('button').click()");
        assertEquals("performance", browser.evaluate(first).asText(), "−0.42 is the lowest");
        assertEquals("ascending", browser.evaluate(gain + ".ariaSort").asText());
        browser.evaluate(gain + ".querySelector('button').focus()");
        browser.press("Enter", 13, "\r");
        assertEquals("descending", browser.evaluate(gain + ".ariaSort").asText());
        assertEquals("remi", browser.evaluate(first).asText());
        String last = table + ".tBodies[0].rows[3].cells[0].textContent";
        assertEquals("pianoroll", browser.evaluate(last).asText(), "without a value");
        String arm = table + ".tHead.rows[0].cells[0]";
        browser.evaluate(arm + ".querySelector('button').click()");
        assertEquals("none", browser.evaluate(gain + ".ariaSort").asText());
        assertEquals("mfcc", browser.evaluate(first).asText());
    }

    @Test
    void aTableIsSavedAsItIsShown() throws Exception {
        String script =
                "new Promise(done => {URL.createObjectURL = blob => {blob.text().then(done);"
                        + "return '#'}; document.querySelector('#likelihood button.csv').click()})";
        List<String> lines = browser.evaluate(script).asText().lines().toList();
        assertEquals(
                "arm,gain nats/s,gain nats/s low,gain nats/s high,accuracy %,parameters,verdict",
                lines.get(0));
        assertEquals("performance,-0.42,-0.90,0.06,41.3,411912,lower", lines.get(2));
        assertEquals("pianoroll,,,,8.5,1412050,\"not measured, \"\"yet\"\"\"", lines.get(4));
    }

    @Test
    void itFitsAPhone() throws Exception {
        for (int width : new int[] {390, 320}) {
            browser.show(width, 800, false);
            assertTrue(
                    count("document.documentElement.scrollWidth") <= width,
                    "wider than " + width + " px");
            String over =
                    "[...document.querySelectorAll('.plot > svg')].filter(s =>"
                            + "s.getBoundingClientRect().right > innerWidth).length";
            assertEquals(0, count(over));
        }
        browser.show(390, 800, false);
        keep("phone.png", browser.picture());
    }

    @Test
    void itIsLightOrDarkAsWished() throws Exception {
        String paper = "getComputedStyle(document.body).backgroundColor";
        String light = browser.evaluate(paper).asText();
        keep("light.png", browser.picture());
        browser.show(1200, 900, true);
        String dark = browser.evaluate(paper).asText();
        keep("dark.png", browser.picture());
        assertEquals("rgb(253, 252, 250)", light);
        assertEquals("rgb(21, 24, 28)", dark);
    }

    @Test
    void itIsPrinted() throws Exception {
        byte[] pdf = browser.print();
        keep("print.pdf", pdf);
        String text = new String(pdf, StandardCharsets.ISO_8859_1);
        assertTrue(text.startsWith("%PDF"));
        assertTrue(pdf.length > 20_000, pdf.length + " bytes");
        // Drawn anew for the screen afterwards.
        assertTrue(count("document.querySelector('.plot > svg').clientWidth") > 700);
        assertFalse(browser.complaints().stream().anyMatch(c -> !c.isEmpty()));
    }
}
