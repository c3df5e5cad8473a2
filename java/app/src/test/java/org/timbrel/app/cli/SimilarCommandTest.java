// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Sounds;
import org.timbrel.app.Textures;
import org.timbrel.audio.texture.ProceduralTexture;

/** similar. */
class SimilarCommandTest {

    @TempDir private Path folder;

    private Path texture(String name, ProceduralTexture texture, long seed) throws IOException {
        return Textures.write(folder.resolve(name), texture, seed, 3.5);
    }

    @Test
    void theNearestOfRainIsMoreRain() throws IOException {
        Path query = texture("rain.wav", ProceduralTexture.RAIN, 1);
        Path more = texture("sub/more.wav", ProceduralTexture.RAIN, 2);
        for (ProceduralTexture other : ProceduralTexture.values()) {
            if (other != ProceduralTexture.RAIN) {
                texture(other.label() + ".wav", other, 1);
            }
        }
        Run run = Run.of("similar", query, folder, "--count", 3).succeeded();
        assertEquals(3, run.outLines().size(), run.out());
        assertTrue(run.outLines().get(0).matches(" 0\\.[0-9]{3}   \\Q" + more + "\\E"), run.out());
        JsonNode json =
                new ObjectMapper()
                        .readTree(Run.of("similar", query, folder, "--json").succeeded().out());
        assertEquals(8, json.path("searched").asInt(), "the query is left out");
        assertEquals(8, json.path("nearest").size());
        assertEquals(2, json.at("/nearest/0/segments").asInt());
        double last = 0;
        for (JsonNode found : json.path("nearest")) {
            assertTrue(found.path("distance").asDouble() >= last, json.toString());
            last = found.path("distance").asDouble();
        }
        assertTrue(
                json.at("/nearest/1/distance").asDouble()
                        > 1.3 * json.at("/nearest/0/distance").asDouble(),
                json.toString());
    }

    @Test
    void theOrderDoesNotDependOnTheThreads() throws IOException {
        Path query = texture("rain.wav", ProceduralTexture.RAIN, 1);
        texture("a.wav", ProceduralTexture.FIRE, 1);
        texture("b.wav", ProceduralTexture.FIRE, 1);
        String one = Run.of("similar", query, folder, "--jobs", 1).succeeded().out();
        assertEquals(one, Run.of("similar", query, folder, "--jobs", 3).succeeded().out());
        assertEquals(2, one.lines().count());
    }

    @Test
    void whatCannotBeReadIsReportedAndTheRestListed() throws IOException {
        Path query = texture("rain.wav", ProceduralTexture.RAIN, 1);
        Path more = texture("x/a.wav", ProceduralTexture.RAIN, 2);
        Path text = Files.writeString(folder.resolve("x/b.wav"), "This is no sound, but words.\n");
        Path brief = Sounds.noise(folder.resolve("x/c.wav"), 4410);
        Path nan = Sounds.nan(folder.resolve("x/d.wav"));
        Run run = Run.of("similar", query, folder.resolve("x"));
        assertEquals(1, run.status());
        assertEquals(1, run.outLines().size(), run.out());
        assertTrue(run.out().contains(more.toString()));
        assertEquals(4, run.errLines().size(), run.err());
        assertTrue(run.errLines().get(0).startsWith("timbrel similar: " + text + ": "));
        assertEquals(
                "timbrel similar: "
                        + brief
                        + ": 0.100 s are too short for texture statistics: 0.2 s is the least",
                run.errLines().get(1));
        assertTrue(run.errLines().get(2).startsWith("timbrel similar: " + nan + ": "), run.err());
        assertEquals("timbrel similar: 3 of 4 files failed", run.errLines().get(3));
    }

    @Test
    void aShortSoundIsFoundToo() throws IOException {
        Path query = Sounds.noise(folder.resolve("q.wav"), 20_000);
        Path more = Sounds.noise(folder.resolve("x/a.wav"), 30_000);
        texture("x/b.wav", ProceduralTexture.MACHINE, 1);
        String first = Run.of("similar", query, folder.resolve("x")).succeeded().outLines().get(0);
        assertTrue(first.endsWith(more.toString()), first);
    }

    @Test
    void badInputIsNamed() throws IOException {
        Path query = texture("rain.wav", ProceduralTexture.RAIN, 1);
        Path missing = folder.resolve("missing");
        Run.of("similar", missing, folder).failed("timbrel similar: " + missing + ": no such file");
        Run.of("similar", query, missing)
                .failed("timbrel similar: " + missing + ": no such folder");
        Run.of("similar", query, query)
                .failed("timbrel similar: " + query + ": is a file; name a folder");
        Run.of("similar", query, folder)
                .failed(
                        "timbrel similar: "
                                + folder
                                + ": no other sound files in this folder or below it");
        Run.of("similar", query, folder, "--count", 0)
                .wrongUsage("timbrel similar: --count 0 is below 1");
    }
}
