// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the triangles of a mel filter bank are scaled. */
public enum MelNorm {
    /** Constant area: each triangle is divided by half its width in Hz. */
    @JsonProperty("slaney")
    SLANEY,
    /** Peak 1. */
    @JsonProperty("none")
    NONE
}
