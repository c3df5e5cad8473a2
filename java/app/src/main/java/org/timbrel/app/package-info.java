// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The jobs: what Timbrel does with files, one class a job, without a command line. Each takes its
 * settings in the constructor, tells a {@link org.timbrel.app.Progress} how far it is, and returns
 * what it did; the command line and the servers print or send that.
 */
package org.timbrel.app;
