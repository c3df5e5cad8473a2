// SPDX-License-Identifier: Apache-2.0
// Libraries that the presets want beside those that are called: libcuda.so.1, libcublasLt.so.13.
extern "C" int timbrel_emulated_nothing() {
    return 0;
}
