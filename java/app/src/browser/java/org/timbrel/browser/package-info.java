// SPDX-License-Identifier: GPL-3.0-or-later
/** A browser for tests of pages. */
package org.timbrel.browser;
