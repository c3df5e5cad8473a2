// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.app.Sounds;

/** Options that cannot be: status 2, one line in the user's terms, and nothing written. */
class WrongUsageTest {

    @TempDir private Path folder;
    private Path sound;

    @BeforeEach
    void makeSound() throws IOException {
        sound = Sounds.noise(folder.resolve("a.wav"), 2000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --hop | 0            | --hop 0 is outside 1..--fft-size (512)
                    --hop | 513          | --hop 513 is outside 1..--fft-size (512)
                    --hop | x            | Invalid value for option '--hop': 'x' is not an int
                    --mel-bands | 258    | --mel-bands 258 is outside 1..--fft-size / 2 + 1 (257)
                    --coefficients | 65  | --coefficients 65 is outside 1..--mel-bands (64)
                    --fmax | 22051       | --fmax 22051.0 is outside 0..22050.0 (half the rate)
                    --fmin | -1          | --fmin -1.0 is outside 0..22050.0 (--fmax)
                    --fft-size | 511     | --fft-size 511 is odd: use an even one
                    --sample-rate | 0    | --sample-rate 0 is outside 1000..384000
                    --dct-type | 1       | --dct-type 1 is not 2 or 3
                    --lifter | -1        | --lifter -1 is outside 0..1000000
                    --top-db | 0         | --top-db 0.0 is not over 0: give decibels, or off
                    --top-db | x         | Invalid value for option '--top-db': 'x' is neither a number nor off
                    --window | hat       | Invalid value for option '--window': 'hat' is none of hann, hamming, povey
                    --profile | jazz     | Invalid value for option '--profile': 'jazz' is none of librosa, texture, pitched, kaldi, htk, torchaudio
                    --pitch | 50         | Invalid value for option '--pitch': '50' is neither a range such as 50..2000 nor off
                    --pitch | 5..200     | Invalid value for option '--pitch': lowest pitch 5.0 Hz is outside 20.0..4000.0
                    --extras | flux      | Invalid value for option '--extras' (NAME): 'flux' is none of delta, delta2, energy, onset, centroid, loudness
                    --jobs | 0           | --jobs 0 is below 1
                    """)
    void parameters(String option, String value, String message) {
        Path output = folder.resolve("out.npz");
        Run.of("extract", sound, "-o", output, option, value)
                .wrongUsage("timbrel extract: " + message);
        assertFalse(Files.exists(output));
    }

    @Test
    void severalSoundsIntoOneFile() throws IOException {
        Path other = Sounds.noise(folder.resolve("b.wav"), 1000);
        Path output = folder.resolve("out.npz");
        Run.of("extract", sound, other, "-o", output)
                .wrongUsage(
                        "timbrel extract: several sounds cannot become one file: "
                                + output
                                + " must be a folder, whose name does not end in .npz");
        Run.of("extract", folder, "-o", output);
        assertFalse(Files.exists(output));
    }

    @Test
    void twoSoundsIntoTheSameFile() throws IOException {
        Path other = Sounds.noise(folder.resolve("other/a.wav"), 1000);
        Path out = folder.resolve("out");
        Run.of("extract", sound, other, "-o", out)
                .wrongUsage(
                        "timbrel extract: "
                                + sound
                                + " and "
                                + other
                                + " would both become "
                                + out.resolve("a.wav.npz"));
        assertFalse(Files.exists(out));
    }

    @Test
    void aFileWhereAFolderShouldBe() throws IOException {
        Path output = Files.writeString(folder.resolve("out"), "mine");
        Run.of("extract", sound, "-o", output, "--force")
                .wrongUsage(
                        "timbrel extract: "
                                + output
                                + " is a file; name a folder, or one input and a name in .npz");
        assertEquals("mine", Files.readString(output));
    }

    @Test
    void nothingToDo() {
        Run.of("extract", "-o", folder)
                .wrongUsage("timbrel extract: Missing required parameter: 'IN'");
        Run.of("extract", sound)
                .wrongUsage("timbrel extract: Missing required option: '--output=OUT'");
        Run.of("info").wrongUsage("timbrel info: Missing required parameter: 'FILE'");
        Run.of("samples").wrongUsage("timbrel samples: Missing required parameter: 'DIR'");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "NaN", "36001"})
    void durationsThatCannotBe(String seconds) {
        Run.of("samples", folder.resolve("s"), "--seconds", seconds)
                .wrongUsage(
                        "timbrel samples: --seconds "
                                + Double.parseDouble(seconds)
                                + " is outside 0..36000 (10 hours)");
    }

    @Test
    void texturesThatAreNot() {
        Run.of("samples", folder.resolve("s"), "--only", "rain,bell")
                .wrongUsage(
                        "timbrel samples: Invalid value for option '--only' (NAME): 'bell' is none"
                                + " of rain, fire, wind, stream, surf, insects, crowd, machine");
    }
}
