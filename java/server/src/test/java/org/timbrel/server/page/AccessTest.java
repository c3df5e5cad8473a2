// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.TextureModel;

/**
 * The page for everyone: by keyboard, to a screen reader, on a phone, in the dark. Its server has
 * one texture, which has two sounds.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {

    private static final Set<String> CONTROLS =
            Set.of("button", "slider", "textbox", "combobox", "meter", "link", "region", "form");

    private OpenPage page;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Map<String, TextureModel> weather =
                Map.of(
                        "weather",
                        TextureModel.read(OpenPage.MODELS.resolve("weather.safetensors")));
        page = OpenPage.start(weather, OpenPage.settings(2), null, folder);
    }

    @AfterAll
    void end() {
        if (page != null) {
            page.close();
        }
    }

    @BeforeEach
    void load() throws Exception {
        page.load();
    }

    @AfterEach
    void leave() throws Exception {
        page.stop();
        assertEquals(List.of(), page.browser().complaints());
    }

    private JsonNode evaluate(String script) throws Exception {
        return page.browser().evaluate(script);
    }

    /** What has the focus. */
    private String focus() throws Exception {
        return evaluate("document.activeElement.id").asText();
    }

    private void tabTo(String id) throws Exception {
        for (int presses = 0; presses < 40; presses++) {
            page.browser().press("Tab", 9, "");
            String outline = "getComputedStyle(document.activeElement).outlineStyle";
            assertEquals("solid", evaluate(outline).asText(), "the focus is seen at " + focus());
            if (focus().equals(id)) {
                return;
            }
        }
        throw new AssertionError("Tab does not come to " + id);
    }

    @Test
    void aKeyboardIsEnough() throws Exception {
        tabTo("play");
        page.browser().press("Enter", 13, "\r");
        page.await(OpenPage.text("state") + " === 'Playing weather.'");
        assertEquals("play", focus(), "the focus stays");
        tabTo("sound-0");
        page.browser().press("End", 35, "");
        assertEquals("0\u00a0% rain, 100\u00a0% wind", page.says("sound-0-value"));
        tabTo("temperature");
        page.browser().press("ArrowLeft", 37, "");
        assertEquals("0.95", page.says("temperature-value"));
        page.await(OpenPage.text("again-note") + ".includes('temperature')");
        page.await(OpenPage.text("again") + ".includes('{\"rain\":0,\"wind\":1}')");
        tabTo("reset");
        page.browser().press("Enter", 13, "\r");
        assertEquals("1", page.says("temperature-value"));
        tabTo("download");
        tabTo("copy");
        page.await("document.querySelectorAll('#streams tbody button').length === 1");
        page.browser().evaluate("document.querySelector('#streams tbody button').focus()");
        page.browser().press("Enter", 13, "\r");
        page.await(OpenPage.text("play") + " === 'Start'");
    }

    @Test
    void everythingHasAName() throws Exception {
        page.play();
        page.await("document.querySelectorAll('#streams tbody button').length === 1");
        int controls = 0;
        JsonNode tree = page.browser().send("Accessibility.getFullAXTree", Map.of());
        for (JsonNode node : tree.path("nodes")) {
            String role = node.path("role").path("value").asText();
            if (CONTROLS.contains(role) && !node.path("ignored").asBoolean()) {
                controls++;
                String name = node.path("name").path("value").asText();
                assertFalse(name.isBlank(), () -> "a " + role + " has no name: " + node);
            }
        }
        // Start, texture, seed, five sliders, reset, use it again, download, copy, Stop, the link.
        assertTrue(controls >= 14, controls + " controls");
        String values =
                "[...document.querySelectorAll('input[type=range]')].map(i => i.ariaValueText).join('; ')";
        assertEquals(
                "100\u00a0% rain, 0\u00a0% wind; 1; 0 dB; 0 dB/octave; 0.5 s",
                evaluate(values).asText());
        String twice =
                "[...document.querySelectorAll('[id]')].map(e => e.id)"
                        + ".filter((id, k, all) => all.indexOf(id) !== k)";
        assertEquals(0, evaluate(twice).size());
        assertEquals(
                "status",
                evaluate(
                                "document.getElementById('state').role ?? "
                                        + "document.getElementById('state').getAttribute('role')")
                        .asText());
    }

    @Test
    void itFitsAPhone() throws Exception {
        page.play();
        page.await("document.querySelectorAll('#streams tbody button').length === 1");
        for (int width : new int[] {390, 320}) {
            page.browser().show(width, 800, false);
            int scroll = evaluate("document.documentElement.scrollWidth").asInt();
            assertTrue(scroll <= width, scroll + " px wide in " + width);
            String over =
                    "[...document.querySelectorAll('button, input, select, canvas, output')]"
                            + ".filter(e => e.getBoundingClientRect().right > innerWidth).length";
            assertEquals(0, evaluate(over).asInt());
            page.keep("phone-" + width);
        }
    }

    /** As WCAG 2.2 has it, 1.4.3: 4.5 to 1 between text and what is behind it. */
    @Test
    void itIsReadInTheLightAndInTheDark() throws Exception {
        page.play();
        String paper = "getComputedStyle(document.body).backgroundColor";
        String contrasts =
                """
                (() => {
                  const parts = c => c.match(/[\\d.]+/g).slice(0, 3).map(Number);
                  const linear = v => v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
                  const light = c => parts(c).map(linear).reduce((s, v, k) => s + v * [0.2126, 0.7152, 0.0722][k], 0);
                  const behind = e => {
                    const colour = getComputedStyle(e).backgroundColor;
                    return /, 0\\)$|transparent/.test(colour) ? behind(e.parentElement) : colour;
                  };
                  return [...document.querySelectorAll('body *')]
                    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.offsetParent)
                    .filter(e => !e.disabled)
                    .map(e => {
                      const [a, b] = [light(getComputedStyle(e).color), light(behind(e))];
                      return {text: e.textContent, contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)};
                    })
                    .sort((one, other) => one.contrast - other.contrast);
                })()
                """;
        assertEquals("rgb(253, 252, 250)", evaluate(paper).asText());
        assertReadable(evaluate(contrasts));
        page.keep("light");
        page.browser().show(1200, 900, true);
        assertEquals("rgb(21, 24, 28)", evaluate(paper).asText());
        assertReadable(evaluate(contrasts));
        page.keep("dark");
    }

    private static void assertReadable(JsonNode texts) {
        assertTrue(texts.size() > 40, texts.size() + " texts");
        assertTrue(texts.get(0).get("contrast").asDouble() >= 4.5, () -> texts.get(0).toString());
    }
}
